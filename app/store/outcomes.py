"""What became of each alarm record, by its id: exactly one outcome."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.clock import Clock
from app.store.table import Document, Table, amend

KEPT_DAYS = 15


@dataclass(frozen=True)
class Outcomes:
    """Documents `record#<id>`."""

    table: Table
    clock: Clock

    def of(self, record_id: str) -> str:
        """The outcome of a record that is done with, or nothing."""
        data = self._read(record_id).data
        return str(data["outcome"]) if data.get("done") else ""

    def decide(self, record_id: str, outcome: str) -> str:
        """What is to become of the record; the first decision stays, also when Slack is told only on a later try."""

        def write(document: Document) -> Document | None:
            expires_at = int(self.clock().timestamp()) + KEPT_DAYS * 86400
            return None if document.version else replace(document, data={"outcome": outcome}, expires_at=expires_at)

        return str(amend(self.table, f"record#{record_id}", "outcome", write).data["outcome"])

    def close(self, record_id: str) -> None:
        """Slack shows it: the record is done with."""
        amend(self.table, f"record#{record_id}", "outcome", lambda it: replace(it, data={**it.data, "done": True}))

    def _read(self, record_id: str) -> Document:
        return self.table.get(f"record#{record_id}", "outcome")
