"""Escalation: while nobody has acknowledged an alarm, step by step more people are mentioned. No IO.

An incident waits since it went off, since its last step, or since somebody released it; a wait is over when a step
comes or somebody acknowledges. Each wait has one timer, whose key names its beginning: timers of earlier waits do
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from app.alarms.decide.incident import Incident, at_targets, revised, silenced_until
from app.alarms.decide.quiet import quiet_until
from app.alarms.decide.target import Escalated, Target, ThreadLine, told
from app.base.values import dataclass
from app.config.routes import Quiet

# While it is muted or has no data it is looked at again after as long as the step takes, but not more often than this.
LEAST_WAIT = timedelta(minutes=5)


@dataclass(frozen=True)
class Call:
    """A step of a route: whom (mrkdwn) it mentions in its channel, after so many minutes."""

    minutes: int
    channel: str
    mention: str
    quiet: Quiet | None = None


def waits_since(incident: Incident) -> datetime:
    """When the wait for its next step began."""
    times = [incident.called_at or incident.began_at, incident.released_at, *(each.at for each in incident.escalated)]
    return max(filter(None, times))


def wait_key(incident_id: str, since: datetime) -> str:
    return f"{incident_id}:{since.timestamp():.6f}"


def still_to_come(incident: Incident, calls: Iterable[Call]) -> list[Call]:
    """The steps that have not come, of the targets whose cards no digest counts: it escalates for its rows."""
    said = {(each.minutes, each.channel, each.mention) for each in incident.escalated}
    channels = {channel for target in incident.targets if _escalates(target) for channel in target.channels}
    return [
        each for each in calls if each.channel in channels and (each.minutes, each.channel, each.mention) not in said
    ]


def next_due(incident: Incident, calls: Iterable[Call], since: datetime, now: datetime) -> datetime | None:
    """When the first step comes of a wait that began then; None if there is none."""
    return min((_due_at(incident, each, since, now) for each in still_to_come(incident, calls)), default=None)


def due_now(incident: Incident, calls: Iterable[Call], now: datetime) -> list[Call]:
    """The step that is due, with those that quiet hours kept back; later ones wait for their time after it."""
    since, reached = waits_since(incident), _reached(incident)
    due = [each for each in still_to_come(incident, calls) if _due_at(incident, each, since, now) <= now]
    first = min((each.minutes for each in due if each.minutes > reached), default=reached)
    return [each for each in due if each.minutes <= first]


def looked_at_again(incident: Incident, calls: Iterable[Call], now: datetime) -> datetime | None:
    """When to look again, while it is muted or not in ALARM: a step comes once its time has passed after a mute."""
    left = still_to_come(incident, calls)
    if not left:
        return None
    wait = max(LEAST_WAIT, timedelta(minutes=min(each.minutes for each in left) - _reached(incident)))
    until = silenced_until(incident.latest, incident.mute, now)
    return until + wait if until and until - now <= wait else now + wait


def escalated(incident: Incident, calls: Sequence[Call], text: str, now: datetime) -> Incident:
    """The incident once these steps come: said in the threads of their targets, and seen in their channels."""

    def say(target: Target) -> Target:
        called = " ".join(dict.fromkeys(each.mention for each in calls if each.channel in target.channels))
        line = ThreadLine(f"escalation-{now.timestamp():.0f}", text, in_channel=True, mention=called, is_call=True)
        return told(target, line) if called and _escalates(target) else target

    steps = tuple(Escalated(each.minutes, each.channel, each.mention, now) for each in calls)
    return revised(replace(at_targets(incident, say), escalated=(*incident.escalated, *steps)))


def one_step_back(incident: Incident) -> tuple[Escalated, ...]:
    """What has come, without the last step: once somebody releases the alarm, that one comes again."""
    return tuple(each for each in incident.escalated if each.minutes < _reached(incident))


def _due_at(incident: Incident, call: Call, since: datetime, now: datetime) -> datetime:
    """After the rest of its minutes, and not within quiet hours."""
    by_itself = since + timedelta(minutes=max(0, call.minutes - _reached(incident)))
    return quiet_until(call.quiet, max(now, by_itself))


def _reached(incident: Incident) -> int:
    """The minutes of the last step that came."""
    return max((each.minutes for each in incident.escalated), default=0)


def _escalates(target: Target) -> bool:
    return not (target.digest or target.counted_in or target.is_silent)
