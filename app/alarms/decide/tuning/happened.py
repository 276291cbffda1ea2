"""When an alarm went off, as CloudWatch's history has it, and which of these times somebody acted on. No IO.

Acted on is whatever a person answered while it was open: acknowledged, scaled, muted (with a reason or without: it
can't be told from noise that somebody had looked at), set back. What was set by hand, and tests, are no alarms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.alarms.decide.evaluation import ALARM, NO_DATA
from app.alarms.decide.history import Change
from app.alarms.decide.incident import Incident
from app.alarms.decide.transitions import incident_id
from app.alarms.read.alarm_history import Went
from app.alarms.read.transition import State, Transition
from app.base.values import dataclass

# CloudWatch's history and its messages are milliseconds apart.
SAME_TIME = timedelta(seconds=2)
# So many are looked for at most, the newest first; an incident may be known by three ids.
MOST_INCIDENTS = 900
_OUTSIDE = (State.ALARM, State.NO_DATA)


@dataclass(frozen=True)
class Happened:
    """One time in ALARM; `ended` is None if it lasts.

    is_told   whether Bellhop told somebody, so that it knows whether anybody acted: not of what was muted or dropped
    since     when the incident began that it is in: it may have gone off before in the same one
    acted_at  when somebody first acted on it
    """

    begun: datetime
    ended: datetime | None = None
    is_told: bool = False
    since: datetime | None = None
    acted_at: datetime | None = None

    def is_over_within(self, span: timedelta) -> bool:
        return self.ended is not None and self.ended - self.begun <= span


def incident_ids(
    alarm: Transition, history: Sequence[Went], published: Iterable[Transition], last: Incident | None
) -> tuple[str, ...]:
    """Of the incidents that may have begun then: an id is made of the change that began it.

    What was published, and what the alarm's last incident remembers, is as Bellhop heard it.
    """
    begun = [Change(each.at, each.before, State(each.state)) for each in history if each.state in _OUTSIDE]
    begun += [Change(each.changed_at, each.old, each.new) for each in published if not each.new.is_over]
    begun += [change for change in (last.changes if last else ()) if not change.new.is_over]
    newest = sorted(begun, key=lambda each: each.at, reverse=True)
    ids = (incident_id(alarm, replace(each, at=each.at.astimezone(UTC))) for each in newest)
    return tuple(dict.fromkeys([*([last.id] if last else []), *ids]))[:MOST_INCIDENTS]


def happened(history: Iterable[Went], incidents: Iterable[Incident]) -> tuple[Happened, ...]:
    """Each time in ALARM of a history that is in order, the oldest first."""
    known = sorted((each for each in incidents if not each.tested_by), key=lambda each: each.began_at)
    return tuple(_acted(list(_times(history)), known))


def acted_on_no_data(history: Sequence[Went], incidents: Iterable[Incident], since: datetime) -> bool:
    """Whether somebody acted on an incident that was not in ALARM yet, because it had no data: no replay tells that."""
    times = list(_times(history))
    for incident in incidents:
        alarms = [each.begun for each in times if _is_in(each, incident)]
        for when in _acts(incident):
            if when >= since and not any(each <= when for each in alarms) and _state_at(history, when) == NO_DATA:
                return True
    return False


def _state_at(history: Sequence[Went], when: datetime) -> str:
    return next((each.state for each in reversed(history) if each.at <= when + SAME_TIME), "")


def _times(history: Iterable[Went]) -> Iterator[Happened]:
    begun: datetime | None = None
    for each in history:
        if each.is_by_hand:
            continue
        if each.state == ALARM and begun is None:
            begun = each.at
        elif each.state != ALARM and begun is not None:
            yield Happened(begun, each.at)
            begun = None
    if begun is not None:
        yield Happened(begun)


def _acted(times: list[Happened], incidents: Sequence[Incident]) -> list[Happened]:
    for incident in incidents:
        inside = [at for at, each in enumerate(times) if _is_in(each, incident)]
        for at in inside:
            since = min(incident.began_at, times[at].begun)
            is_told = times[at].is_told or incident.is_announced
            times[at] = replace(times[at], is_told=is_told, since=since)
        for when in _acts(incident):
            before = [at for at in inside if times[at].begun <= when]
            if before:
                last = times[before[-1]]
                times[before[-1]] = replace(last, acted_at=min(when, last.acted_at or when))
    return times


def _is_in(time: Happened, incident: Incident) -> bool:
    is_before_its_end = incident.ended_at is None or time.begun < incident.ended_at
    return incident.began_at - SAME_TIME <= time.begun and is_before_its_end


def _acts(incident: Incident) -> Iterator[datetime]:
    """Each time that a person did something about it."""
    yield from (each.at for each in incident.responses if each.user_id)
    if incident.acknowledged:
        yield incident.acknowledged.at
