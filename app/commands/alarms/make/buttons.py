"""The forms of /alarms new and edit and their buttons: names, and what they carry. No IO.

A form is about a thing to watch (`new`: its words) or an alarm (`edit`: its name).
"""

from __future__ import annotations

from collections.abc import Mapping

from slack_sdk.models.blocks import ButtonElement

from app.slack.messages.buttons import button, carried, carrying

OPEN, CHANGED, BACK = "alarms_make_open", "alarms_make_changed", "alarms_make_back"
FORM, PUT = "alarms_make_form", "alarms_make_put"
NEW, EDIT, METRIC, TAKEN, SEEN = "new", "edit", "for", "taken", "seen"
OPEN_LABEL, EDIT_LABEL, BACK_LABEL, LOOK_LABEL = "Open the form", "Edit…", "Change it", "Show what it would have done"
ABOUT = (NEW, EDIT)


def open_button(about: Mapping[str, str], label: str = OPEN_LABEL) -> ButtonElement:
    """Opens the form about a thing or an alarm."""
    return button(label, OPEN, carrying(about), about.get(EDIT) or about.get(NEW, ""))


def edit_button(name: str) -> ButtonElement:
    return open_button({EDIT: name}, EDIT_LABEL)


def about_in(value: str) -> Mapping[str, str]:
    """What a button that opens the form is about."""
    return kept(carried(value) or {})


def kept(about: Mapping[str, object]) -> Mapping[str, str]:
    """Of what a form carries, what it is about."""
    return {name: str(about[name]) for name in ABOUT if name in about}


def topic_of(about: Mapping[str, str]) -> str:
    """What the form acts on; a new alarm has no name yet."""
    return f"alarm:{about[EDIT]}" if about.get(EDIT) else f"alarm:new {about.get(NEW, '')}".strip()
