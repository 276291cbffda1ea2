"""Alarms of little use: they never go off, always do, or what they say is kept back. No IO."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from app.alarms.decide.routing import is_dropped
from app.alarms.read.transition import State, Transition
from app.commands.alarms.audit.finding import Found, Rule, called
from app.commands.alarms.audit.rules.data import is_silent
from app.commands.alarms.audit.rules.resources import is_gone
from app.commands.alarms.audit.snapshot import Snapshot, Watched
from app.config.tables import is_meant

NEVER_FOR = timedelta(days=30)
FLAPS_WITHIN, FLAPS = timedelta(days=7), 20
OFTEN, NOISE = 5, 3
LONG_MUTE = timedelta(days=3)
ALARM = "ALARM"


def _never(snapshot: Snapshot) -> Iterator[Found]:
    for alarm in snapshot.audited:
        is_old = alarm.state == "OK" and alarm.is_older(NEVER_FOR, snapshot.now)
        is_explained = is_gone(alarm, snapshot) or is_silent(alarm, snapshot)
        if is_old and not is_explained and _was_quiet(alarm, snapshot):
            yield Found(alarm.name)


def _was_quiet(alarm: Watched, snapshot: Snapshot) -> bool:
    """One that has not changed its state for so long needs no history."""
    if alarm.is_since(NEVER_FOR, snapshot.now):
        return True
    since = snapshot.past.since
    is_known = since is not None and snapshot.now - since >= NEVER_FOR
    return is_known and alarm.name not in snapshot.past.went_off


def _flapping(snapshot: Snapshot) -> Iterator[Found]:
    for alarm in snapshot.audited:
        times = _flaps(alarm, snapshot)
        if times >= FLAPS:
            yield Found(alarm.name, {"times": str(times)})


def _flaps(alarm: Watched, snapshot: Snapshot) -> int:
    begin = snapshot.now - FLAPS_WITHIN
    return sum(at >= begin for at in snapshot.past.went_off.get(alarm.name, ()))


def _noisy(snapshot: Snapshot) -> Iterator[Found]:
    """Of those with a threshold, most of whose alarms end by themselves; who acted on them is not looked up here."""
    past = snapshot.past
    for alarm in snapshot.audited:
        times, at_once = len(past.went_off.get(alarm.name, ())), past.at_once.get(alarm.name, 0)
        is_noisy = times >= OFTEN and at_once >= max(NOISE, times / 2)
        if is_noisy and alarm.kind == "metric" and past.since and _flaps(alarm, snapshot) < FLAPS:
            days = max(1, round((snapshot.now - past.since) / timedelta(days=1)))
            yield Found(alarm.name, {"times": str(times), "at_once": str(at_once), "days": str(days)})


def _muted(snapshot: Snapshot) -> Iterator[Found]:
    names = {alarm.name for alarm in snapshot.audited}
    seen: set[str] = set()
    for window in sorted(snapshot.mutes, key=lambda each: each.lasts, reverse=True):
        for name in window.alarms:
            if window.lasts >= LONG_MUTE and name in names - seen:
                seen.add(name)
                yield Found(name, {"rule": called(window.name), "days": str(window.lasts.days)})


def _dropped(snapshot: Snapshot) -> Iterator[Found]:
    """Tags are not read here: a route that asks for them drops nothing, and may show whatever its glob fits."""
    if not snapshot.routes:
        return
    for alarm in snapshot.audited:
        if _is_dropped(alarm, snapshot):
            yield Found(alarm.name)


def _is_dropped(alarm: Watched, snapshot: Snapshot) -> bool:
    home, at = snapshot.home, datetime.min.replace(tzinfo=UTC)
    transition = Transition(alarm.arn, alarm.name, home.account, home.region, State.ALARM, at)
    sure = [route for route in snapshot.routes if not route.tags]
    perhaps = [route for route in snapshot.routes if route.tags and not route.drop]
    may_be_shown = any(is_meant(alarm.name, route.alarm) for route in perhaps)
    return not may_be_shown and is_dropped(transition, sure)


NEVER = Rule(
    "never",
    "not gone off for 30 days",
    "{name} has not gone off for 30 days",
    "Perhaps all is well, perhaps its threshold is out of reach: `/forcealarm test` shows whether it still works.",
    _never,
)
FLAPPING = Rule(
    "flapping",
    "flapping",
    "{name} went off {times} times within a week",
    "People stop reading an alarm that goes off all the time. Raise its threshold, or the number of its periods.",
    _flapping,
    tunes=True,
)
NOISY = Rule(
    "noisy",
    "mostly over within 5 minutes",
    "{name} went off {times} times in {days} days, {at_once} of them for less than 5 minutes",
    "People stop reading what ends by itself. `/alarms tune` looks for a setting that loses nothing else.",
    _noisy,
    tunes=True,
)
MUTED = Rule(
    "muted",
    "muted for long",
    "{name} is muted for {days} days by the rule {rule}",
    "While it is muted, none of its actions run.",
    _muted,
)
DROPPED = Rule(
    "dropped",
    "dropped by a route",
    "{name} is dropped by a route of bellhop.toml",
    "It goes off, and nothing is shown in Slack.",
    _dropped,
)
