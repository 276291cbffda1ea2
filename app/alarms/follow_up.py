"""When to look at a card again: to remind people of an alarm that nobody took, and to draw its graph. No IO here."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.alarms.decide.decision import Rules, as_told
from app.alarms.decide.incident import Incident, Outcome
from app.alarms.read.transition import State
from app.alarms.show.graph import widget
from app.queues.timers import Timer

# What the timers are for (app/runtime/timers.py).
REMIND, DRAW = "remind", "draw"
# By then it is known whether a card is among the first of a storm, where pictures wait.
DRAWN_AFTER = timedelta(seconds=3)


def timers_of(outcome: str, incident: Incident | None, rules: Rules, now: datetime) -> tuple[Timer, ...]:
    """When to look again at a card that was posted or edited: for the reminder, and for its graph."""
    told = as_told(outcome, incident)
    if incident is None or told not in (Outcome.POSTED, Outcome.EDITED) or not rules.can_edit:
        return ()
    timers = []
    has_gone_off = incident.latest.new is State.ALARM and (told == Outcome.POSTED or incident.has_just_gone_off)
    if has_gone_off and rules.remind_minutes:
        timers.append(reminder(incident.id, 1, now, rules))
    if not incident.flaps and widget(incident.latest):
        timers.append(Timer(DRAW, f"{incident.id}:{now.timestamp():.0f}", now + DRAWN_AFTER))
    return tuple(timers)


def reminder(incident_id: str, number: int, now: datetime, rules: Rules) -> Timer:
    """The timer of an incident's reminder with this number (from 1)."""
    return Timer(REMIND, f"{incident_id}:{number}", now + timedelta(minutes=rules.remind_minutes))
