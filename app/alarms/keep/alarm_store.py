"""What the table knows about a batch of alarm records, read in few calls, and what a decision about them writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from app.alarms.decide.decision import Arrived, Decided, Known, Plan, Step
from app.alarms.decide.incident import Incident, unsure
from app.alarms.decide.rows import counted_rows
from app.alarms.decide.showing import Showing
from app.alarms.decide.storm import Gate
from app.alarms.keep.digests import Digests, digest_of, gate_key, gate_of, head_key, row_key
from app.alarms.keep.incidents import Incidents, incident_key, incident_of, last_key, listed_keys
from app.alarms.keep.outcomes import Outcomes, decision_of, outcome_key
from app.alarms.read.transition import State, Transition
from app.base.deadline import ending, sooner
from app.base.errors import Later
from app.base.values import dataclass
from app.slack.posting import post_key
from app.store.codec import encode
from app.store.leases import TAKEN, Leases, lease_key
from app.store.table import BATCH_LIMIT, Changed, Document, Key, Table, write_all

ByKey = Mapping[Key, Document]

# A transaction takes 4 MB, and a character of JSON has up to four bytes.
MOST_CHARACTERS = 900_000
# So many incidents back a late OK is looked for.
MOST_BACK = 5
# Seconds for storing how far Slack has been brought, before whoever acts has to end.
FINISHES_WITHIN = 3.0


@dataclass(frozen=True)
class Writes:
    """What one transaction writes and deletes."""

    documents: tuple[Document, ...] = ()
    deleted: tuple[Key, ...] = ()

    def __add__(self, other: Writes) -> Writes:
        return Writes(self.documents + other.documents, self.deleted + other.deleted)

    @property
    def fits(self) -> bool:
        characters = sum(len(str(document.data)) for document in self.documents)
        return len(self.documents) + len(self.deleted) <= BATCH_LIMIT and characters <= MOST_CHARACTERS


@dataclass(frozen=True)
class AlarmStore:
    """Reads documents, passes their values to app/alarms/decide/decision.py, and makes documents from the decisions."""

    table: Table
    incidents: Incidents
    outcomes: Outcomes
    leases: Leases
    digests: Digests

    def read(self, arrived: Sequence[Arrived], likely: Iterable[Key] = ()) -> tuple[Known, ByKey]:
        """What is known about the records and their alarms, in two calls at most; with what is `likely` needed next."""
        alarms = [each.payload for each in arrived if isinstance(each.payload, Transition)]
        documents = self.more({}, [*_first_keys(arrived, alarms), *likely])
        decisions = {each.record.id: decision_of(documents[outcome_key(each.record.id)]) for each in arrived}
        pointers = {alarm.key: documents[last_key(alarm.key)] for alarm in alarms}
        last = {key: str(pointer.data["incident"]) for key, pointer in pointers.items() if pointer.version}
        ids = sorted({*last.values(), *(decision.incident for decision in decisions.values())} - {""})
        documents = self.more(documents, map(incident_key, ids))
        known = Known(
            decisions=decisions,
            incidents={each: found for each in ids if (found := incident_of(documents[incident_key(each)]))},
            last=last,
            busy=frozenset(each.lease for each in arrived if self.leases.is_held(documents[lease_key(each.lease)])),
        )
        return self._with_missed(known, documents, arrived)

    def _with_missed(self, known: Known, documents: ByKey, arrived: Sequence[Arrived]) -> tuple[Known, ByKey]:
        """With the incidents that late OKs end; more is read only for an OK older than its alarm's last incident."""
        missed: dict[str, Incident] = {}
        for each in arrived:
            if not isinstance(each.payload, Transition) or each.payload.new is not State.OK:
                continue
            at, found = each.payload.changed_at, known.incidents.get(known.last.get(each.payload.key, ""))
            for _ in range(MOST_BACK):
                if found is None or found.began_at < at or not found.follows:
                    break
                documents = self.more(documents, [incident_key(found.follows)])
                found = incident_of(documents[incident_key(found.follows)])
                if found and found.began_at < at:
                    missed[each.record.id] = found
        return replace(known, missed=missed), documents

    def with_gates(
        self, known: Known, documents: ByKey, plan: Plan, channels: Mapping[str, str]
    ) -> tuple[Known, ByKey]:
        """With these channels (names to ids): their gates, digests, and cards that may have begun."""
        cards = {
            post_key(one.incident.card_key(at)): (one.incident.id, at)
            for one in plan.decided
            if one.incident and one.incident.id in known.incidents
            for at in one.undecided
        }
        wanted = [*map(gate_key, channels.values()), *cards, *_written_keys(plan)]
        documents = self.more(documents, wanted)
        gates = {channel: gate_of(documents[gate_key(channel)]) for channel in channels.values()}
        named = sorted({gate.digest for gate in gates.values()} - {""})
        documents = self.more(documents, map(head_key, named))
        known = replace(
            known,
            channels=channels,
            gates=gates,
            digests={each: found for each in named if (found := digest_of(documents[head_key(each)]))},
            begun=frozenset(target for key, target in cards.items() if documents[key].data),
        )
        return known, documents

    def completed(self, documents: ByKey, plan: Plan) -> ByKey:
        """With documents that the plan only writes: their versions are needed."""
        return self.more(documents, _written_keys(plan))

    def shared(self, plan: Plan, documents: ByKey) -> Writes:
        """What the records of a plan share, written with the first of them: gates, and new digests."""
        gates = [self.digests.kept(documents[gate_key(each)], encode(gate)) for each, gate in plan.gates.items()]
        begun = {row.digest: row.channel for one in plan.decided if one.step is not Step.WAIT for row in one.rows}
        heads = [
            self.digests.begun(documents[head_key(each)], each, channel, plan.gates.get(channel, Gate()))
            for each, channel in begun.items()
        ]
        return Writes((*gates, *(head for head in heads if head)))

    def writes(self, one: Decided, documents: ByKey, holder: str = "") -> Writes:
        """What is written for one record, all or nothing; if it has to be shown, `holder` gets its lease."""
        record_id, lease = one.arrived.record.id, documents[lease_key(one.arrived.lease)]
        incident, is_done = one.incident, one.step is Step.CLOSE
        outcome = self.outcomes.decided(
            documents[outcome_key(record_id)], one.outcome, incident.id if incident else "", is_done
        )
        written = incident or one.remembered
        changed = self.incidents.writes(documents, written) if written and not self.leases.is_held(lease) else ()
        if not is_done:
            lease = self.leases.taken(lease, holder)
        elif changed:
            lease = self.leases.passed(lease)
        rows = [
            self.digests.joined(documents[row_key(each.digest, incident.latest.key)], each.row)
            for each in one.rows
            if incident
        ]
        closed = one.closed and self.incidents.written(documents[incident_key(one.closed.id)], one.closed)
        kept = (outcome, lease if changed or not is_done else None, *changed, closed, *rows)
        over = [each for each in (incident, one.closed) if each and each.is_over and changed]
        deleted = dict.fromkeys(key for each in over for key in listed_keys(each))
        deleted |= {row_key(each, incident.latest.key): None for each in one.left if incident and changed}
        return Writes(tuple(document for document in kept if document), tuple(deleted))

    def write(self, writes: Writes) -> ByKey:
        """The documents as they are stored now; raises Changed, and then nothing is written."""
        write_all(self.table, writes.documents, writes.deleted)
        return {document.key: document.stored for document in writes.documents}

    def amended(self, documents: ByKey, incident: Incident, lease: str, holder: str) -> Writes:
        """What is written after somebody did something about an incident, which has to be shown."""
        taken = self.leases.taken(documents[lease_key(lease)], holder)
        rows = [
            self.digests.joined(documents[row_key(each.digest, incident.latest.key)], each.row)
            for each in counted_rows(incident)
        ]
        return Writes((taken, *self.incidents.writes(documents, incident), *(row for row in rows if row)))

    def incident_documents(self, incident: Incident, lease: str, documents: ByKey | None = None) -> ByKey:
        """Everything that `amended` needs, in one call; none where these documents have it all."""
        pointed = [incident_key(incident.id), last_key(incident.latest.key), *listed_keys(incident)]
        rows = [row_key(each.counted_in, incident.latest.key) for each in incident.targets if each.counted_in]
        return self.more(documents or {}, [*pointed, *rows, lease_key(lease)])

    def finish(
        self,
        documents: ByKey,
        lease: str,
        holder: str,
        showing: Showing | None,
        record_id: str = "",
        outcome: str = "",
    ) -> None:
        """Store the progress in Slack, give the lease back, and close the record if it has its outcome.

        Raises Later if the lease ended before: what we showed may be older than what somebody else did since, and have
        come later. So it counts as not shown, and neither is the record closed.
        """
        for _ in self.leases.tries():
            given_back = self.leases.given_back(documents[lease_key(lease)], holder)
            found: list[Document | None] = [given_back]
            if showing:
                found.append(self._reached(documents[incident_key(showing.incident.id)], showing, given_back is None))
            if outcome and given_back:
                found.append(self.outcomes.closed(documents[outcome_key(record_id)], outcome))
            changed = tuple(document for document in found if document)
            try:
                if changed:
                    self.write(Writes(changed))
            except Changed:
                documents = self.table.get_many(list(documents))
            else:
                if given_back:
                    return
                break
        raise Later(TAKEN, wait=2)

    @contextmanager
    def acting(self, documents: ByKey, lease: str) -> Iterator[None]:
        """For what is done under a lease that these documents have as taken; then there is time left to `finish`."""
        with ending(sooner(FINISHES_WITHIN)), self.leases.acting(documents[lease_key(lease)].data["until"]):
            yield

    def _reached(self, document: Document, showing: Showing, is_late: bool) -> Document | None:
        stored = incident_of(document)
        if stored is None:
            return None
        reached = showing.applied_to(stored)
        return self.incidents.written(document, unsure(reached) if is_late and showing.changes else reached)

    def more(self, documents: ByKey, keys: Iterable[Key]) -> ByKey:
        """With those of these keys that are not among them yet, in one call for a hundred."""
        missing = [key for key in dict.fromkeys(keys) if key not in documents]
        return {**documents, **self.table.get_many(missing)} if missing else documents


def packed(
    decided: Sequence[tuple[Decided, Writes]], beside: Writes, batched: bool
) -> Iterator[tuple[list[Decided], Writes]]:
    """As many as fit into one transaction with what is `beside` them if `batched`; else each alone.

    What is written for one record is never split.
    """
    part: list[Decided] = []
    combined = Writes()
    for one, writes in decided:
        if part and not (batched and (beside + combined + writes).fits):
            yield part, combined
            part, combined = [], Writes()
        part.append(one)
        combined += writes
    if part:
        yield part, combined


def likely_keys(plan: Plan, channels: Iterable[str]) -> Iterator[Key]:
    """What will be needed of the table if that is what will be decided: the gates of the channels, what is written."""
    yield from map(gate_key, channels)
    yield from _written_keys(plan)


def _first_keys(arrived: Sequence[Arrived], alarms: Sequence[Transition]) -> Iterator[Key]:
    for each in arrived:
        yield outcome_key(each.record.id)
        yield lease_key(each.lease)
    yield from (last_key(alarm.key) for alarm in alarms)


def _written_keys(plan: Plan) -> Iterator[Key]:
    for one in plan.decided:
        incident = one.incident or one.remembered
        if one.step in (Step.NOTHING, Step.WAIT) or incident is None:
            continue
        yield incident_key(incident.id)
        yield from () if incident.is_over else listed_keys(incident)
        for each in one.rows:
            yield head_key(each.digest)
            yield row_key(each.digest, incident.latest.key)
