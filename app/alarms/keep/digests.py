"""Digests in the table: each channel's gate, each storm's digest, and its rows, one per alarm."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.alarms.decide.digest import Digest, Row, newer, row_of, worst_first
from app.alarms.decide.incident import redirected
from app.alarms.decide.storm import Gate, Posted, admitted
from app.alarms.keep.incidents import incident_key, incident_of
from app.base.clock import Clock
from app.base.values import dataclass
from app.store.codec import decode, encode
from app.store.table import Document, Key, Table, amend, expiry

KEPT_DAYS = 90
LIST_KEPT_DAYS = 1
# This much of a hash tells a list's alarms apart, and this many fit into one item of the table (400 KB).
MARK = 8
MOST_IN_ORDER = 25_000
# A process may die between writing that an edit is due and setting its timer: after this it counts as lost.
LOST = timedelta(seconds=30)

HEAD = "head"


@dataclass(frozen=True)
class Digests:
    """Documents: `gate#<channel>`; `digest#<id>` with `head` and a `row#<hash of the alarm's key>` for each alarm.

    And `list#<id>` for each list of a digest's rows that somebody has opened.
    """

    table: Table
    clock: Clock

    def admit(self, channel: str, newcomer: Posted, most: int) -> str:
        """'' if a new alarm gets its own card in the channel, else its digest."""
        verdict: list[str] = []

        def write(document: Document) -> Document | None:
            gate = gate_of(document)
            after, digest = admitted(gate, channel, newcomer, most)
            verdict[:] = [digest]
            return None if after == gate else self.kept(document, encode(after))

        amend(self.table, *gate_key(channel), write)
        return verdict[0]

    def gate(self, channel: str) -> Gate:
        return gate_of(self.table.get(*gate_key(channel)))

    def join(self, digest_id: str, channel: str, alarm_key: str, row: Row) -> None:
        """Put a row into a digest, or update it; anything older than the stored row changes nothing."""
        amend(self.table, *row_key(digest_id, alarm_key), lambda document: self.joined(document, row))
        head = self.table.get(*head_key(digest_id))
        if not head.version:
            gate = self.gate(channel)
            amend(self.table, *head.key, lambda document: self.begun(document, digest_id, channel, gate), known=head)

    def find(self, digest_id: str) -> Digest | None:
        return digest_of(self.table.get(*head_key(digest_id)))

    def rows(self, digest_id: str) -> tuple[Row, ...]:
        documents = self.table.query(f"digest#{digest_id}")
        return tuple(decode(Row, document.data) for document in documents if document.sk != HEAD)

    def arm(self, digest_id: str, pace: timedelta) -> datetime | None:
        """Store that an edit is due, and when; None if somebody else's is already due, or nobody has begun it yet."""
        armed: list[datetime | None] = [None]

        def write(document: Document) -> Document | None:
            digest, now = digest_of(document), self.clock()
            armed[:] = [None]
            if digest is None or (digest.due_at and now - digest.due_at < LOST):
                return None
            due = max(now, digest.shown_at + pace) if digest.shown_at else now
            armed[:] = [due]
            return self.kept(document, encode(replace(digest, due_at=due)))

        amend(self.table, *head_key(digest_id), write)
        return armed[0]

    def change(self, digest_id: str, change: Callable[[Digest], Digest]) -> Digest:
        """Apply `change` to the stored digest, again if somebody wrote in between; returns what is stored now."""

        def write(document: Document) -> Document | None:
            digest = decode(Digest, document.data)
            changed = change(digest)
            return None if changed == digest else self.kept(document, encode(changed))

        return decode(Digest, amend(self.table, *head_key(digest_id), write).data)

    def listed(self, list_id: str, rows: Sequence[Row]) -> tuple[Row, ...]:
        """The rows as they were when the list was opened, worst first; newer alarms go last.

        If they moved with each state change, or with an incident that follows another, pages would skip or repeat some.
        """
        expires_at = expiry(self.clock(), LIST_KEPT_DAYS)

        def write(document: Document) -> Document | None:
            order = [_mark(row) for row in worst_first(rows)[:MOST_IN_ORDER]]
            return None if document.version else replace(document, data={"order": order}, expires_at=expires_at)

        order = amend(self.table, f"list#{list_id}", "list", write).data["order"]
        places = {mark: place for place, mark in enumerate(order)}
        return tuple(sorted(rows, key=lambda row: (places.get(_mark(row), len(order)), row.began_at, row.name)))

    def kept(self, document: Document, data: Any) -> Document:
        return replace(document, data=data, expires_at=expiry(self.clock(), KEPT_DAYS))

    def joined(self, document: Document, row: Row) -> Document | None:
        """The document of a row (see `row_key`) with this; None if it already says that, or something newer."""
        known = decode(Row, document.data) if document.version else None
        changed = newer(known, replace(row, came_at=self.clock()))
        return self.kept(document, encode(changed)) if changed else None

    def begun(self, document: Document, digest_id: str, channel: str, gate: Gate) -> Document | None:
        """The document of a new digest, which counts the cards that its gate gave first; None if it has begun."""
        if document.version:
            return None
        cards, now = gate.cards_of(digest_id), self.clock()
        digest = Digest(id=digest_id, channel=channel, began_at=now, cards=cards, gate=channel)
        return self.kept(document, encode(digest))

    def count(self, digest_id: str, card: Posted) -> bool:
        """Make one of the storm's first cards a row too; from now on its incident writes it. False: it is not there."""

        def write(document: Document) -> Document | None:
            incident = incident_of(document)
            if incident is None or card.position >= len(incident.targets):
                return None
            counted = replace(incident.targets[card.position], counted_in=digest_id)
            after = redirected(incident, card.position, counted)
            return None if after == incident else replace(document, data=encode(after))

        incident = incident_of(amend(self.table, *incident_key(card.incident), write))
        if incident and card.position < len(incident.targets):
            row = row_of(incident, incident.targets[card.position])
            amend(self.table, *row_key(digest_id, incident.latest.key), lambda document: self.joined(document, row))
        return incident is not None

    def close(self, channel: str, digest_id: str) -> None:
        """The gate lets nothing into this digest any more."""

        def write(document: Document) -> Document | None:
            gate = gate_of(document)
            after = gate.without(digest_id)
            return None if after == gate else self.kept(document, encode(after))

        amend(self.table, *gate_key(channel), write)


def gate_key(channel: str) -> Key:
    return f"gate#{channel}", "gate"


def gate_of(document: Document) -> Gate:
    return decode(Gate, document.data) if document.version else Gate()


def head_key(digest_id: str) -> Key:
    return f"digest#{digest_id}", HEAD


def digest_of(document: Document) -> Digest | None:
    return decode(Digest, document.data) if document.version else None


def row_key(digest_id: str, alarm_key: str) -> Key:
    """An ARN and a contributor may be longer than a sort key's 1,024 bytes."""
    return f"digest#{digest_id}", f"row#{hashlib.sha256(alarm_key.encode()).hexdigest()}"


def _mark(row: Row) -> str:
    return hashlib.sha256(f"{row.region} {row.name}".encode()).hexdigest()[:MARK]
