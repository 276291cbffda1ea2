"""What was put into Slack for later use, by a key of ours, so that a repeated try need not put it there anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.base.clock import Clock
from app.store.table import Table, amend

KEPT_DAYS = 1


@dataclass(frozen=True)
class Uploads:
    """Documents `upload#<key>`."""

    table: Table
    clock: Clock

    def once(self, key: str, upload: Callable[[], str]) -> str:
        """The id of the file with this key, uploaded now or earlier. One that nobody came to note is uploaded twice."""
        known = self.table.get(f"upload#{key}", "upload")
        if known.version:
            return str(known.data["file"])
        file_id = upload()
        expires_at = int(self.clock().timestamp()) + KEPT_DAYS * 86400
        stored = amend(
            self.table,
            f"upload#{key}",
            "upload",
            lambda document: (
                None if document.version else replace(document, data={"file": file_id}, expires_at=expires_at)
            ),
        )
        return str(stored.data["file"])
