"""Two presses at nearly the same time: a double click is one press, and who was second learns who was first. No IO."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.alarms.decide.incident import Incident
from app.slack.messages.text import moment, named

JUST_NOW = "just now"
UNMUTED = "{user} unmuted it"
UNMUTED_JUST_NOW = "{user} unmuted it just now."

SOON = timedelta(minutes=1)


def has_just(incident: Incident, user_id: str, did: str, now: datetime) -> bool:
    """Whether this person did it a moment ago; `did` is how the card's words for that begin, or all of them."""
    mine = [each for each in incident.responses if each.user_id == user_id and each.words.startswith(did)]
    return any(is_soon(each.at, now) for each in mine)


def nothing_to_unmute(incident: Incident, user_id: str, otherwise: str, now: datetime) -> str:
    """What a press on *Unmute* of what is not muted is told; '' for who has just unmuted it."""
    did = [each for each in incident.responses if each.words == UNMUTED.format(user=named(each.user_id))]
    last = did[-1] if did and is_soon(did[-1].at, now) else None
    if last is None:
        return otherwise
    return "" if last.user_id == user_id else UNMUTED_JUST_NOW.format(user=named(last.user_id))


def when(at: datetime, now: datetime) -> str:
    """In a sentence: `just now`, or the time."""
    return JUST_NOW if is_soon(at, now) else moment(at)


def is_soon(at: datetime, now: datetime) -> bool:
    return now - at < SOON
