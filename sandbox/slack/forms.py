"""The state of a modal's inputs: what they hold at first, what a person put in, and what is missing."""

from collections.abc import Iterator
from typing import Any

from sandbox.slack.content import elements
from sandbox.slack.errors import Json

REQUIRED = "Please complete this required field."

# For each kind of input: the key of its value in `state.values`, and of its first value in the view.
_KEYS = {
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
}


def inputs(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Each (block, element) that holds a value."""
    for block in blocks:
        yield from ((block, element) for element in elements(block) if element["type"] in _KEYS)


def initial_state(blocks: list[Json]) -> Json:
    """`state.values` of a view nobody touched yet: `{block_id: {action_id: {type, value or selected_…}}}`."""
    values: Json = {}
    for block, element in inputs(blocks):
        key, initial = _KEYS[element["type"]]
        empty: Any = [] if key.endswith("s") else None
        held = {"type": element["type"], key: element.get(initial, empty)}
        values.setdefault(block["block_id"], {})[element["action_id"]] = held
    return values


def kept_state(blocks: list[Json], before: Json) -> Json:
    """The state after views.update: inputs of the same block_id, action_id and type keep what the person put in."""
    values = initial_state(blocks)
    for block_id, actions in values.items():
        for action_id, fresh in actions.items():
            old = before.get(block_id, {}).get(action_id)
            if old and old["type"] == fresh["type"]:
                actions[action_id] = old
    return values


def held_by(element: Json, given: Any) -> Json:
    """The state of this element after a person gave it a text, an option's value or text, or the state itself."""
    key, _ = _KEYS[element["type"]]
    if isinstance(given, dict) and (key in given or "value" in given):
        given = given.get(key, given.get("value"))
    if key == "selected_option" and not isinstance(given, dict):
        given = option_of(element, given)
    if key == "selected_options":
        wanted = given if isinstance(given, list) else [given]
        given = [one if isinstance(one, dict) else option_of(element, one) for one in wanted]
    if key == "value" and given is not None:
        given = str(given)
    return {"type": element["type"], key: given}


def option_of(element: Json, wanted: Any) -> Json | None:
    """The option with this value or this text."""
    options: list[Json] = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        options += group["options"]
    by_value = (option for option in options if option.get("value") == str(wanted))
    by_text = (option for option in options if option["text"]["text"] == str(wanted))
    return next(by_value, None) or next(by_text, None)


def filled_in(blocks: list[Json], state: Json, given: Json) -> Json:
    """The state after a person filled in `{block_id: text}` or `{block_id: {action_id: …}}`.

    A KeyError means that there is no such input.
    """
    values = {block_id: dict(actions) for block_id, actions in state.items()}
    known = {(block["block_id"], element["action_id"]): element for block, element in inputs(blocks)}
    for block_id, put_in in given.items():
        actions = put_in if _names_actions(put_in, known, block_id) else {_only_action(known, block_id): put_in}
        for action_id, value in actions.items():
            values[block_id][action_id] = held_by(known[(block_id, action_id)], value)
    return values


def _names_actions(put_in: Any, known: dict[tuple[str, str], Json], block_id: str) -> bool:
    return isinstance(put_in, dict) and all((block_id, name) in known for name in put_in)


def _only_action(known: dict[tuple[str, str], Json], block_id: str) -> str:
    return next((action for block, action in known if block == block_id), "")


def complaints(blocks: list[Json], state: Json) -> dict[str, str]:
    """What Slack itself says under an input before it asks the app, by block_id."""
    found: dict[str, str] = {}
    for block, element in inputs(blocks):
        if block["type"] != "input":
            continue
        key, _ = _KEYS[element["type"]]
        value = state[block["block_id"]][element["action_id"]].get(key)
        if complaint := _complaint(element, value, optional=bool(block.get("optional"))):
            found[block["block_id"]] = complaint
    return found


def _complaint(element: Json, value: Any, *, optional: bool) -> str:
    if not value:
        return "" if optional else REQUIRED
    if element["type"] == "number_input":
        return _number_complaint(element, str(value))
    if element["type"] == "plain_text_input" and len(value) < element.get("min_length", 0):
        return f"Must be at least {element['min_length']} characters."
    if element["type"] == "plain_text_input" and len(value) > element.get("max_length", 3000):
        return f"Must be at most {element.get('max_length', 3000)} characters."
    return ""


def _number_complaint(element: Json, value: str) -> str:
    try:
        number = float(value) if element.get("is_decimal_allowed") else int(value)
    except ValueError:
        return "Must be a number." if element.get("is_decimal_allowed") else "Must be a whole number."
    if "min_value" in element and number < float(element["min_value"]):
        return f"Must be at least {element['min_value']}."
    if "max_value" in element and number > float(element["max_value"]):
        return f"Must be at most {element['max_value']}."
    return ""
