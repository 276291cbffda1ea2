"""The buttons of an alarm's card; what each does is in app/card_actions/."""

from __future__ import annotations

from collections.abc import Iterator

from slack_sdk.models.blocks import ButtonElement

from app.alarms.decide.incident import Incident
from app.alarms.read.regions import console_url, is_reached, target_arn
from app.alarms.read.transition import State
from app.alarms.show.runbook import runbook_of
from app.alarms.show.spoken import CONSOLE
from app.config.home import Home
from app.slack.messages.buttons import (
    ACKNOWLEDGE,
    ACKNOWLEDGE_LABEL,
    DETAILS,
    DETAILS_LABEL,
    EXPORT,
    EXPORT_LABEL,
    HAND_OVER,
    HAND_OVER_LABEL,
    JOIN,
    JOIN_LABEL,
    MUTE,
    MUTE_LABEL,
    RELEASE,
    RELEASE_LABEL,
    TAKE_OVER,
    TAKE_OVER_FROM_LABEL,
    TAKE_OVER_LABEL,
    UNMUTE,
    UNMUTE_LABEL,
    held_by,
    incident_button,
    link_button,
    scale_button,
    way_back_button,
)

MOST_GROUPS = 3


def buttons(incident: Incident, home: Home | None) -> list[ButtonElement]:
    """The most urgent first: of more than five the last ones are in a menu.

    Nobody needs to acknowledge an alarm that is over; it can be unmuted at any time. Scaling stays available after it
    is over, to scale back in. Where there is no way nothing acts in AWS, and without a home nothing at all.
    """
    alarm, runbook = incident.latest, runbook_of(incident.latest.description)
    is_ours = home is not None and is_reached(alarm.arn, home)
    shown = list(acknowledge_button(incident)) if home else []
    scaling = list(_scaling(incident)) if is_ours else []
    shown += scaling[:1]
    if runbook and runbook.url:
        shown.append(link_button(runbook.label, runbook.url, "runbook", alarm.name))
    shown += [*scaling[1:], *(_looking(incident) if is_ours else ())]
    if (url := console_url(alarm.region, alarm.name)) and not incident.is_deleted:
        shown.append(link_button(CONSOLE, url, "cloudwatch", alarm.name))
    if home and incident.is_over:
        shown.append(incident_button(EXPORT, EXPORT_LABEL, incident.id, alarm.name))
    return [*shown, *(in_hand_buttons(incident) if home else ())]


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


def _scaling(incident: Incident) -> Iterator[ButtonElement]:
    """The next thing to do, once somebody has it."""
    alarm = incident.latest
    is_next = alarm.new is State.ALARM and incident.acknowledged is not None
    for position, group in enumerate(alarm.groups[:MOST_GROUPS]):
        yield scale_button(group, position, is_next, target_arn(alarm.region, alarm.account, group))


def _looking(incident: Incident) -> Iterator[ButtonElement]:
    name = incident.latest.name
    if incident.mute:
        yield incident_button(UNMUTE, UNMUTE_LABEL, incident.id, name)
    elif not incident.is_over:
        yield incident_button(MUTE, MUTE_LABEL, incident.id, name)
    yield incident_button(DETAILS, DETAILS_LABEL, incident.id, name)


def way_back_buttons(incident: Incident) -> Iterator[ButtonElement]:
    way = incident.way_back
    if way and way.of == incident.ended_at:
        yield way_back_button(way.change, way.group, way.arn, way.now, way.back)
