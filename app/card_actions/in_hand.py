"""What the buttons share that say who has an alarm in hand: of two who press at once one acts, the other is told.

A double click is one press, and is answered once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.base.errors import Wrong
from app.base.values import dataclass
from app.card_actions.incident import checked, guarded_incident_of, topic
from app.slack.interactions import ButtonClick, Caller
from app.slack.messages.buttons import held
from app.slack.messages.text import moment, named

if TYPE_CHECKING:
    from app.alarms.decide.incident import Incident, Response
    from app.listeners.operation import Operation
    from app.listeners.services import Services

ACKNOWLEDGED = "Acknowledged by {user}"
OVER = "The alarm is back to OK, so there is nothing to {do}."
NEWER = "This card is over. The alarm has gone off again since, and has a newer card: please use that one."
NOBODY = "Nobody has it now. Press *Acknowledge* on the card if you want it."
YOURS = "You have it in hand already: the card shows your name."
JUST_NOW = "just now"
THEIRS = "{user} has it now, since {at}."

SOON = timedelta(minutes=1)
DOUBLE_CLICK = timedelta(seconds=10)


@dataclass(frozen=True)
class Pressed:
    """The incident after a press, and whether that press changed it; `is_again` if it only repeats their last one."""

    incident: Incident
    is_done: bool
    is_again: bool = False


def acts_beside_mutes(click: ButtonClick) -> str:
    """Who has an alarm in hand and its mutes don't contradict each other, so neither overtakes the other."""
    return in_hand_topic(held(click.value)[0])


def in_hand_topic(incident_id: str) -> str:
    return f"{topic(incident_id)}:in-hand"


def open_incident_of(incident_id: str, caller: Caller, services: Services, do: str) -> Incident:
    """The incident, if this person may change it and CloudWatch says that it is not over; else raises Wrong."""
    pressed_on = guarded_incident_of(incident_id, caller, services.processor, services.authority)
    now = checked(pressed_on, services, do)
    if now.incident.is_over:
        raise Wrong(OVER.format(do=do) if now.last.is_over else NEWER)
    return now.incident


def pressed(
    incident_id: str,
    caller: Caller,
    services: Services,
    operation: Operation,
    do: str,
    change: Callable[[Incident, Response], Incident],
) -> Pressed:
    """Change who has it, once. `change` gets who pressed, with the words of an acknowledgement."""
    from app.alarms.decide.incident import Response

    known = open_incident_of(incident_id, caller, services, do)
    user, now = caller.user_id, services.clock()
    words = ACKNOWLEDGED.format(user=named(user))
    press = Response(now, user, words, operation.mark, name=services.slack.names.name_of(user))

    def changed(stored: Incident) -> Incident:
        return stored if stored.knows(press.id) else change(stored, press)

    incident = services.processor.amend_incident(known.id, changed)
    is_done = incident.knows(press.id)
    return Pressed(incident, is_done, not is_done and has_just(incident, user, now))


def as_it_is(incident: Incident) -> str:
    """For whom somebody else was faster than: who has it now."""
    holder = incident.acknowledged
    return THEIRS.format(user=named(holder.user_id), at=moment(holder.at)) if holder else NOBODY


def released(stored: Incident, press: Response, services: Services) -> Incident:
    """Without who pressed; if nobody else has it, reminders and escalation go on."""
    from app.alarms.decide.in_hand import released_by
    from app.alarms.follow_up import is_forgotten

    freed = released_by(stored, press)
    if freed.acknowledged is None and stored.acknowledged:
        # Before it is stored: then somebody surely goes on.
        services.processor.escalate_later(freed, press.at)
        if is_forgotten(stored, press.at):  # the reminders of what somebody had for so long have ended
            services.processor.remind_later(stored.id, stored.reminders + 1)
    return freed


def has_just(incident: Incident, user_id: str, now: datetime) -> bool:
    """Whether it is a double click: the last that anybody did about it was this person's, just before."""
    last = incident.responses[-1] if incident.responses else None
    return last is not None and last.user_id == user_id and now - last.at < DOUBLE_CLICK


def when(at: datetime, now: datetime) -> str:
    """In a sentence: `just now`, or the time."""
    return JUST_NOW if is_soon(at, now) else moment(at)


def is_soon(at: datetime, now: datetime) -> bool:
    return now - at < SOON
