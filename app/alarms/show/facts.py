"""The short facts on a card, in two columns: state, times, counts and tags. What is not known is not said."""

from __future__ import annotations

from collections.abc import Iterator

from app.alarms.decide.incident import Incident
from app.alarms.read.transition import Transition
from app.alarms.show.layout import untrusted, within
from app.slack.messages.text import duration, lasted, moment

NOT_KNOWN = "unknown"
BEFORE = "before {at}"
AT_LEAST = "at least {count}"
FLAPPING = "{changes} state changes in {span}"

MOST_TAGS = 12
TAG_LIMIT = 80
TAGS_LIMIT = 900


def facts(incident: Incident) -> Iterator[tuple[str, str]]:
    alarm = incident.latest
    yield "State change", f"{was(alarm)} → *{alarm.new}*"
    yield "Noticed" if is_guessed(incident) else "Since", since(incident)
    if took := how_long(incident):
        yield "Lasted", took
    if alarm.changed_at != incident.began_at:
        yield "Started", moment(incident.began_at)
    if incident.flaps and incident.flaps_since:
        span = duration(alarm.changed_at - incident.flaps_since)
        yield "Flapping", FLAPPING.format(changes=_count(incident.flaps, incident), span=span)
    elif incident.changed > 2:
        yield "State changes", _count(incident.changed, incident)
    if alarm.tags:
        tags = within([untrusted(f"{name}: {value}", TAG_LIMIT) for name, value in alarm.tags], MOST_TAGS, TAGS_LIMIT)
        more = len(alarm.tags) - len(tags)
        yield "Tags", " · ".join([*tags, *([f"and {more} more"] if more else [])])


def was(alarm: Transition) -> str:
    """The state before, as far as CloudWatch said it."""
    return alarm.old or NOT_KNOWN


def since(incident: Incident) -> str:
    """When its state began; of an OK that nobody told only what it was before."""
    at = moment(incident.latest.changed_at)
    return BEFORE.format(at=at) if incident.ok_missed else at


def is_guessed(incident: Incident) -> bool:
    """Whether nobody knows when it ended: CloudWatch only says that the alarm is no more."""
    return incident.is_deleted and incident.latest.asked


def how_long(incident: Incident) -> str:
    """How long it lasted; '' while it goes on, and if nobody knows."""
    over = incident.ended_at
    is_known = over and over > incident.began_at and not incident.ok_missed and not is_guessed(incident)
    return lasted(over - incident.began_at) if over and is_known else ""


def _count(changes: int, incident: Incident) -> str:
    """CloudWatch's notifications are all that is counted, and some of them may not have come."""
    return AT_LEAST.format(count=changes) if incident.has_gaps else str(changes)
