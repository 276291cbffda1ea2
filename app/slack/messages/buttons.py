"""Buttons that one feature shows and another one answers, so that they don't depend on each other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

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
BEFORE_THE_NAME = ":autoScalingGroupName/"


def carrying(data: Mapping[str, Any]) -> str:
    """A button's value as JSON that Slack's escaping leaves as it is: the three characters it escapes are not in it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def carried(value: str) -> dict[str, Any] | None:
    """What `carrying` wrote; None for a value of another form."""
    try:
        data = json.loads(value)
    except ValueError:
        return None
    return data if isinstance(data, dict) else None


def scale_button(group: str, position: int = 0, urgent: bool = False, arn: str = "") -> ButtonElement:
    """Opens /scale's modal for the group with this name, and this ARN where it is known.

    `position` makes the action id unique within a message.
    """
    label = SCALE_LABEL.format(group=group)
    if len(label) > BUTTON_TEXT_LIMIT:
        label = label[: BUTTON_TEXT_LIMIT - 1] + "…"
    style = "primary" if urgent else None
    return ButtonElement(
        text=label, action_id=f"{OPEN_SCALE}:{position}", value=carrying(naming(group, arn)), style=style
    )


def naming(group: str, arn: str = "") -> dict[str, str]:
    """A group by its whole name, and by its ARN where it is known: up to the name, which would be in it twice."""
    return {"group": group, **({"arn": arn.partition(BEFORE_THE_NAME)[0]} if arn else {})}


def incident_button(name: str, label: str, incident_id: str, style: str | None = None) -> ButtonElement:
    """Acts on an incident; app/card_actions answers it."""
    return ButtonElement(text=label, action_id=name, value=incident_id, style=style)


def link_button(label: str, url: str, name: str) -> ButtonElement:
    """Opens a page in the browser; Slack sends us the click too, and bolt.py acknowledges it without a job."""
    return ButtonElement(text=label, url=url, action_id=f"{LINK}:{name}")
