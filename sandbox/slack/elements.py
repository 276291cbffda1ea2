"""Slack's limits of block elements: buttons, menus, inputs and the objects within them."""

from typing import Any

from sandbox.slack.shapes import (
    Check,
    Report,
    Shape,
    anything,
    boolean,
    items,
    number,
    one_of,
    plain_text,
    rich_text,
    string,
)

ACTION_ID = string(255, 1)
CONFIRM = Shape(
    ("title", "text", "confirm", "deny"),
    {
        "title": plain_text(100),
        "text": rich_text(300),
        "confirm": plain_text(30),
        "deny": plain_text(30),
        "style": one_of("primary", "danger"),
    },
)
_OPTION_FIELDS: dict[str, Check] = {"value": string(150, 1), "description": plain_text(75), "url": string(3000)}
OPTION = Shape(("text", "value"), {**_OPTION_FIELDS, "text": plain_text(75)})
# Only radio buttons and checkboxes may format their options.
MARKED_OPTION = Shape(("text", "value"), {**_OPTION_FIELDS, "text": rich_text(75), "description": rich_text(75)})
OPTION_GROUP = Shape(("label", "options"), {"label": plain_text(75), "options": items(OPTION, 100)})
DISPATCH = Shape((), {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2)})
FILTER = Shape(
    (),
    {
        "include": items(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)


def _element(required: tuple[str, ...] = (), **fields: Check) -> Shape:
    return Shape(required, {"type": anything, "action_id": ACTION_ID, "confirm": CONFIRM, **fields})


def _menu(required: tuple[str, ...] = (), **fields: Check) -> Shape:
    return _element(required, placeholder=plain_text(150), focus_on_load=boolean, **fields)


def _input(required: tuple[str, ...] = (), **fields: Check) -> Shape:
    return Shape(
        required,
        {
            "type": anything,
            "action_id": ACTION_ID,
            "placeholder": plain_text(150),
            "focus_on_load": boolean,
            "dispatch_action_config": DISPATCH,
            **fields,
        },
    )


def _with_options(shape: Shape) -> Check:
    def check(report: Report, pointer: str, value: Any) -> None:
        shape(report, pointer, value)
        if (value.get("options") is None) == (value.get("option_groups") is None):
            report.add("must define either `options` or `option_groups`", pointer)

    return check


_MANY = number(1, 1000)
_STATIC: dict[str, Check] = {"options": items(OPTION, 100), "option_groups": items(OPTION_GROUP, 100)}
_CONVERSATIONS: dict[str, Check] = {"default_to_current_conversation": boolean, "filter": FILTER}
_CHOICES = items(MARKED_OPTION, 10)

ELEMENTS: dict[str, Check] = {
    "button": _element(
        ("text", "action_id"),
        text=plain_text(75),
        url=string(3000),
        value=string(2000),
        style=one_of("primary", "danger"),
        accessibility_label=string(75),
    ),
    "overflow": _element(("action_id", "options"), options=items(OPTION, 5)),
    "image": Shape(
        ("alt_text",),
        {"type": anything, "image_url": string(3000, 1), "alt_text": string(2000, 1), "slack_file": anything},
    ),
    "static_select": _with_options(_menu(("action_id",), initial_option=OPTION, **_STATIC)),
    "multi_static_select": _with_options(
        _menu(("action_id",), initial_options=items(OPTION, 100), max_selected_items=_MANY, **_STATIC)
    ),
    "external_select": _menu(("action_id",), initial_option=OPTION, min_query_length=number(0, 1000)),
    "multi_external_select": _menu(
        ("action_id",),
        initial_options=items(OPTION, 100),
        min_query_length=number(0, 1000),
        max_selected_items=_MANY,
    ),
    "users_select": _menu(("action_id",), initial_user=string(255)),
    "multi_users_select": _menu(("action_id",), initial_users=items(string(255), 1000, 0), max_selected_items=_MANY),
    "conversations_select": _menu(
        ("action_id",), initial_conversation=string(255), response_url_enabled=boolean, **_CONVERSATIONS
    ),
    "multi_conversations_select": _menu(
        ("action_id",),
        initial_conversations=items(string(255), 1000, 0),
        max_selected_items=_MANY,
        **_CONVERSATIONS,
    ),
    "channels_select": _menu(("action_id",), initial_channel=string(255), response_url_enabled=boolean),
    "multi_channels_select": _menu(
        ("action_id",), initial_channels=items(string(255), 1000, 0), max_selected_items=_MANY
    ),
    "checkboxes": _element(
        ("action_id", "options"),
        options=_CHOICES,
        initial_options=_CHOICES,
        focus_on_load=boolean,
    ),
    "radio_buttons": _element(
        ("action_id", "options"), options=_CHOICES, initial_option=MARKED_OPTION, focus_on_load=boolean
    ),
    "datepicker": _menu(("action_id",), initial_date=string(10, 10)),
    "timepicker": _menu(("action_id",), initial_time=string(5, 5), timezone=string(100)),
    "datetimepicker": _element(("action_id",), initial_date_time=number(10**9, 10**10 - 1), focus_on_load=boolean),
    "plain_text_input": _input(
        ("action_id",),
        initial_value=string(3000),
        multiline=boolean,
        min_length=number(0, 3000),
        max_length=number(1, 3000),
    ),
    "number_input": _input(
        ("is_decimal_allowed",),
        is_decimal_allowed=boolean,
        initial_value=string(100),
        min_value=string(100),
        max_value=string(100),
    ),
    "email_text_input": _input(("action_id",), initial_value=string(3000)),
    "url_text_input": _input(("action_id",), initial_value=string(3000)),
    "rich_text_input": _input(("action_id",), initial_value=anything),
    "file_input": _element(("action_id",), filetypes=anything, max_files=number(1, 10)),
}

_SINGLE_MENUS = ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
_MULTI_MENUS = tuple(f"multi_{menu}" for menu in _SINGLE_MENUS)
_CHOOSERS = ("checkboxes", "radio_buttons", "datepicker", "timepicker")
IN_ACTIONS = ("button", "overflow", "datetimepicker", *_SINGLE_MENUS, *_CHOOSERS)
IN_SECTION = ("button", "overflow", "image", *_SINGLE_MENUS, *_MULTI_MENUS, *_CHOOSERS)
IN_INPUT = (
    "plain_text_input",
    "number_input",
    "email_text_input",
    "url_text_input",
    "rich_text_input",
    "file_input",
    "datetimepicker",
    *_SINGLE_MENUS,
    *_MULTI_MENUS,
    *_CHOOSERS,
)
