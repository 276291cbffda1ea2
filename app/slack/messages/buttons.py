"""Buttons that one feature shows and another one answers, so that they don't depend on each other."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, ButtonElement, ConfirmObject, Option, OverflowMenuElement

from app.slack.messages.text import shorten

OPEN_SCALE = "scale_open"
UNDO = "scale_undo"
LINK = "link"
DO_IT_NOW = "job_again"
FORCE_ALARM = "forcealarm_do"

ACKNOWLEDGE, MUTE, UNMUTE, DETAILS = "alarm_ack", "alarm_mute", "alarm_unmute", "alarm_details"
EXPORT, EXPORT_LABEL = "alarm_export", "Export"
JOIN, TAKE_OVER, HAND_OVER, RELEASE = "alarm_join", "alarm_take_over", "alarm_hand_over", "alarm_release"
DIGEST_LIST, ACKNOWLEDGE_ALL, RELEASE_ALL = "digest_list", "digest_ack", "digest_release"
MUTE_ALL, UNMUTE_ALL = "digest_mute", "digest_unmute"
ACKNOWLEDGE_LABEL, MUTE_LABEL, UNMUTE_LABEL, DETAILS_LABEL = "Acknowledge", "Mute…", "Unmute", "Details"
JOIN_LABEL, HAND_OVER_LABEL, RELEASE_LABEL = "Join", "Hand over…", "Release"
TAKE_OVER_LABEL, TAKE_OVER_FROM_LABEL = "Take over", "Take over from {name}"

PREVIOUS, NEXT, REFRESH = "◀ Previous", "Next ▶", "Refresh"  # of a list with pages
FORCE_LABEL = "Set to {state}"
FORCE_TITLE = "Set the alarm's state?"
FORCE_TEXT = "CloudWatch runs the actions of that state, and people may be called."
SCALE_LABEL = "Scale {group}…"
WAY_BACK_LABEL = "{group} is still at {now}: back to {back}"
GROUP_GLANCE = 35
BUTTON_TEXT_LIMIT = 75
URL_LIMIT = 3000
BEFORE_THE_NAME = ":autoScalingGroupName/"

MORE = "more"  # so the action id of a menu with further buttons begins
MOST_SHOWN = 5
MOST_OPTIONS = 5
OPTION_VALUE_LIMIT = 150


def carrying(data: Mapping[str, Any]) -> str:
    """A button's value as JSON that Slack's escaping leaves as it is: the three characters it escapes are not in it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def carried(value: str) -> dict[str, Any] | None:
    """What `carrying` wrote; None for a value of another form."""
    try:
        data = json.loads(value)
    except (ValueError, RecursionError):  # RecursionError: nested too deeply
        return None
    return data if isinstance(data, dict) else None


def _names(does: str, about: str) -> bool:
    """Whether it is said with what is acted on, as words of its own."""
    return does != about and re.search(rf"(?<!\w){re.escape(about)}(?!\w)", does) is not None


def button(
    label: str, action_id: str, value: str, about: str, style: str | None = None, url: str | None = None
) -> ButtonElement:
    """`about` is the alarm or group: a screen reader reads the button alone, and must say which one it acts on."""
    text = shorten(label, BUTTON_TEXT_LIMIT)
    does = label.rstrip("…")
    spoken = shorten(does if _names(does, about) else f"{does} {about}", BUTTON_TEXT_LIMIT)
    spoken = text if len(label) == BUTTON_TEXT_LIMIT else spoken  # one that was cut to fit says enough
    return ButtonElement(
        text=text, action_id=action_id, value=value or None, style=style, url=url, accessibility_label=spoken
    )


def actions(buttons: Sequence[ButtonElement]) -> ActionsBlock:
    """A row of buttons; of more than five, the last ones are in a menu.

    A menu asks the same before each of its options, so a button that asks something before it acts is always shown.
    """
    if len(buttons) <= MOST_SHOWN:
        return ActionsBlock(elements=list(buttons))
    able = [each for each in buttons if _fits_a_menu(each)]
    stay = max(0, MOST_SHOWN - 1 - (len(buttons) - len(able)))
    folded = able[stay:]
    shown = [each for each in buttons if all(each is not other for other in folded)]
    menus = [
        OverflowMenuElement(action_id=f"{MORE}:{number}", options=[_option(each) for each in some])
        for number, some in enumerate(_parts(folded))
    ]
    return ActionsBlock(elements=[*shown, *menus])


def menu(buttons: Sequence[ButtonElement]) -> tuple[OverflowMenuElement | None, list[ButtonElement]]:
    """A menu of the first buttons that fit one, and the others."""
    able = [each for each in buttons if _fits_a_menu(each)][:MOST_OPTIONS]
    others = [each for each in buttons if all(each is not other for other in able)]
    options = [_option(each) for each in able]
    return OverflowMenuElement(action_id=f"{MORE}:0", options=options) if options else None, others


def _parts(buttons: Sequence[ButtonElement]) -> list[Sequence[ButtonElement]]:
    return [buttons[start : start + MOST_OPTIONS] for start in range(0, len(buttons), MOST_OPTIONS)]


def unfolded(value: str) -> tuple[str, str]:
    """The action id and the value of the button that a menu's option stands for."""
    action_id, _, rest = value.partition(" ")
    return action_id, rest


def _fits_a_menu(each: ButtonElement) -> bool:
    return each.confirm is None and len(_option_value(each)) <= OPTION_VALUE_LIMIT


def _option(each: ButtonElement) -> Option:
    return Option(text=each.text.text if each.text else "", value=_option_value(each), url=each.url)


def _option_value(each: ButtonElement) -> str:
    return f"{each.action_id} {each.value or ''}"


def scale_button(group: str, position: int = 0, urgent: bool = False, arn: str = "") -> ButtonElement:
    """Opens /scale's modal for the group with this name, and this ARN where it is known.

    `position` makes the action id unique within a message.
    """
    style = "primary" if urgent else None
    value = carrying(naming(group, arn))
    return button(SCALE_LABEL.format(group=group), f"{OPEN_SCALE}:{position}", value, group, style)


def force_button(alarm: str, state: str, mark: str, arn: str) -> ButtonElement:
    """Sets an alarm's state as /forcealarm does, once for all buttons with the same mark; Slack asks before it acts.

    arn  of one that is not at home
    """
    value = carrying({"once": mark, "alarm": alarm, "state": state, **({"arn": arn} if arn else {})})
    made = button(FORCE_LABEL.format(state=state), FORCE_ALARM, value, alarm)
    made.confirm = ConfirmObject(title=FORCE_TITLE, text=FORCE_TEXT, confirm=FORCE_LABEL.format(state=state))
    return made


def way_back_button(change: str, group: str, arn: str, now: int, back: int) -> ButtonElement:
    """Undoes a change of a group."""
    label = WAY_BACK_LABEL.format(group=shorten(group, GROUP_GLANCE), now=now, back=back)
    return button(label, UNDO, carrying({"id": change, **naming(group, arn)}), group)


def naming(group: str, arn: str) -> dict[str, str]:
    """A group by its whole name, and by its ARN where it is known: up to the name, which would be in it twice."""
    return {"group": group, **({"arn": arn.partition(BEFORE_THE_NAME)[0]} if arn else {})}


def incident_button(name: str, label: str, incident_id: str, alarm: str, style: str | None = None) -> ButtonElement:
    """Acts on an alarm's incident; app/card_actions answers it."""
    return button(label, name, incident_id, alarm, style)


def held_by(incident_id: str, user_id: str) -> str:
    """The value of a button that is about an incident and who has it now."""
    return f"{incident_id}:{user_id}"


def held(value: str) -> tuple[str, str]:
    """The incident, and who had it when the button was shown; '' if it says nothing of that."""
    incident_id, _, user_id = value.partition(":")
    return incident_id, user_id


def link_button(label: str, url: str, name: str, about: str) -> ButtonElement:
    """Opens a page in the browser; Slack sends us the click too, and bolt.py acknowledges it without a job."""
    return button(label, f"{LINK}:{name}", "", about, url=url)
