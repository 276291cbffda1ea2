"""Buttons that one feature shows and another one answers, so that they don't depend on each other."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
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


# Slack escapes these, and a name may contain an entity of its own: as JSON's own escapes they stay what they are.
ESCAPES = str.maketrans({"&": "\\u0026", "<": "\\u003c", ">": "\\u003e"})


@dataclass(frozen=True)
class NamedGroup:
    """An Auto Scaling group by its full name, as a button carries it; without `account` and `region` it is our own."""

    group: str
    account: str = ""
    region: str = ""


def button_value(value: dict[str, Any]) -> str:
    """JSON for a button or a form, which nothing on the way to Slack and back changes; short in any script."""
    return json.dumps(value, ensure_ascii=False).translate(ESCAPES)


def named_group(value: str) -> NamedGroup:
    """The group that a scale button carries; 0.2's carry nothing but its name."""
    try:
        data = json.loads(value)
        return NamedGroup(str(data["group"]), str(data.get("account", "")), str(data.get("region", "")))
    except (ValueError, TypeError, KeyError):
        return NamedGroup(value)


def scale_button(named: NamedGroup, position: int = 0, urgent: bool = False) -> ButtonElement:
    """Opens /scale's modal for a group; `position` makes the action id unique within a message."""
    label = SCALE_LABEL.format(group=named.group)
    if len(label) > BUTTON_TEXT_LIMIT:
        label = label[: BUTTON_TEXT_LIMIT - 1] + "…"
    style = "primary" if urgent else None
    value = button_value(asdict(named))
    return ButtonElement(text=label, action_id=f"{OPEN_SCALE}:{position}", value=value, style=style)


def incident_button(name: str, label: str, incident_id: str, style: str | None = None) -> ButtonElement:
    """Acts on an incident; app/card_actions answers it."""
    return ButtonElement(text=label, action_id=name, value=incident_id, style=style)


def link_button(label: str, url: str, name: str) -> ButtonElement:
    """Opens a page in the browser; Slack sends us the click too, and bolt.py acknowledges it without a job."""
    return ButtonElement(text=label, url=url, action_id=f"{LINK}:{name}")
