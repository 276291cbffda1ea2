"""What became of each alarm record, by its id: exactly one outcome."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.base.clock import Clock
from app.store.table import Document, Key, Table, amend

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
        return Decision(**self.table.get(*outcome_key(record_id)).data)

    def decide(self, record_id: str, outcome: str, incident: str = "") -> None:
        """Before anything is written for the record: a later try, when much may have changed, goes on from here."""
        self._write(record_id, Decision(str(outcome), incident))

    def close(self, record_id: str, outcome: str) -> None:
        """Slack shows it: the record is done with."""
        self._write(record_id, replace(self.of(record_id), outcome=str(outcome), done=True))

    def closed(self, document: Document, outcome: str, incident: str) -> Document | None:
        """The document of a record (see `outcome_key`) once it is done with; None where an earlier try decided."""
        if document.version:
            return None
        return replace(document, data=vars(Decision(str(outcome), incident, done=True)), expires_at=self._expiry())

    def _write(self, record_id: str, decision: Decision) -> None:
        amend(
            self.table,
            *outcome_key(record_id),
            lambda document: (
                None if document.data.get("done") else replace(document, data=vars(decision), expires_at=self._expiry())
            ),
        )

    def _expiry(self) -> int:
        return int(self.clock().timestamp()) + KEPT_DAYS * 86400


def outcome_key(record_id: str) -> Key:
    return f"record#{record_id}", "outcome"
