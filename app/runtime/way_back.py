"""The way back on the card of an alarm that is over: "web is still at 4: back to 2", while that is so.

A timer looks some seconds after the end, and then again and again for two hours; after that it offers nothing more.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta

from app.alarms.decide.illustrated import with_way_back
from app.alarms.decide.incident import Incident
from app.alarms.decide.way_back import StillSet
from app.alarms.follow_up import WAY_BACK
from app.alarms.read.regions import is_within
from app.base.errors import Refused
from app.commands.scale.change_log import Changes
from app.commands.scale.logged_change import Change
from app.listeners.services import Services
from app.queues.timers import Timer

LOOKS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 15, 30, 60))  # after each look, until the next

logger = logging.getLogger(__name__)


def look(services: Services, key: str) -> None:
    """The timer with the key `<incident>:<number>`: what stands on the card is what is so now."""
    incident_id, _, number = key.rpartition(":")
    incident, looked = services.processor.find(incident_id), int(number)
    if incident is None or not incident.is_over:
        return
    is_last = looked >= len(LOOKS)
    found = None if is_last else next(_ways_back(incident, services), None)
    if found != incident.way_back:
        ended_at = incident.ended_at
        services.processor.amend_incident(
            incident_id, lambda known: with_way_back(known, found) if known.ended_at == ended_at else known
        )
    if found:
        due = services.clock() + LOOKS[looked]
        services.timekeeper.set(Timer(WAY_BACK, f"{incident_id}:{looked + 1}", due))


def _ways_back(incident: Incident, services: Services) -> Iterator[StillSet]:
    """From the newest change that somebody made while it was open, if the group is still as that left it."""
    if incident.ended_at is None or not is_within(incident.latest.arn, services.seen_from(incident.latest.arn).home):
        return
    changes = Changes(services.table, services.clock)
    for response in reversed(incident.responses):
        change = changes.find(response.id) if response.id else None
        if change is None or change.before is None or change.after is None:
            continue
        if _is_still_so(change, services):
            now, back = change.after.desired, change.before.desired
            yield StillSet(change.id, change.group, change.arn, now, back, incident.ended_at)
        return


def _is_still_so(change: Change, services: Services) -> bool:
    """A change for a time goes back by itself."""
    before, after = change.before, change.after
    goes_back = change.until is not None and not (change.stays and change.stays_until is None)
    if goes_back or not change.is_undoable or not before or not after or before.desired == after.desired:
        return False
    try:
        group = services.targets.at(change.group, change.arn).now()
    except Refused as refused:  # the button would be refused too
        logger.info("a way back can't be looked after", extra={"group": change.group, "why": str(refused)})
        return False
    return group is not None and change.arn in ("", group.arn) and group.desired == after.desired
