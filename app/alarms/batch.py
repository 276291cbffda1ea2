"""Carries out what was decided about a batch of records: written in batches, shown one by one.

If somebody else writes in between, the records are read and decided again, as long as waiting is worth it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import field

from app.alarms.decide.decision import Arrived, Decided, Known, Plan, Rules, Step, as_told, decide
from app.alarms.decide.incident import Incident, Outcome
from app.alarms.decide.showing import Showing
from app.alarms.follow_up import CHECK, timers_of
from app.alarms.keep.alarm_store import AlarmStore, ByKey, Writes, likely_keys, packed
from app.alarms.read.envelopes import Record
from app.alarms.read.transition import Notice, State, Transition
from app.alarms.show.display import Board
from app.base.clock import Clock
from app.base.deadline import NO_TIME
from app.base.errors import BellhopError, Later
from app.base.logs import about
from app.base.metrics import Metric, milliseconds
from app.base.values import dataclass
from app.queues.timers import Timekeeper, Timer
from app.slack.errors import NoSuchChannel
from app.store.leases import TAKEN, new_holder
from app.store.table import Changed, Key

# How often records are written as a batch; if others keep writing in between, each is then written alone.
BATCH_TRIES = 3

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Result:
    """What became of a record: its outcome, or the error that has prevented one so far."""

    record: Record
    outcome: str = ""
    error: Exception | None = None


@dataclass
class Round:
    """One reading of the table, and its results: `waiting` are those to be read again."""

    documents: ByKey
    shared: Writes
    results: list[Result] = field(default_factory=list)
    waiting: list[Arrived] = field(default_factory=list)
    is_stale: bool = False


@dataclass(frozen=True)
class Batch:
    """`is_in_time` says for each record that has to be shown whether there is time left for it."""

    store: AlarmStore
    display: Board
    rules: Rules
    timekeeper: Timekeeper
    clock: Clock
    is_in_time: Callable[[], bool]

    def process(self, arrived: Sequence[Arrived]) -> list[Result]:
        """What became of records of different subjects; nothing is raised."""
        results: list[Result] = []
        waiting = list(arrived)
        for attempt, _ in enumerate(self.store.leases.tries()):
            try:
                plan, documents = self._planned(waiting)
                done = self._carried_out(plan, documents, attempt < BATCH_TRIES)
            except Exception as error:  # noqa: BLE001 - the intake logs it, and SQS keeps the record
                return results + self._each_alone(waiting, error)
            results += done.results
            again = {each.record.id for each in done.waiting}
            waiting = [each for each in waiting if each.record.id in again]  # in order: the first ones get cards
            if not waiting:
                break
        return results + [Result(each.record, error=Later(TAKEN, wait=2)) for each in waiting]

    def _planned(self, arrived: Sequence[Arrived]) -> tuple[Plan, ByKey]:
        """Decided twice if a channel's gate matters: the first time tells which channels."""
        known, documents = self.store.read(arrived, self._likely(arrived))
        plan = decide(arrived, known, self.rules, self.clock())
        if channels := self._channels(plan):
            known, documents = self.store.with_gates(known, documents, plan, channels)
            plan = decide(arrived, known, self.rules, self.clock())
        return plan, self.store.completed(documents, plan)

    def _likely(self, arrived: Sequence[Arrived]) -> Iterable[Key]:
        """What is needed of the table if these alarms are new, as most are that go off: asking now saves a call."""
        off = [each for each in arrived if isinstance(each.payload, Transition) and each.payload.new is State.ALARM]
        guess = decide(off, Known(), self.rules, self.clock())
        return likely_keys(guess, self._channels(guess).values())

    def _channels(self, plan: Plan) -> dict[str, str]:
        """The ids of the channels whose gates are needed; the display handles missing channels."""
        names = {one.incident.targets[at].channel: None for one in plan.decided if one.incident for at in one.undecided}
        found: dict[str, str] = {}
        for name in names if self.rules.most else ():
            try:
                found[name] = self.display.channel_id(name)
            except NoSuchChannel:
                continue
            except BellhopError:  # Slack doesn't answer now, and wouldn't for the others
                break
        return found

    def _carried_out(self, plan: Plan, documents: ByKey, batched: bool) -> Round:
        done = Round(documents, self.store.shared(plan, documents))
        by_step: dict[Step, list[Decided]] = {step: [] for step in Step}
        for one in plan.decided:
            by_step[one.step].append(one)
        done.waiting += [one.arrived for one in by_step[Step.WAIT]]
        closed = by_step[Step.NOTHING] + self._closed(by_step[Step.CLOSE], done, batched)
        done.results += self._with_digests_seen_to(closed)
        for one in by_step[Step.SHOW]:
            self._show(one, done)
        return done

    def _closed(self, decided: Sequence[Decided], done: Round, batched: bool) -> list[Decided]:
        """Those that were written, many in one transaction."""
        written: list[Decided] = []
        wanted = [(one, self.store.writes(one, done.documents)) for one in decided]
        for part, writes in packed(wanted, done.shared, batched):
            if self._is_written(part, writes, done):
                written += part
        return written

    def _is_written(self, part: Sequence[Decided], writes: Writes, done: Round) -> bool:
        """Whether a part was written, with the shared documents if they aren't yet; else the round knows why."""
        arrived = [one.arrived for one in part]
        if done.is_stale:
            done.waiting += arrived
            return False
        try:
            stored = self.store.write(done.shared + writes)
        except Changed:
            done.is_stale = bool(done.shared.documents)
            done.waiting += arrived
        except Exception as error:  # noqa: BLE001 - as above
            done.results += self._each_alone(arrived, error)
        else:
            done.shared, done.documents = Writes(), {**done.documents, **stored}
            return True
        return False

    def _with_digests_seen_to(self, closed: Sequence[Decided]) -> list[Result]:
        """The results of finished records, once somebody shows the rows that they wrote.

        A process that wrote a row and died may have left nobody to show it, so finished records are checked too.
        """
        errors = {digest: self._error_of(digest) for digest in {each for one in closed for each in _digests(one)}}
        results = []
        for one in closed:
            error = next((found for digest in _digests(one) if (found := errors[digest])), self._unset(one))
            results.append(Result(one.arrived.record, error=error) if error else self._told(one, one.outcome))
        return results

    def _unset(self, one: Decided) -> BellhopError | None:
        """What kept the timer of a change from being set that a mute rule keeps quiet."""
        try:
            if one.outcome == Outcome.QUIET_MUTED:
                self._set_timers(one, one.incident)
        except BellhopError as error:
            return error
        return None

    def _set_timers(self, one: Decided, incident: Incident | None) -> None:
        gone = [Timer(CHECK, each, self.clock()) for each in self._gone_with(one.arrived.payload)]
        self.timekeeper.set(*timers_of(one.outcome, incident, self.rules, self.clock(), one.closed), *gone)

    def _gone_with(self, payload: Transition | Notice) -> tuple[str, ...]:
        """The open incidents of a deleted alarm's contributors, of which nobody tells that they are gone too."""
        if isinstance(payload, Notice) or payload.new is not State.DELETED or payload.contributor:
            return ()
        return self.store.incidents.open_of_contributors(payload.arn) if self.rules.can_edit else ()

    def _error_of(self, digest: str) -> BellhopError | None:
        try:
            if self.display.digest_display:
                self.display.digest_display.see_to(digest)
        except BellhopError as error:
            return error
        return None

    def _show(self, one: Decided, done: Round) -> None:
        """Write it with the lease, show it, and close it."""
        record, holder = one.arrived.record, new_holder()
        if not self.is_in_time():
            done.results.append(Result(record, error=Later(NO_TIME)))
            return
        with about(record=record.id):
            try:
                if self._is_written([one], self.store.writes(one, done.documents, holder), done):
                    outcome = self._shown(one, done.documents, holder)
                    done.results.append(self._told(one, outcome))
            except Exception as error:  # noqa: BLE001 - as above
                done.results.append(Result(record, error=error))

    def _shown(self, one: Decided, documents: ByKey, holder: str) -> str:
        """The outcome, once all of it is in Slack; progress before an error is stored too."""
        record, outcome = one.arrived.record, ""
        showing = Showing(one.incident) if one.incident else None
        try:
            with self.store.acting(documents, one.arrived.lease):
                incident = self._brought_to_slack(one, showing)
            outcome = as_told(one.outcome, incident)
        finally:
            self.store.finish(documents, one.arrived.lease, holder, showing, record.id, outcome)
        return outcome

    def _brought_to_slack(self, one: Decided, showing: Showing | None) -> Incident | None:
        """The incident as it is shown, with the timers of what comes later."""
        for digest in _digests(one):
            if error := self._error_of(digest):
                raise error
        if showing:
            self.display.show(showing)
        elif one.notice:
            self.display.show_notice(one.arrived.record.id, one.notice, one.targets)
        incident = showing.incident if showing else None
        self._set_timers(one, incident)
        return incident

    def _told(self, one: Decided, outcome: str) -> Result:
        """Log the result; for a posted or edited card, with how long that was after the change."""
        record, payload = one.arrived.record, one.arrived.payload
        metrics: dict[Metric, float] = {Metric.ALARMS: 1}
        if isinstance(payload, Transition) and outcome in (Outcome.POSTED, Outcome.EDITED):
            metrics[Metric.ALARM_LAG] = milliseconds(payload.changed_at, self.clock())
        if one.step is Step.NOTHING:
            logger.info("alarm record again", extra={"record": record.id, "outcome": outcome})
        else:
            logger.info("alarm record", extra={"record": record.id, "outcome": outcome, "metrics": metrics})
        return Result(record, outcome)

    def _each_alone(self, arrived: Sequence[Arrived], error: Exception) -> list[Result]:
        """What is wrong with one record must not stop the others; a transient error is the same for each."""
        if len(arrived) == 1 or isinstance(error, Later):
            return [Result(each.record, error=error) for each in arrived]
        return [result for each in arrived for result in self.process([each])]


def _digests(one: Decided) -> set[str]:
    """The digests that show a record and need an update."""
    if one.incident is None or (one.step is Step.NOTHING and one.outcome != Outcome.DIGESTED):
        return set()
    written = {each.digest for each in one.rows} | set(one.left)
    return written if one.step is Step.CLOSE else written | {target.digest for target in one.incident.targets} - {""}
