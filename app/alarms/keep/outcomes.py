"""What became of each alarm record, by its id: exactly one outcome."""

from __future__ import annotations

from dataclasses import replace

from app.alarms.decide.decision import Decision
from app.base.clock import Clock
from app.base.values import dataclass
from app.store.codec import decode
from app.store.table import Document, Key, Table, expiry

KEPT_DAYS = 30  # longer than a record can wait on its queue (14 days), and then among the dead letters (14 more)


@dataclass(frozen=True)
class Outcomes:
    """Documents `record#<id>`."""

    table: Table
    clock: Clock

    def decided(self, document: Document, outcome: str, incident: str, done: bool) -> Document | None:
        """The record's document with a decision, written together with the incident that it changes.

        None if it already says that. Until Slack shows it (`done`), a later try continues from here.
        """
        decision = Decision(str(outcome), incident, done)
        if decision_of(document) == decision:
            return None
        return replace(document, data=vars(decision), expires_at=expiry(self.clock(), KEPT_DAYS))

    def closed(self, document: Document, outcome: str) -> Document | None:
        """The record's document once it is finished; None if somebody else finished it before."""
        known = decision_of(document)
        return None if known.done else self.decided(document, outcome, known.incident, done=True)


def outcome_key(record_id: str) -> Key:
    return f"record#{record_id}", "outcome"


def decision_of(document: Document) -> Decision:
    return decode(Decision, document.data)
