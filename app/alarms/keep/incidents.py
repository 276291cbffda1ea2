"""Incidents in the table: the last one of each alarm, and the open ones of each Auto Scaling group."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.alarms.decide.incident import Incident
from app.base.clock import Clock
from app.store.codec import decode, encode
from app.store.table import Document, Key, Table, amend

KEPT_DAYS = 90
RENEWED_DAYS = 60


@dataclass(frozen=True)
class Incidents:
    """Documents: `incident#<id>`; `alarm#<hash>` points at an alarm's last one, `group#<name>` at a group's."""

    table: Table
    clock: Clock

    def load(self, incident_id: str) -> Incident:
        return decode(Incident, self.table.get(f"incident#{incident_id}", "incident").data)

    def change(self, incident_id: str, change: Callable[[Incident], Incident]) -> Incident:
        """Apply `change` to the stored incident, again if somebody came between, and return what is stored now."""

        def write(document: Document) -> Document | None:
            incident = decode(Incident, document.data)
            changed = change(incident)
            return None if changed == incident else self._kept(document, encode(changed))

        return decode(Incident, amend(self.table, f"incident#{incident_id}", "incident", write).data)

    def last_of(self, alarm_key: str) -> Incident | None:
        """The alarm's last incident, open or over."""
        pointer = self.table.get(*last_key(alarm_key))
        return self.find(pointer.data["incident"]) if pointer.version else None

    def documents(self, known: Mapping[Key, Document], incident: Incident, is_new: bool) -> list[Document]:
        """What `begin`, or a change, and `join_groups` write, over documents that were read; for Table.put_all."""
        written = [self._kept(known[incident_key(incident.id)], encode(incident))]
        if is_new:
            pointer = self._pointed(known[last_key(incident.latest.key)], incident)
            written += [pointer] if pointer else []
            if not incident.is_over:
                written += [self._kept(Document(*key), {"incident": incident.id}) for key in group_keys(incident)]
        return written

    def begin(self, incident: Incident) -> None:
        """Remember a new incident as its alarm's last; beginning the same one again changes nothing.

        What points at it is written first: who dies in between has left no incident that another change of the alarm
        would not know of. Its groups follow once it is shown (`join_groups`).
        """
        amend(self.table, *last_key(incident.latest.key), lambda document: self._pointed(document, incident))
        amend(
            self.table,
            f"incident#{incident.id}",
            "incident",
            lambda document: None if document.version else self._kept(document, encode(incident)),
        )

    def _pointed(self, pointer: Document, incident: Incident) -> Document | None:
        """Of two incidents that begin at once, the newer one is the last."""
        if pointer.version and pointer.data["incident"] == incident.id:
            return self._renewed(pointer)
        if pointer.version and pointer.data["began_at"] > incident.began_at.timestamp():
            return None
        return self._kept(pointer, {"incident": incident.id, "began_at": incident.began_at.timestamp()})

    def join_groups(self, incident: Incident) -> None:
        """Put an open incident on its groups' lists, if it is not there; and let no pointer at it expire before it."""
        amend(self.table, *last_key(incident.latest.key), lambda document: self._pointed(document, incident))
        for key in group_keys(incident):
            amend(
                self.table,
                *key,
                lambda document: (
                    self._renewed(document) if document.version else self._kept(document, {"incident": incident.id})
                ),
            )

    def open_of_group(self, group: str) -> tuple[Incident, ...]:
        """The incidents of alarms tied to an Auto Scaling group that are not over."""
        found = [self.find(document.data["incident"]) for document in self.table.query(f"group#{group}")]
        return tuple(incident for incident in found if incident and not incident.is_over)

    def leave_groups(self, incident: Incident) -> None:
        """Take an incident that is over from its groups' lists."""
        for key in group_keys(incident):
            self.table.delete(*key)

    def find(self, incident_id: str) -> Incident | None:
        """The incident, if it is remembered: DynamoDB may forget it some days before what points at it."""
        document = self.table.get(f"incident#{incident_id}", "incident")
        return decode(Incident, document.data) if document.version else None

    def _renewed(self, document: Document) -> Document | None:
        """None while it is to be kept for long enough; an alarm may last for months."""
        left = document.expires_at - self.clock().timestamp()
        return self._kept(document, document.data) if left < RENEWED_DAYS * 86400 else None

    def _kept(self, document: Document, data: Any) -> Document:
        expires_at = int(self.clock().timestamp()) + KEPT_DAYS * 86400
        return replace(document, data=data, expires_at=expires_at)


def incident_key(incident_id: str) -> Key:
    return f"incident#{incident_id}", "incident"


def last_key(alarm_key: str) -> Key:
    """An ARN and a contributor may be longer than a partition key's 2,048 bytes."""
    return f"alarm#{hashlib.sha256(alarm_key.encode()).hexdigest()}", "last"


def group_keys(incident: Incident) -> list[Key]:
    return [(f"group#{group}", f"incident#{incident.id}") for group in incident.latest.groups]
