"""Buttons that one feature shows and another one answers, so that they don't depend on each other."""

from __future__ import annotations

from slack_sdk.models.blocks import ButtonElement

OPEN_SCALE = "scale_open"
LINK = "link"
DO_IT_NOW = "job_again"

ACKNOWLEDGE, MUTE, UNMUTE, DETAILS = "alarm_ack", "alarm_mute", "alarm_unmute", "alarm_details"
DIGEST_LIST = "digest_list"
ACKNOWLEDGE_LABEL, MUTE_LABEL, UNMUTE_LABEL, DETAILS_LABEL = "Acknowledge", "Mute…", "Unmute", "Details"

SCALE_LABEL = "Scale {group}…"
BUTTON_TEXT_LIMIT = 75
URL_LIMIT = 3000


def scale_button(group: str, position: int = 0, urgent: bool = False) -> ButtonElement:
    """Opens /scale's modal for a group; `position` makes the action id unique within a message."""
    label = SCALE_LABEL.format(group=group)
    if len(label) > BUTTON_TEXT_LIMIT:
        label = label[: BUTTON_TEXT_LIMIT - 1] + "…"
    style = "primary" if urgent else None
    return ButtonElement(text=label, action_id=f"{OPEN_SCALE}:{position}", value=group, style=style)


def incident_button(name: str, label: str, incident_id: str, style: str | None = None) -> ButtonElement:
    """Acts on an incident; app/card_actions answers it."""
    return ButtonElement(text=label, action_id=name, value=incident_id, style=style)


def link_button(label: str, url: str, name: str) -> ButtonElement:
    """Opens a page in the browser; Slack sends us the click too, and bolt.py acknowledges it without a job."""
    return ButtonElement(text=label, url=url, action_id=f"{LINK}:{name}")
