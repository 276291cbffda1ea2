"""Alarms that nobody hears, or that Bellhop does not. No IO.

Bellhop hears every alarm where `alarm-events` is on (docs/deploy.md), whatever the alarm's actions are. One that a
composite names in its rule, or that suppresses another, is read by CloudWatch and needs no actions of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.commands.alarms.audit.buttons import Fix
from app.commands.alarms.audit.finding import Found, Rule, called
from app.commands.alarms.audit.snapshot import Audience, Snapshot, Watched


def _no_action(snapshot: Snapshot) -> Iterator[Found]:
    for alarm in _alone(snapshot):
        if not alarm.actions and not snapshot.home.hears_events:
            yield Found(alarm.name, fix=_notify(alarm, snapshot))


def _no_listener(snapshot: Snapshot) -> Iterator[Found]:
    for alarm in _alone(snapshot):
        topics = _topics(alarm, snapshot)
        if alarm.actions and alarm.is_enabled and len(topics) == len(alarm.actions):
            heard = [audience for audience in topics.values() if audience is None or audience.anybody]
            if not heard:
                yield Found(alarm.name, {"topic": _named(topics)}, _notify(alarm, snapshot))


def _disabled(snapshot: Snapshot) -> Iterator[Found]:
    for alarm in snapshot.audited:
        if alarm.actions and not alarm.is_enabled:
            yield Found(alarm.name, fix=Fix.ENABLE)


def _elsewhere(snapshot: Snapshot) -> Iterator[Found]:
    if snapshot.home.hears_events or not snapshot.home.topic:
        return
    for alarm in _alone(snapshot):
        topics = _topics(alarm, snapshot)
        # What isn't known, such as another account's topic or a function, may lead here.
        is_known = alarm.is_enabled and len(topics) == len(alarm.actions) and None not in topics.values()
        heard = [audience for audience in topics.values() if audience]
        if is_known and any(each.anybody for each in heard) and not any(each.bellhop for each in heard):
            yield Found(alarm.name, {"topic": _named(topics)}, _notify(alarm, snapshot))


def _alone(snapshot: Snapshot) -> Iterator[Watched]:
    """Those that nobody hears but by their own actions."""
    return (alarm for alarm in snapshot.audited if alarm.name not in snapshot.needed)


def _topics(alarm: Watched, snapshot: Snapshot) -> dict[str, Audience | None]:
    """The topics among its actions, with who hears them; None where AWS did not tell."""
    found = (arn for arn in alarm.actions if arn.split(":")[2:3] == ["sns"])
    return {arn: _audience(arn, snapshot) for arn in found}


def _named(topics: Iterable[str]) -> str:
    return ", ".join(called(arn.rpartition(":")[2]) for arn in topics)


def _audience(arn: str, snapshot: Snapshot) -> Audience | None:
    return Audience(True, True) if arn == snapshot.home.topic else snapshot.audience.get(arn)


def _notify(alarm: Watched, snapshot: Snapshot) -> Fix:
    """A log alarm can't be put again with all that it has, so nobody but its owner adds an action."""
    return Fix.NOTIFY if snapshot.home.topic and alarm.kind != "log" else Fix.NONE


NO_ACTION = Rule(
    "no-action",
    "without an action for ALARM",
    "{name} has no action for ALARM",
    "It goes off, and nobody is told.",
    _no_action,
    is_deaf=True,
)
NO_LISTENER = Rule(
    "no-listener",
    "whose topic nobody is subscribed to",
    "{name} notifies {topic}, which has no confirmed subscription",
    "CloudWatch publishes it, and the message reaches nobody.",
    _no_listener,
    is_deaf=True,
)
DISABLED = Rule(
    "disabled",
    "with disabled actions",
    "{name} has actions, but they are disabled",
    "Somebody switched them off and perhaps forgot: none of them run until somebody enables them.",
    _disabled,
    is_deaf=True,
)
ELSEWHERE = Rule(
    "elsewhere",
    "that Bellhop does not hear",
    "{name} notifies {topic}, which does not lead to Bellhop",
    "It has no card here, so nobody can acknowledge or mute it in Slack.",
    _elsewhere,
)
