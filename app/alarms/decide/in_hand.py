"""Who has an alarm in hand: people join whoever acknowledged it, take it over, hand it over, and release it. No IO.

Each change is made only to what its button said: if somebody was faster, nothing changes, and they are told so. The
thread mentions whoever has to know what somebody else did; the card names them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.alarms.decide.escalation import one_step_back
from app.alarms.decide.incident import Incident, Response, with_response
from app.slack.messages.text import mention, named

JOINED = "{user} joined {other}"
TAKEN_OVER = "{user} took it over from {other}"
HANDED_OVER = "{user} handed it over to {other}"
LEFT = "{user} released it: {other} has it now"
RELEASED = "{user} released it: nobody has it now"


def in_hand_of(incident: Incident) -> tuple[str, ...]:
    """The ids of who has it: first who is to be asked, then who joined."""
    holder = incident.acknowledged
    return (holder.user_id, *incident.also) if holder else ()


def joined_by(incident: Incident, press: Response) -> Incident:
    """As for all of these, `press` says who did it and when; its words are written here."""
    holders = in_hand_of(incident)
    if not holders or press.user_id in holders:
        return incident
    joined = replace(incident, also=(*incident.also, press.user_id))
    return with_response(
        joined, replace(press, words=JOINED.format(user=named(press.user_id), other=named(holders[0])))
    )


def taken_over_by(incident: Incident, press: Response, before: str) -> Incident:
    """From who had it `before`, as the button says."""
    holder = incident.acknowledged
    if holder is None or holder.user_id != before or before == press.user_id:
        return incident
    return _passed(incident, press, TAKEN_OVER, before, press)


def handed_over(incident: Incident, press: Response, before: str, to: str, name: str) -> Incident:
    """To somebody else, who may have joined already; `before` had it when the form opened."""
    holder = incident.acknowledged
    if holder is None or holder.user_id != before or before == to:
        return incident
    passed = _passed(incident, press, HANDED_OVER, to, replace(press, user_id=to, name=name))
    return replace(passed, handed_by="" if press.user_id == to else press.user_id)


def released_by(incident: Incident, press: Response) -> Incident:
    """By one of those who have it; the first who joined has it then."""
    holders = in_hand_of(incident)
    if press.user_id not in holders:
        return incident
    left = [each for each in holders if each != press.user_id]
    if left and press.user_id == holders[0]:
        return _passed(incident, press, LEFT, left[0], replace(press, user_id=left[0], name=""))
    if left:
        words = LEFT.format(user=named(press.user_id), other=named(left[0]))
        return with_response(replace(incident, also=tuple(left[1:])), replace(press, words=words))
    words = RELEASED.format(user=named(press.user_id))
    escalated = one_step_back(incident)
    free = replace(incident, acknowledged=None, handed_by="", released_at=press.at, escalated=escalated)
    return with_response(free, replace(press, words=words))


def _passed(incident: Incident, press: Response, words: str, other: str, holder: Response) -> Incident:
    """To the holder; the thread mentions the `other` one, who did not press."""

    def said(call: Callable[[str], str]) -> str:
        return words.format(user=named(press.user_id), other=call(other))

    also = tuple(each for each in incident.also if each != holder.user_id)
    held = replace(incident, acknowledged=holder, handed_by="", also=also)
    return with_response(held, replace(press, words=said(named)), line=said(mention))
