"""Incidents in the table: the last one of each alarm, all by time, and the open ones of groups and alarms."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.alarms.decide.incident import Incident
from app.base.clock import Clock
from app.base.values import dataclass
from app.config.home import Home
from app.store.codec import decode, encode
from app.store.table import Document, Key, Table, expiry

KEPT_DAYS = 90
RENEWED_DAYS = 60
# Lines of all incidents: in so many lists that the alarms of a storm don't all write into one partition of the table.
LISTED_DAYS, LISTS = 30, "0123456789abcdef"


@dataclass(frozen=True)
class Incidents:
    """Documents: `incident#<id>`; `alarm#<hash>` points at an alarm's last one, `group#<place>/<name>` at a group's.

    `incidents#<0 to f>` lists all, by when they began.
    """

    table: Table
    clock: Clock

    def load(self, incident_id: str) -> Incident:
        return decode(Incident, self.table.get(f"incident#{incident_id}", "incident").data)

    def last_of(self, alarm_key: str) -> Incident | None:
        """The alarm's last incident, open or over."""
        pointer = self.table.get(*last_key(alarm_key))
        return self.find(pointer.data["incident"]) if pointer.version else None

    def last_of_many(self, alarm_keys: Sequence[str]) -> dict[str, Incident]:
        """The last incident of each alarm that has one, by its key; two calls for a hundred."""
        pointers = self.table.get_many([last_key(each) for each in alarm_keys]) if alarm_keys else {}
        found = {key: pointers[last_key(key)] for key in alarm_keys}
        ids = {key: str(pointer.data["incident"]) for key, pointer in found.items() if pointer.version}
        incidents = {each.id: each for each in self.find_many(ids.values())}
        return {key: incidents[each] for key, each in ids.items() if each in incidents}

    def writes(self, known: Mapping[Key, Document], incident: Incident) -> tuple[Document, ...]:
        """What has to be written over the documents that are `known`, so that all of it matches the incident.

        The incident itself, the pointer to it as its alarm's last, and the lists that it is in while it is open.
        """
        found = [
            self.written(known[incident_key(incident.id)], incident),
            self._pointed(known[last_key(incident.latest.key)], incident),
        ]
        if not known[incident_key(incident.id)].version:
            found.append(self._line(incident))
        if not incident.is_over:
            found += [self._listed(known[key], incident) for key in listed_keys(incident)]
        return tuple(document for document in found if document)

    def written(self, document: Document, incident: Incident) -> Document | None:
        """The incident's document with its current value; None if it already has it."""
        data = encode(incident)
        return None if document.version and document.data == data else self._kept(document, data)

    def _line(self, incident: Incident) -> Document:
        """In the list of all; written with the incident, and once, so nobody has to read it before."""
        expires_at = expiry(self.clock(), LISTED_DAYS)
        return Document(*line_key(incident), {"incident": incident.id}, expires_at=expires_at)

    def _pointed(self, pointer: Document, incident: Incident) -> Document | None:
        """If two incidents begin at once, the newer one is the last."""
        if pointer.version and pointer.data["incident"] == incident.id:
            return self._renewed(pointer)
        if pointer.version and pointer.data["began_at"] > incident.began_at.timestamp():
            return None
        return self._kept(pointer, {"incident": incident.id, "began_at": incident.began_at.timestamp()})

    def _listed(self, document: Document, incident: Incident) -> Document | None:
        return self._renewed(document) if document.version else self._kept(document, {"incident": incident.id})

    def open_of_group(self, home: Home, group: str) -> tuple[Incident, ...]:
        """The incidents of alarms tied to an Auto Scaling group there that are not over."""
        documents = self.table.query(group_key(home.account, home.region, group))
        found = self.find_many(str(document.data["incident"]) for document in documents)
        return tuple(incident for incident in found if not incident.is_over)

    def open_of_contributors(self, arn: str) -> tuple[str, ...]:
        """The ids of the open incidents of an alarm's contributors."""
        return tuple(str(document.data["incident"]) for document in self.table.query(contributors_key(arn)))

    def find(self, incident_id: str) -> Incident | None:
        """The incident, if it is still stored: DynamoDB may delete it some days before what points at it."""
        return incident_of(self.table.get(*incident_key(incident_id)))

    def find_many(self, incident_ids: Iterable[str]) -> tuple[Incident, ...]:
        """As `find`, of many in one call for a hundred."""
        keys = [incident_key(each) for each in dict.fromkeys(incident_ids)]
        documents = self.table.get_many(keys) if keys else {}
        return tuple(found for key in keys if (found := incident_of(documents[key])))

    def begun_since(self, since: datetime, most: int) -> tuple[tuple[Incident, ...], bool]:
        """Those that are listed since then, and whether that is all: no more than `most` of a list are read."""
        lists = [self.table.query(f"incidents#{each}", f"{since.timestamp():.3f}", most) for each in LISTS]
        found = self.find_many(str(line.data["incident"]) for lines in lists for line in lines)
        return found, all(len(lines) < most for lines in lists)

    def _renewed(self, document: Document) -> Document | None:
        """None while it is kept long enough; an alarm may last for months."""
        is_old = document.expires_at < expiry(self.clock(), RENEWED_DAYS)
        return self._kept(document, document.data) if is_old else None

    def _kept(self, document: Document, data: Any) -> Document:
        return replace(document, data=data, expires_at=expiry(self.clock(), KEPT_DAYS))


def incident_key(incident_id: str) -> Key:
    return f"incident#{incident_id}", "incident"


def line_key(incident: Incident) -> Key:
    """Where it is listed among all."""
    name = hashlib.sha256(incident.id.encode()).hexdigest()[0]
    return f"incidents#{name}", f"{incident.began_at.timestamp():.3f}#{incident.id}"


def last_key(alarm_key: str) -> Key:
    """An ARN and a contributor may be longer than a partition key's 2,048 bytes."""
    return f"alarm#{hashlib.sha256(alarm_key.encode()).hexdigest()}", "last"


def group_key(account: str, region: str, group: str) -> str:
    """Another account or region may have a group of the same name. 0.2 had the bare name here: those documents are
    not read any more, and expire; an incident that is still open is listed here when it is next written.
    """
    return f"group#{account}/{region}/{group}"


def contributors_key(arn: str) -> str:
    """Of the alarm that contributors belong to."""
    return f"contributors#{hashlib.sha256(arn.encode()).hexdigest()}"


def listed_keys(incident: Incident) -> list[Key]:
    """Where an open incident is listed: at its groups, and a contributor's at its alarm."""
    alarm = incident.latest
    lists = [group_key(alarm.account, alarm.region, group) for group in alarm.groups]
    lists += [contributors_key(alarm.arn)] if alarm.contributor else []
    return [(each, f"incident#{incident.id}") for each in lists]


def incident_of(document: Document) -> Incident | None:
    return decode(Incident, document.data) if document.version else None
