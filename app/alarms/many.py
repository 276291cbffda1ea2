"""Changes many incidents at once: those that are rows of digests cost the table a few calls, and Slack none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import field

from app.alarms.decide.decision import lease_name
from app.alarms.decide.incident import Incident
from app.alarms.decide.rows import DigestRow, Gates, in_digests
from app.alarms.keep.alarm_store import AlarmStore, ByKey, Writes
from app.alarms.keep.digests import row_key
from app.alarms.keep.incidents import incident_key, incident_of, last_key, listed_keys
from app.base.clock import Clock
from app.base.values import dataclass
from app.store.leases import lease_key
from app.store.table import Changed

# An incident is up to five documents, and a transaction takes a hundred.
AT_ONCE = 15
TRIES = 3

Change = Callable[[Incident], Incident]


@dataclass
class Amended:
    """The incidents as they are now, the digests to be edited, and the ids of those that must be changed one by one."""

    incidents: list[Incident] = field(default_factory=list)
    digests: set[str] = field(default_factory=set)
    alone: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Many:
    """Changes incidents that nobody else has in hand."""

    store: AlarmStore
    clock: Clock

    def amend(self, incident_ids: Sequence[str], change: Change) -> Amended:
        """Apply `change` to each that is only in digests; an interrupted one can be repeated."""
        amended = Amended()
        for start in range(0, len(incident_ids), AT_ONCE):
            part = incident_ids[start : start + AT_ONCE]
            if not any(self._is_amended(part, change, amended) for _ in range(TRIES)):
                amended.alone += part
        return amended

    def _is_amended(self, incident_ids: Sequence[str], change: Change, amended: Amended) -> bool:
        """Whether nobody else wrote in between."""
        documents = self.store.more({}, map(incident_key, incident_ids))
        known = [each for key in incident_ids if (each := incident_of(documents[incident_key(key)]))]
        documents = self.store.more(documents, [key for each in known for key in _written_with(each)])
        writes, done, alone = Writes(), list[Incident](), list[str]()
        for each in known:
            if self.store.leases.is_held(documents[lease_key(lease_name(each.latest))]) or not _is_only_rows(each):
                alone.append(each.id)
                continue
            changed, rows = in_digests(change(each), Gates(self.clock()))
            done.append(changed)
            if changed != each:
                writes += self._writes(changed, rows, documents)
                amended.digests |= {row.digest for row in rows}
        try:
            if writes.documents:
                self.store.write(writes)
        except Changed:
            return False
        amended.incidents += done
        amended.alone += alone
        return True

    def _writes(self, changed: Incident, rows: Sequence[DigestRow], documents: ByKey) -> Writes:
        lease = self.store.leases.passed(documents[lease_key(lease_name(changed.latest))])
        joined = [
            self.store.digests.joined(documents[row_key(row.digest, changed.latest.key)], row.row) for row in rows
        ]
        kept = (lease, *self.store.incidents.writes(documents, changed), *joined)
        return Writes(tuple(document for document in kept if document))


def _is_only_rows(incident: Incident) -> bool:
    return all(target.digest or target.is_silent for target in incident.targets)


def _written_with(incident: Incident) -> Iterator[tuple[str, str]]:
    yield lease_key(lease_name(incident.latest))
    yield last_key(incident.latest.key)
    yield from listed_keys(incident)
    yield from (row_key(each.digest, incident.latest.key) for each in incident.targets if each.digest)
