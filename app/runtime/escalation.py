"""Escalation: while an alarm is in ALARM and nobody acknowledges it, its routes' steps mention more people."""

from __future__ import annotations

import logging
from datetime import datetime

from app.alarms.decide.escalation import (
    due_now,
    escalated,
    looked_at_again,
    next_due,
    still_to_come,
    wait_key,
    waits_since,
)
from app.alarms.decide.incident import Incident
from app.alarms.follow_up import ESCALATE, is_forgotten
from app.alarms.show.fields import red_since
from app.alarms.show.layout import inline, untrusted
from app.listeners.services import Services
from app.listeners.state_check import check, kept_quiet
from app.queues.timers import Timer
from app.runtime.reminder import UNCHECKED, is_closed, is_heard

NOBODY = (
    ":rotating_light: {name} has been in *ALARM* {since}{value}, and nobody has acknowledged it. "
    "Please press *Acknowledge* on its card."
)
VALUE = " (now {value})"
NAME_LIMIT, VALUE_LIMIT = 300, 100

logger = logging.getLogger(__name__)


def escalate(services: Services, key: str) -> None:
    """The timer of a wait: its step comes once, if the wait goes on, and the timer of the next one is set before."""
    incident_id = key.rpartition(":")[0]
    incident, now = services.processor.find(incident_id), services.clock()
    if incident is None or not _waits(incident, key) or is_closed(incident, now, services.processor.flapping):
        return
    if not still_to_come(incident, services.processor.rules.escalation_of(incident.latest)):
        return  # those of a card that a digest counts are its digest's
    before, checked = incident.latest, check(incident, services)
    incident = checked.incident
    if not _waits(incident, key) or is_closed(incident, now, services.processor.flapping):
        return
    calls = services.processor.rules.escalation_of(incident.latest)
    is_news = checked.pending or incident.latest != before  # its thread says so already, or will
    if is_news or not is_heard(incident, now):
        _look_again(incident, key, looked_at_again(incident, calls, now), services)
        return
    due = due_now(incident, calls, now)
    if not due:  # the route's quiet hours, or its steps, are others since a deployment
        _look_again(incident, key, next_due(incident, calls, waits_since(incident), now), services)
        return
    if kept_quiet(incident, services):
        _look_again(incident, key, looked_at_again(incident, calls, now), services)
        return
    text = _words(incident) + (UNCHECKED if checked.failed else "")
    services.processor.escalate_later(escalated(incident, due, text, now), now)
    services.processor.amend_incident(
        incident_id,
        lambda known: escalated(known, due, text, now) if _waits(known, key) and not known.is_over else known,
    )


def _waits(incident: Incident, key: str) -> bool:
    """Whether the timer's wait goes on: nobody acknowledged, and no step has come since."""
    return incident.acknowledged is None and wait_key(incident.id, waits_since(incident)) == key


def _look_again(incident: Incident, key: str, due: datetime | None, services: Services) -> None:
    """The wait goes on: it is muted, has no data or just changed, or nobody is to be mentioned yet."""
    if due is None or is_forgotten(incident, services.clock()):
        logger.info("no more escalation", extra={"incident": incident.id})
        return
    services.timekeeper.set(Timer(ESCALATE, key, due))


def _words(incident: Incident) -> str:
    alarm = incident.latest
    value = VALUE.format(value=untrusted(alarm.value, VALUE_LIMIT)) if alarm.value else ""
    return NOBODY.format(name=inline(alarm.name, NAME_LIMIT), since=red_since(incident), value=value)
