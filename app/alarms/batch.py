"""In a storm, a whole batch at once: what would be rows of a digest anyway is written in one go, all or nothing.

The same as app/alarms/processor.py and app/alarms/show/display.py do record by record, in a tenth of the calls.
Whatever is not simply a row (no storm, a card, a repeat, somebody else at the same alarm) is left to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.alarms.decide.history import Flapping
from app.alarms.decide.incident import Incident, Outcome
from app.alarms.decide.storm import Digest, row_of
from app.alarms.decide.target import Place, Target
from app.alarms.decide.transitions import judge
from app.alarms.keep.digests import gate_key, gate_of, row_key
from app.alarms.keep.incidents import Incidents, incident_key, last_key
from app.alarms.keep.outcomes import Outcomes, outcome_key
from app.alarms.read.envelopes import Record
from app.alarms.read.sources import read
from app.alarms.read.transition import Transition
from app.alarms.show.digest import Gathering
from app.base.clock import Clock
from app.base.errors import BellhopError
from app.store.codec import decode
from app.store.leases import Leases, lease_key
from app.store.table import MOST_TOGETHER, Changed, Document, Key, Table

Documents = Mapping[Key, Document]
Targets = tuple[Target, ...]


@dataclass(frozen=True)
class Row:
    """A record that becomes rows of digests, and all that is to be written for it."""

    record: Record
    incident: Incident
    writes: tuple[Document, ...]
    is_new: bool

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(target.place for target in self.incident.targets if target.place)


@dataclass(frozen=True)
class Together:
    """`targets_of` routes a new incident, `lease_name` names an alarm's lease."""

    table: Table
    incidents: Incidents
    leases: Leases
    outcomes: Outcomes
    gathering: Gathering
    flapping: Flapping
    clock: Clock
    channel_id: Callable[[str], str]
    targets_of: Callable[[Transition], Targets]
    lease_name: Callable[[Transition], str]

    def take(self, records: Sequence[Record]) -> dict[str, str]:
        """The outcomes, by record id, of those that were gathered; the others are as they were."""
        letters = [(record, read(record)) for record in records]
        alarms = _one_each((record, letter) for record, letter in letters if isinstance(letter, Transition))
        digests = self._gathering_now(alarm for _, alarm in alarms)
        if not digests:
            return {}
        rows = [row for record, alarm in self._read_into(alarms) if (row := self._row(record, alarm, digests))]
        return self._written(rows)

    def _gathering_now(self, alarms: Iterable[Transition]) -> dict[str, Digest]:
        """The digests that take in what is new, by the ids of their channels."""
        channels = {target.channel for alarm in alarms for target in self.targets_of(alarm)}
        ids = {channel_id for channel in channels if (channel_id := self._channel(channel))}
        gates = self.table.get_many([gate_key(channel_id) for channel_id in ids]) if ids else {}
        found = {channel_id: gate_of(gates[gate_key(channel_id)]) for channel_id in ids}
        calling = {channel_id: gate.digest for channel_id, gate in found.items() if gate.is_gathering(self.clock())}
        digests = {channel_id: self.gathering.digests.find(digest) for channel_id, digest in calling.items()}
        return {channel_id: digest for channel_id, digest in digests.items() if digest}

    def _channel(self, channel: str) -> str:
        try:
            return self.channel_id(channel)
        except BellhopError:  # one that is not there: a matter for the desk
            return ""

    def _read_into(self, alarms: Sequence[tuple[Record, Transition]]) -> list[tuple[_Known, Transition]]:
        """Each with what the table knows of it, in two calls for all."""
        first = self.table.get_many(
            [
                key
                for record, alarm in alarms
                for key in (outcome_key(record.id), last_key(alarm.key), lease_key(self.lease_name(alarm)))
            ]
        )
        pointed = {
            alarm.key: pointer.data["incident"]
            for _, alarm in alarms
            if (pointer := first[last_key(alarm.key)]).version
        }
        second = self.table.get_many([incident_key(each) for each in pointed.values()]) if pointed else {}
        return [(_Known(record, {**first, **second}, pointed.get(alarm.key, "")), alarm) for record, alarm in alarms]

    def _row(self, known: _Known, alarm: Transition, digests: Mapping[str, Digest]) -> Row | None:
        last = known.last
        if known.pointed and last is None:  # forgotten, but its pointer is not yet
            return None
        incident, outcome = judge(last, alarm, self.targets_of(alarm), self.flapping)
        if outcome not in (Outcome.POSTED, Outcome.EDITED):
            return None
        is_new = last is None or incident.id != last.id
        gathered = self._as_rows(incident, digests, is_new)
        return self._with_writes(known, gathered, is_new) if gathered else None

    def _as_rows(self, incident: Incident, digests: Mapping[str, Digest], is_new: bool) -> Incident | None:
        """The incident with each of its targets shown as a row; None where one of them is a card."""
        targets = []
        for target in incident.targets:
            channel = self._channel(target.channel)
            digest = digests.get(channel)
            if digest is None or (target.digest != digest.id and not (is_new and not target.digest)):
                return None
            place = Place(channel, digest.ts)
            shown = replace(target, digest=digest.id, place=place, shown_revision=incident.revision, thread=())
            targets.append(shown)
        return replace(incident, targets=tuple(targets))

    def _with_writes(self, known: _Known, incident: Incident, is_new: bool) -> Row | None:
        rows = {target.digest: row_key(target.digest, incident.latest.key) for target in incident.targets}
        stored = self.table.get_many(list(rows.values())) if not is_new else {}
        documents = {**known.documents, incident_key(incident.id): known.incident_document(incident.id, is_new)}
        writes: list[Document | None] = [
            self.outcomes.closed(documents[outcome_key(known.record.id)], Outcome.DIGESTED, incident.id),
            self.leases.passed(documents[lease_key(self.lease_name(incident.latest))]),
            *self.incidents.documents(documents, incident, is_new),
        ]
        for target in incident.targets:
            key = rows[target.digest]
            row = replace(row_of(incident, target.mention), ts=target.place.ts if target.place else "")
            writes.append(self.gathering.digests.joined(stored.get(key, Document(*key)), row))
        if None in writes:
            return None
        return Row(known.record, incident, tuple(write for write in writes if write), is_new)

    def _written(self, rows: Sequence[Row]) -> dict[str, str]:
        done: dict[str, str] = {}
        for part in _parts(rows):
            try:
                self.table.put_all([write for row in part for write in row.writes])
            except Changed:  # somebody was faster at one of them: the desk looks at each
                continue
            for digest in {target.digest for row in part for target in row.incident.targets}:
                self.gathering.see_to(digest)
            for channel in {place.channel for row in part if row.is_new for place in row.places}:
                self.gathering.digests.note_news(channel)
            for row in part:
                if row.incident.is_over:
                    self.incidents.leave_groups(row.incident)
                done[row.record.id] = Outcome.DIGESTED
        return done


@dataclass(frozen=True)
class _Known:
    """What the table knows of a record and its alarm."""

    record: Record
    documents: Documents
    pointed: str

    @property
    def last(self) -> Incident | None:
        document = self.documents.get(incident_key(self.pointed))
        return decode(Incident, document.data) if document and document.version else None

    def incident_document(self, incident_id: str, is_new: bool) -> Document:
        return Document(*incident_key(incident_id)) if is_new else self.documents[incident_key(incident_id)]


def _one_each(alarms: Iterable[tuple[Record, Transition]]) -> list[tuple[Record, Transition]]:
    """The first of each alarm and of each record: what follows depends on it, and is for the desk."""
    keys, ids, found = set[str](), set[str](), []
    for record, alarm in alarms:
        if alarm.key not in keys and record.id not in ids:
            found.append((record, alarm))
        keys.add(alarm.key)
        ids.add(record.id)
    return found


def _parts(rows: Sequence[Row]) -> Iterable[list[Row]]:
    """As many together as the table takes in one write."""
    part: list[Row] = []
    for row in rows:
        if part and sum(len(each.writes) for each in [*part, row]) > MOST_TOGETHER:
            yield part
            part = []
        part.append(row)
    if part:
        yield part
