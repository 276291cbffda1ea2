"""What was uploaded to Slack, by a key of ours, so that a repeated try doesn't upload it again."""

from __future__ import annotations

from collections.abc import Callable

from app.base.clock import Clock
from app.base.values import dataclass
from app.store.documents import Documents
from app.store.table import Table

KEPT_DAYS = 1


@dataclass(frozen=True)
class Upload:
    """The id of the file in Slack."""

    file: str


@dataclass(frozen=True)
class Uploads:
    """Documents `upload#<key>`."""

    table: Table
    clock: Clock

    def knows(self, key: str) -> bool:
        """Whether a file was uploaded for this key."""
        return self._documents.find(key) is not None

    def once(self, key: str, upload: Callable[[], str]) -> str:
        """The id of the file with this key, uploaded now or earlier. If nobody could store it, it is uploaded twice."""
        known = self._documents.find(key)
        return (known or self._documents.begin(key, Upload(upload()))).file

    @property
    def _documents(self) -> Documents[Upload]:
        return Documents(self.table, self.clock, Upload, "upload", KEPT_DAYS)
