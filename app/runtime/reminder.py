"""Reminders: while an alarm is in ALARM and nobody has acknowledged it, its thread says so again.

Of one that somebody has in hand only CloudWatch is asked, at the same rhythm: its card must not stay red for good.
"""

from __future__ import annotations

import logging
from datetime import datetime

from app.alarms.decide.history import Flapping
from app.alarms.decide.incident import Incident, reminded, silenced_until
from app.alarms.follow_up import is_forgotten
from app.alarms.read.transition import State
from app.alarms.show.fields import red_since
from app.listeners.services import Services
from app.listeners.state_check import check, kept_quiet

STILL = ":alarm_clock: Still in *ALARM*, {since}, and nobody has acknowledged it."
UNCHECKED = " CloudWatch did not answer when Bellhop asked, so this is the last state that Bellhop knows of."
LAST = " This is the last reminder until the alarm changes."

logger = logging.getLogger(__name__)


def remind(services: Services, key: str) -> None:
    """The timer with the key `<incident>:<number>`: posts that reminder once, and sets the next one's timer."""
    incident_id, _, number = key.rpartition(":")
    incident, now, flapping = services.processor.find(incident_id), services.clock(), services.processor.flapping
    if incident is None or incident.reminders > int(number):
        return
    if is_closed(incident, now, flapping):
        return
    before, checked = incident.latest, check(incident, services)
    incident = checked.incident
    if is_closed(incident, now, flapping):
        return
    is_last = is_forgotten(incident, now)
    is_due = incident.reminders == int(number) - 1 and not incident.acknowledged
    is_news = checked.pending or incident.latest != before  # its thread says so already, or will
    if is_due and is_heard(incident, now) and not is_news and not kept_quiet(incident, services):
        text = STILL.format(since=red_since(incident))
        text += (UNCHECKED if checked.failed else "") + (LAST if is_last else "")
        targets = services.processor.targets_of(incident.latest)  # the reminder's own quiet hours
        services.processor.amend_incident(
            incident_id,
            lambda known: (
                known if known.acknowledged or known.reminders >= int(number) else reminded(known, now, text, targets)
            ),
        )
        number = str(int(number) + 1)
    elif incident.reminders == int(number):  # posted by a try that died before it set the next timer
        number = str(int(number) + 1)
    if is_last:
        logger.info("no more reminders", extra={"incident": incident_id})
        return
    services.processor.remind_later(incident_id, int(number))


def is_heard(incident: Incident, now: datetime) -> bool:
    alarm = incident.latest
    return alarm.new is State.ALARM and silenced_until(alarm, incident.mute, now) is None


def is_closed(incident: Incident, now: datetime, flapping: Flapping) -> bool:
    """Whether it is over for good: a flapping alarm continues its incident, so only this timer would remind of it."""
    return incident.ended_at is not None and (incident.is_deleted or now - incident.ended_at > flapping.within)
