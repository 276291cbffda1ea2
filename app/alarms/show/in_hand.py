"""Who has an alarm in hand, on its card: the line that says so, and the buttons that change it."""

from __future__ import annotations

from collections.abc import Iterator

from slack_sdk.models.blocks import ButtonElement

from app.alarms.decide.incident import Incident
from app.slack.messages.buttons import (
    ACKNOWLEDGE,
    ACKNOWLEDGE_LABEL,
    HAND_OVER,
    HAND_OVER_LABEL,
    JOIN,
    JOIN_LABEL,
    RELEASE,
    RELEASE_LABEL,
    TAKE_OVER,
    TAKE_OVER_FROM_LABEL,
    TAKE_OVER_LABEL,
    held_by,
    incident_button,
)
from app.slack.messages.text import moment, named

ACKNOWLEDGED = ":eyes: Acknowledged by {who} at {at}{also}."
HANDED_OVER = ":eyes: Handed over to {who} by {by} at {at}{also}."
ALSO = ", also {others}"
ESCALATED = ":rotating_light: Escalated to {who} at {at}: nobody has acknowledged it yet."


def in_hand(incident: Incident) -> str:
    """Who has it, else whom it was escalated to; '' if there is neither, or it is over."""
    holder = incident.acknowledged
    if incident.is_over:
        return ""
    if holder:
        others = ", ".join(named(each) for each in incident.also)
        also = ALSO.format(others=others) if others else ""
        words = {"who": named(holder.user_id), "at": moment(holder.at), "also": also}
        return (HANDED_OVER if incident.handed_by else ACKNOWLEDGED).format(by=named(incident.handed_by), **words)
    if not incident.escalated:
        return ""
    last = incident.escalated[-1]
    who = " ".join(dict.fromkeys(each.mention for each in incident.escalated if each.at == last.at))
    return ESCALATED.format(who=who, at=moment(last.at))


def acknowledge_button(incident: Incident) -> Iterator[ButtonElement]:
    """The first thing to do, while nobody has it."""
    if not incident.is_over and not incident.acknowledged:
        yield incident_button(ACKNOWLEDGE, ACKNOWLEDGE_LABEL, incident.id, incident.latest.name, style="primary")


def in_hand_buttons(incident: Incident) -> Iterator[ButtonElement]:
    """What others can do once somebody has it: seldom needed, so they are the last ones."""
    holder, name = incident.acknowledged, incident.latest.name
    if incident.is_over or not holder:
        return
    take_over = TAKE_OVER_FROM_LABEL.format(name=holder.name) if holder.name else TAKE_OVER_LABEL
    yield incident_button(TAKE_OVER, take_over, held_by(incident.id, holder.user_id), name)
    yield incident_button(JOIN, JOIN_LABEL, incident.id, name)
    yield incident_button(HAND_OVER, HAND_OVER_LABEL, held_by(incident.id, holder.user_id), name)
    yield incident_button(RELEASE, RELEASE_LABEL, incident.id, name)
