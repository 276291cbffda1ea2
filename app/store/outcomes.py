"""What became of each alarm record, by its id: exactly one outcome."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.clock import Clock
from app.store.table import Table, amend

KEPT_DAYS = 15


@dataclass(frozen=True)
class Decision:
    """What is to become of a record: its outcome, the incident that it belongs to, and whether Slack shows it."""

    outcome: str = ""
    incident: str = ""
    done: bool = False


@dataclass(frozen=True)
class Outcomes:
    """Documents `record#<id>`."""

    table: Table
    clock: Clock

    def of(self, record_id: str) -> Decision:
        """What an earlier try decided."""
        return Decision(**self.table.get(f"record#{record_id}", "outcome").data)

    def decide(self, record_id: str, outcome: str, incident: str = "") -> None:
        """Before anything is written for the record: a later try, when much may have changed, goes on from here."""
        self._write(record_id, Decision(str(outcome), incident))

    def close(self, record_id: str, outcome: str) -> None:
        """Slack shows it: the record is done with."""
        self._write(record_id, replace(self.of(record_id), outcome=str(outcome), done=True))

    def _write(self, record_id: str, decision: Decision) -> None:
        expires_at = int(self.clock().timestamp()) + KEPT_DAYS * 86400
        amend(
            self.table,
            f"record#{record_id}",
            "outcome",
            lambda document: (
                None if document.data.get("done") else replace(document, data=vars(decision), expires_at=expires_at)
            ),
        )
