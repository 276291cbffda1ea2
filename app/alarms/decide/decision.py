"""Decides what becomes of a batch of alarm records, from what the table knows: one record or a thousand.

No IO here: values in, values out. app/alarms/keep/alarm_store.py reads and writes them, and app/alarms/processor.py
carries out what was decided.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime, timedelta
from enum import Enum
from functools import partial

from app.alarms.decide.digest import Digest
from app.alarms.decide.escalation import Call
from app.alarms.decide.history import Flapping, change_of
from app.alarms.decide.incident import Incident, Outcome
from app.alarms.decide.routing import escalation_of, targets_of, targets_of_notice
from app.alarms.decide.rows import DigestRow, Gates, all_in_digests, goes_off_again, is_row, left, let_in_again
from app.alarms.decide.storm import Gate
from app.alarms.decide.target import Target
from app.alarms.decide.transitions import (
    NEVER_FLAPS,
    apply_transition,
    closed_by,
    ended_late,
    is_ended_by,
    told_elsewhere,
)
from app.alarms.read import notices
from app.alarms.read.envelopes import Record
from app.alarms.read.transition import Notice, State, Transition
from app.base.values import dataclass
from app.config.routes import Route

# Nobody creates an alarm and deletes it again so soon.
SAME_DELETION = timedelta(seconds=10)


class Step(Enum):
    """What to do about a record."""

    NOTHING = "nothing"  # an earlier try has finished it
    WAIT = "wait"  # somebody else is working on its alarm
    CLOSE = "close"  # write it, and it is finished
    SHOW = "show"  # write it, show it in Slack under its lease, and close it


@dataclass(frozen=True)
class Arrived:
    """A record and what it says."""

    record: Record
    payload: Transition | Notice

    @property
    def lease(self) -> str:
        """One per alarm, and per what notices are about; if two have the same notice, the second finds the outcome."""
        if isinstance(self.payload, Transition):
            return lease_name(self.payload)
        return related(self.payload) or f"record-{self.record.id}"

    @property
    def subject(self) -> str:
        """What it is about: of records with the same subject each is decided after the previous one was shown."""
        if isinstance(self.payload, Transition):
            return self.payload.key
        return related(self.payload) or self.record.id


@dataclass(frozen=True)
class Decision:
    """What becomes of a record: its outcome, its incident, and whether Slack shows it."""

    outcome: str = ""
    incident: str = ""
    done: bool = False


@dataclass(frozen=True)
class Known:
    """What the table knows about the records and their alarms.

    `decisions` by record id; `incidents` by id, `last` names the one of each alarm's key; `busy` are the leases that
    somebody holds; `gates` and `digests` by channel id; `channels` are the ids of the targets' channels, as far as
    Slack knows them; `begun` are the targets (incident, position) whose card an earlier try may have posted. `missed`
    are, by record id, the incidents that were closed without their OK, as which that record may come late.
    """

    decisions: Mapping[str, Decision] = field(default_factory=dict)
    incidents: Mapping[str, Incident] = field(default_factory=dict)
    last: Mapping[str, str] = field(default_factory=dict)
    busy: frozenset[str] = frozenset()
    gates: Mapping[str, Gate] = field(default_factory=dict)
    digests: Mapping[str, Digest] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    begun: frozenset[tuple[str, int]] = frozenset()
    missed: Mapping[str, Incident] = field(default_factory=dict)


@dataclass(frozen=True)
class Rules:
    """The settings of bellhop.toml; `most` new incidents of a storm get cards.

    Without `can_edit` (a webhook) there are no digests, and nothing is looked at again.
    """

    channel: str
    routes: tuple[Route, ...] = ()
    flapping: Flapping = NEVER_FLAPS
    most: int = 0
    can_edit: bool = True
    remind_minutes: int = 0

    def targets_of_notice(self, notice: Notice, now: datetime) -> tuple[Target, ...]:
        return targets_of_notice(notice, self.routes, self.channel, now)

    def targets_of(self, transition: Transition, now: datetime) -> tuple[Target, ...]:
        """Where its routes send it now, and whom they mention."""
        return targets_of(transition, self.routes, self.channel, now)

    def escalation_of(self, transition: Transition) -> tuple[Call, ...]:
        """Whom its routes mention later, as long as nobody acknowledges it."""
        return escalation_of(transition, self.routes, self.channel)


@dataclass(frozen=True)
class Decided:
    """What becomes of one record: the outcome, and the incident and rows to be stored, or the notice and its `targets`.

    `closed` is an incident of the alarm before, if that was still open, or its OK comes only now. `left` are the
    digests that it leaves. `remembered` is the end of an alarm that no card says: what comes later may be older.
    """

    arrived: Arrived
    outcome: str
    step: Step
    incident: Incident | None = None
    rows: tuple[DigestRow, ...] = ()
    notice: Notice | None = None
    closed: Incident | None = None
    left: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()
    remembered: Incident | None = None

    @property
    def undecided(self) -> tuple[int, ...]:
        """Its targets that nobody has decided on yet: their channels' gates say whether they get cards."""
        if self.step is not Step.SHOW or self.incident is None or not self.incident.is_announced:
            return ()
        return tuple(at for at, target in enumerate(self.incident.targets) if target.is_undecided)


@dataclass(frozen=True)
class Plan:
    """Everything that was decided; `gates` are those that changed, by channel id."""

    decided: tuple[Decided, ...]
    gates: Mapping[str, Gate]


def decide(arrived: Sequence[Arrived], known: Known, rules: Rules, now: datetime) -> Plan:
    """What becomes of records of different subjects, in their order."""
    gates = Gates(now, rules.most, dict(known.gates), known.digests, known.channels, known.begun)
    decided = tuple(_decided(each, known, gates, rules) for each in arrived)
    return Plan(decided, {channel: gate for channel, gate in gates.gates.items() if gate != known.gates.get(channel)})


def _decided(each: Arrived, known: Known, gates: Gates, rules: Rules) -> Decided:
    before = known.decisions.get(each.record.id, Decision())
    earlier = known.incidents.get(before.incident)
    if before.done:
        return Decided(each, before.outcome, Step.NOTHING, earlier)
    is_busy = each.lease in known.busy
    if isinstance(each.payload, Notice):
        return _noticed(each, each.payload, rules.targets_of_notice(each.payload, gates.now), is_busy)
    stored: Incident | None
    closed: Incident | None = None
    if earlier and _is_written(each.payload, earlier):
        # An earlier try wrote it, so it is only shown. A newer incident of the alarm may have begun since: if it were
        # decided again, the change would be late there, and its own incident would never be shown.
        stored, incident, outcome = earlier, earlier, Outcome(before.outcome)
        closed = known.missed.get(each.record.id)
    else:
        last = known.incidents.get(known.last.get(each.payload.key, ""))
        if each.payload.new is State.DELETED and (last is None or last.is_over):
            return _without_card(each, each.payload, last, before, is_busy, rules, gates.now)
        route = partial(rules.targets_of, now=gates.now)
        incident, outcome = apply_transition(last, each.payload, route, rules.flapping)
        stored = last if last and last.id == incident.id else None
        if last and incident.follows == last.id:
            closed = closed_by(last, incident)
        elif (missed := known.missed.get(each.record.id)) and is_ended_by(missed, each.payload):
            incident, closed = told_elsewhere(incident, each.payload), ended_late(missed, each.payload)
        if goes_off_again(stored, incident):
            incident, outcome = let_in_again(incident, stored), Outcome.POSTED if is_row(incident) else outcome
    told = as_told(outcome, incident)
    if is_busy and (incident != stored or incident.needs_slack or told in (Outcome.POSTED, Outcome.EDITED)):
        return Decided(each, outcome, Step.WAIT, incident)
    rows: tuple[DigestRow, ...] = ()
    if rules.can_edit:
        incident, closed, rows = all_in_digests(incident, closed, gates, each.record.sent_at)
    told = as_told(outcome, incident)
    is_shown = (
        incident.needs_slack or told in (Outcome.POSTED, Outcome.EDITED) or bool(ended_of(outcome, incident, closed))
    )
    step = Step.SHOW if is_shown else Step.CLOSE
    return Decided(each, outcome if is_shown else told, step, incident, rows, None, closed, left(stored, incident))


def _is_written(transition: Transition, incident: Incident) -> bool:
    """A deletion is written as the end of what the card says, whatever the event says of the state before."""
    return change_of(transition) in incident.changes or (transition.new is State.DELETED and incident.is_deleted)


def _without_card(
    each: Arrived,
    deletion: Transition,
    last: Incident | None,
    before: Decision,
    is_busy: bool,
    rules: Rules,
    now: datetime,
) -> Decided:
    """An alarm was deleted of which no card says anything else: a notice, as of its other configuration changes."""
    is_known = last and last.is_deleted and deletion.changed_at - last.latest.changed_at <= SAME_DELETION
    if (deletion.asked or is_known) and not before.outcome:
        return Decided(each, Outcome.REPEATED, Step.CLOSE)
    if last and not last.targets:
        return Decided(each, Outcome.QUIET_ROUTE, Step.CLOSE)
    noticed = _noticed(each, notice := notices.read(each.record), rules.targets_of_notice(notice, now), is_busy)
    remembered, outcome = apply_transition(last, deletion, partial(rules.targets_of, now=now), rules.flapping)
    return replace(noticed, remembered=remembered) if outcome is Outcome.QUIET_DELETED else noticed


def _noticed(each: Arrived, notice: Notice, targets: tuple[Target, ...], is_busy: bool) -> Decided:
    """`targets` are none if its route drops it."""
    if not targets:
        return Decided(each, Outcome.QUIET_ROUTE, Step.CLOSE)
    return Decided(each, Outcome.POSTED, Step.WAIT if is_busy else Step.SHOW, notice=notice, targets=targets)


def ended_of(outcome: str, incident: Incident, closed: Incident | None) -> str:
    """The id of an incident before that has just ended: it was open until this one began, or its OK came late."""
    if closed:
        return closed.id
    has_begun = outcome not in (Outcome.EDITED, Outcome.REPEATED, Outcome.LATE)
    return incident.follows if has_begun else ""


def as_told(outcome: str, incident: Incident | None) -> str:
    """The outcome once all is shown: posted or edited only as digest rows means digested."""
    is_card = incident is None or not all(target.digest or target.is_silent for target in incident.targets)
    return outcome if is_card or outcome not in (Outcome.POSTED, Outcome.EDITED) else Outcome.DIGESTED


def related(notice: Notice) -> str:
    """The lease of what a notice is about, '' if it names nothing: those about one thing are one message."""
    return f"about-{hashlib.sha256(notice.about.encode()).hexdigest()}" if notice.about else ""


def lease_name(transition: Transition) -> str:
    """One lease per alarm; its key may be too long for the table, so it is hashed."""
    return hashlib.sha256(transition.key.encode()).hexdigest()
