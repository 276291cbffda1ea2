"""A drill as it is stored: what is set when, what people did about it, and what it was like before. No IO."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.aws.scaling import Capacity
from app.base.values import dataclass
from app.commands.forcealarm.followed import Followed

if TYPE_CHECKING:
    from app.alarms.decide.incident import Incident
    from app.aws.alarm import Alarm

ALARM = "ALARM"
SKEW = timedelta(seconds=5)  # clocks differ

# Soon while people watch.
SOON, LATER = timedelta(seconds=5), timedelta(seconds=15)
SOON_FOR = timedelta(minutes=3)

# How an alarm was left; AS_SET is as it was before, by a step of the drill.
RESET, ITSELF, OWN, REAL, GONE, FAILED, UNSET = "reset", "itself", "own", "real", "gone", "failed", "unset"
AS_SET = "as set"
# How a group was left.
SAME, RETURNED, BY_PEOPLE, LEFT, NO_GROUP, REFUSED = "same", "returned", "by people", "left", "no group", "refused"
UNSEEN = "unseen"  # as REFUSED, and AWS does not say what size it has


@dataclass(frozen=True)
class By:
    """Who did something about an alarm first, and when."""

    user_id: str
    at: datetime


@dataclass(frozen=True)
class Drilled:
    """An alarm of a drill, and what it was `before`.

    shown   when its card was in the drill's channel
    seen    who reacted to the card first, in whatever way
    end     how it was left, with the `problem` where it could not be set back
    does    a hash of its actions; '' in a drill that an older Bellhop began
    """

    alarm: str = ""
    arn: str = ""
    before: str = ""
    incident: str = ""
    shown: datetime | None = None
    seen: By | None = None
    acknowledged: By | None = None
    scaled: By | None = None
    is_over: bool = False
    end: str = ""
    problem: str = ""
    does: str = ""


@dataclass(frozen=True)
class DrilledGroup:
    """A group that the alarms are about, and the sizes that it had.

    policies    that scale it for the alarms
    returns_to  where it would have gone back by itself `returns_at`, by a change from before the drill
    end         how it was left: by Bellhop from the size `now` to another, else at it; `by` brought it back
    """

    name: str = ""
    arn: str = ""
    before: Capacity | None = None
    policies: tuple[str, ...] = ()
    returns_to: Capacity | None = None
    returns_at: datetime | None = None
    by: By | None = None
    end: str = ""
    now: int = 0
    to: int = 0
    problem: str = ""


@dataclass(frozen=True)
class Run:
    """A drill that was begun; `name` is that of its table in bellhop.toml, or the glob that was typed.

    channel     the id of the drill's channel
    asked_in    the id of the one in which it was begun, for the guards
    steps       what is set, each when it is `due`
    groups      with the sizes that they had before anything was set, once that is known
    step        how often it was looked at
    is_ending   from then on nothing is set any more, and everything is put back
    back_at     when all alarms were as before
    is_unmuted  whether no mute of these alarms is left; `left` says what else is not as before (mrkdwn)
    """

    id: str = ""
    name: str = ""
    user_id: str = ""
    user_name: str = ""
    reason: str = ""
    channel: str = ""
    asked_in: str = ""
    began_at: datetime | None = None
    ends_at: datetime | None = None
    steps: tuple[Followed, ...] = ()
    alarms: tuple[Drilled, ...] = ()
    groups: tuple[DrilledGroup, ...] = ()
    knows_groups: bool = False
    step: int = 0
    stopped_by: str = ""
    is_ending: bool = False
    ended_at: datetime | None = None
    back_at: datetime | None = None
    is_unmuted: bool = False
    left: tuple[str, ...] = ()
    is_over: bool = False
    told: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(each.alarm for each in self.alarms)

    @property
    def marks(self) -> tuple[str, ...]:
        """Each change's, and that of setting back."""
        return (*(step.mark for step in self.steps), mark_of(self.id, "back"))

    def waiting(self, now: datetime) -> tuple[int, ...]:
        """The positions of the steps that are due and not done."""
        return tuple(at for at, step in enumerate(self.steps) if _is_open(step) and (step.due or now) <= now)

    @property
    def next_due(self) -> datetime | None:
        return min((step.due for step in self.steps if _is_open(step) and step.due), default=None)

    def set_at(self, alarm: str) -> datetime | None:
        """When the drill set it off first."""
        return min((each.at for each in self.steps if each.alarm == alarm and each.at), default=None)


def _is_open(step: Followed) -> bool:
    return step.at is None and not step.end


def mark_of(drill: str, part: object) -> str:
    """A word by which one change of a drill is known again."""
    return hashlib.sha256(f"{drill} {part}".encode()).hexdigest()[:12]


def does(alarm: Alarm) -> str:
    """What its actions are, as a word."""
    return hashlib.sha256(repr(sorted(alarm.actions.items())).encode()).hexdigest()[:12]


def with_step(run: Run, at: int, change: Callable[[Followed], Followed]) -> Run:
    steps = tuple(change(step) if position == at else step for position, step in enumerate(run.steps))
    return replace(run, steps=steps)


def with_ends(run: Run, ends: Mapping[str, tuple[str, str]]) -> Run:
    """How alarms were left, and the problem with each, by name."""
    found = {each.alarm: ends.get(each.alarm, (each.end, each.problem)) for each in run.alarms}
    alarms = (replace(each, end=found[each.alarm][0], problem=found[each.alarm][1]) for each in run.alarms)
    return replace(run, alarms=tuple(alarms))


def with_group(run: Run, group: DrilledGroup) -> Run:
    return replace(run, groups=tuple(group if each.name == group.name else each for each in run.groups))


def next_look(run: Run, now: datetime) -> datetime:
    """The next step, or the next look at what people did; the end at the latest."""
    is_new = now - (run.began_at or now) < SOON_FOR
    times = [now + (SOON if is_new else LATER), run.next_due, run.ends_at]
    return max(now + timedelta(seconds=1), min(filter(None, times)))


def is_done(run: Run, now: datetime) -> bool:
    """Whether there is nothing left to do or to see: its time is over, or all alarms are and nobody has to act."""
    if run.is_ending or run.stopped_by or now >= (run.ends_at or now):
        return True
    return run.next_due is None and all(each.is_over for each in run.alarms)


def seen(drilled: Drilled, run: Run, incident: Incident | None, scaled: Iterable[str], now: datetime) -> Drilled:
    """With what the alarm's last incident says now; `scaled` are the ids of changes of groups."""
    set_at = run.set_at(drilled.alarm)
    if set_at is None or incident is None or not incident.tested_by or incident.latest.changed_at < set_at - SKEW:
        return drilled
    did = [each for each in incident.responses if each.user_id and each.at >= set_at - SKEW]
    first = min(did, key=lambda each: each.at, default=None)
    sizes = next((each for each in did if each.id in set(scaled)), None)
    took = incident.acknowledged
    return replace(
        drilled,
        incident=incident.id,
        shown=drilled.shown or _shown(incident, run, set_at, now),
        seen=drilled.seen or (By(first.user_id, first.at) if first else None),
        acknowledged=drilled.acknowledged or (By(took.user_id, took.at) if took else None),
        scaled=drilled.scaled or (By(sizes.user_id, sizes.at) if sizes else None),
        is_over=incident.is_over,
    )


def _shown(incident: Incident, run: Run, since: datetime, now: datetime) -> datetime | None:
    """When its card was posted in the drill's channel; a row of a digest there is seen in what is posted already."""
    there = [each for each in incident.targets if each.channel == run.channel]
    if any(each.digest for each in there):
        return now
    ts = min((float(each.place.ts) for each in there if each.place), default=None)
    return max(since, datetime.fromtimestamp(ts, since.tzinfo)) if ts else None
