"""A storm's escalation: the steps of its rows' routes, each said once for all rows that wait for it. No IO.

The storm's first cards, which its digest counts, are rows too. A row waits as an incident with a card does
(escalation.py). A step covers the waits that began until then; alarms that join later, or are released, wait for it
again, and it comes again no sooner than after its minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from app.alarms.decide.digest import Digest
from app.alarms.decide.escalation import LEAST_WAIT, Call, waits_since
from app.alarms.decide.incident import Incident, silenced_until
from app.alarms.decide.quiet import quiet_until
from app.alarms.read.transition import State, Transition
from app.base.values import dataclass

Routed = Callable[[Transition], tuple[Call, ...]]


@dataclass(frozen=True)
class Said:
    """A step that came in a digest, for all waits that began until `upto`."""

    minutes: int
    mention: str
    at: datetime
    upto: datetime


@dataclass(frozen=True)
class DigestEscalation:
    """What a digest has escalated; the next message has this `number`, and a timer if it `is_set`."""

    number: int = 1
    is_set: bool = False
    said: tuple[Said, ...] = ()


@dataclass(frozen=True)
class Waiting:
    """A row's incident that nobody has in hand, and a step that it waits for."""

    incident: Incident
    call: Call
    since: datetime
    due: datetime


def waiting(
    digest: Digest, incidents: Iterable[Incident], state: DigestEscalation, routed: Routed, now: datetime
) -> list[Waiting]:
    """Every step that some row still waits for, and when it is due; nobody was told of a row before its digest."""
    return [
        Waiting(incident, call, since, due)
        for incident in incidents
        if not incident.is_over and incident.acknowledged is None
        for since in [max(waits_since(incident), digest.began_at)]
        for call in _calls(digest.id, incident, routed)
        if (due := _due(incident, call, since, state, now)) is not None
    ]


def said(state: DigestEscalation, due: Iterable[Waiting], now: datetime) -> DigestEscalation:
    """The state once these steps came."""
    known = {(each.minutes, each.mention): each for each in state.said}
    for each in due:
        key = (each.call.minutes, each.call.mention)
        before = known.get(key)
        known[key] = Said(*key, now, max(each.since, before.upto) if before else each.since)
    return replace(state, number=state.number + 1, said=tuple(known.values()))


def _calls(digest_id: str, incident: Incident, routed: Routed) -> Iterator[Call]:
    """Of a row, or of a storm's first card, which may have said some itself before the storm was one."""
    rows = [target for target in incident.targets if digest_id in (target.digest, target.counted_in)]
    channels = {channel for target in rows for channel in target.channels}
    came = {(each.minutes, each.channel, each.mention) for each in incident.escalated}
    for call in routed(incident.latest):
        if call.channel in channels and (call.minutes, call.channel, call.mention) not in came:
            yield call


def _due(incident: Incident, call: Call, since: datetime, state: DigestEscalation, now: datetime) -> datetime | None:
    """None if it came for this row; while the row is muted or has no data, it is looked at again."""
    minutes = timedelta(minutes=call.minutes)
    came = next((each for each in state.said if (each.minutes, each.mention) == (call.minutes, call.mention)), None)
    if came and since <= came.upto:
        return None
    due = max(since + minutes, came.at + minutes) if came else since + minutes
    until = silenced_until(incident.latest, incident.mute, now)
    if until or incident.latest.new is not State.ALARM:
        due = max(due, min(until or now, now) + max(LEAST_WAIT, minutes))
    return quiet_until(call.quiet, due)
