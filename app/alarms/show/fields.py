"""An incident's fields: state, times, counts, where it is, tags. What is not known is not said."""

from __future__ import annotations

from collections.abc import Iterator

from app.alarms.decide.incident import Incident
from app.alarms.read import measure, rules
from app.alarms.read.transition import State, Transition
from app.alarms.show.layout import untrusted
from app.slack.messages.text import duration, lasted, moment, within

EMOJI = {
    State.ALARM: ":red_circle:",
    State.OK: ":large_green_circle:",
    State.NO_DATA: ":white_circle:",
    State.DELETED: ":wastebasket:",
}
NOT_KNOWN = "unknown"
SINCE, BEFORE, NOTICED = "since {at}", "before {at}", "noticed at {at}"
ON_AND_OFF = "on and off since {at}"
AT_LEAST = "at least {count}"
FLAPPING = "Flapping: {changes} state changes in {span}."

PLACE_LIMIT = 100
MOST_TAGS = 12
TAG_LIMIT = 80
TAGS_LIMIT = 900
MOST_DIMENSIONS, DIMENSIONS_LIMIT = 60, 2500


def fields_of(incident: Incident) -> Iterator[tuple[str, str]]:
    alarm = incident.latest
    yield "State change", f"{was(alarm)} → *{alarm.new}*"
    at = moment(alarm.changed_at)
    yield "Noticed" if _is_noticed(incident) else "Since", BEFORE.format(at=at) if incident.ok_missed else at
    if how_long := took(incident):
        yield "Lasted", how_long
    if alarm.changed_at != incident.began_at:
        yield "Started", moment(incident.began_at)
    if incident.changed > 2 and not incident.flaps:
        yield "State changes", _count(incident.changed, incident)
    yield "Account", place(alarm.account)
    yield "Region", place(alarm.region)
    if alarm.tags:
        tags = within([untrusted(f"{name}: {value}", TAG_LIMIT) for name, value in alarm.tags], MOST_TAGS, TAGS_LIMIT)
        more = len(alarm.tags) - len(tags)
        yield "Tags", " · ".join([*tags, *([f"and {more} more"] if more else [])])


def rule_words(alarm: Transition) -> str:
    """A composite's rule, with the alarms that are in ALARM first if there are many."""
    return rules.in_words(alarm.rule, {child.name for child in alarm.children if child.state == State.ALARM})


def dimensions(alarm: Transition) -> str:
    """All of them, if there are more than its sentence has."""
    found = [query.dimensions for query in alarm.watch.queries if len(query.dimensions) > measure.SHOWN_DIMENSIONS]
    pairs = [pair for each in found for pair in each]
    lines = [f"• {untrusted(name, TAG_LIMIT)}: {untrusted(value, TAG_LIMIT)}" for name, value in pairs]
    shown = within(lines, MOST_DIMENSIONS, DIMENSIONS_LIMIT)
    return "\n".join([*shown, *([f"and {len(lines) - len(shown)} more"] if len(lines) > len(shown) else [])])


def place(name: str) -> str:
    """An account or a region."""
    return untrusted(name, PLACE_LIMIT) or NOT_KNOWN


def flapping(incident: Incident) -> str:
    """A sentence, if it goes on and off; else ''."""
    if not incident.flaps or not incident.flaps_since:
        return ""
    span = duration(incident.latest.changed_at - incident.flaps_since)
    return FLAPPING.format(changes=_count(incident.flaps, incident), span=span)


def was(alarm: Transition) -> str:
    """The state before, as far as CloudWatch said it."""
    return alarm.old or NOT_KNOWN


def since(incident: Incident) -> str:
    """When its state began, in a sentence, as far as somebody knows."""
    words = BEFORE if incident.ok_missed else NOTICED if _is_noticed(incident) else SINCE
    return words.format(at=moment(incident.latest.changed_at))


def red_since(incident: Incident) -> str:
    """Since when one in ALARM is, as its card says; true whenever it is read, as no duration is."""
    own = [change for change in incident.changes if change.at >= incident.began_at]
    first = next((at for at, change in enumerate(own) if change.new is State.ALARM), len(own))
    if not any(change.new is not State.ALARM for change in own[first:]):
        return SINCE.format(at=moment(incident.latest.changed_at))
    began = own[first].at if len(own) >= incident.changed else incident.began_at  # the first ones may be forgotten
    return ON_AND_OFF.format(at=moment(began))


def took(incident: Incident) -> str:
    """How long it lasted; '' if it is not over, or nobody knows."""
    over = incident.ended_at
    is_known = over and over > incident.began_at and not incident.ok_missed and not _is_noticed(incident)
    return lasted(over - incident.began_at, incident.has_gaps) if over and is_known else ""


def _is_noticed(incident: Incident) -> bool:
    """Whether nobody knows when it ended: CloudWatch only says that the alarm is no more."""
    return incident.is_deleted and incident.latest.asked


def _count(changes: int, incident: Incident) -> str:
    """CloudWatch's notifications are all that is counted, and some of them may not have come."""
    return AT_LEAST.format(count=changes) if incident.has_gaps else str(changes)
