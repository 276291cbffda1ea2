"""The shape of what Slack sends, as far as Bolt or Bellhop reads it. No IO.

Bolt takes it for granted, and falls over a body that has another one. What is wrong is told by its place, never by what
stands there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# A message's blocks are a dozen deep; JSON that is deeper than Python's stack can be read, and then not written.
DEEPEST = 100
NO_OBJECT, NO_TEXT, NO_LIST, LACKS = "is no object", "is no text", "is no list", "is missing"
TOO_DEEP = f"is nested more than {DEEPEST} deep"

Shape = Any  # TEXT, NAMED, an object's fields ("*" for all of them), or in a list of one what each item is
TEXT, NAMED, ANY_OBJECT = "text", "text or object", dict[str, Any]()
PEOPLE = {"user": NAMED, "channel": NAMED, "team": NAMED, "enterprise": NAMED, "thread_ts": TEXT}
MESSAGE = {**PEOPLE, "text": TEXT, "blocks": [ANY_OBJECT]}
VIEW = {"type": TEXT, "callback_id": TEXT, "private_metadata": TEXT, "state": {"values": {"*": {"*": ANY_OBJECT}}}}
ACTION = {
    **dict.fromkeys(("type", "action_id", "block_id", "name", "value"), TEXT),
    "text": ANY_OBJECT,
    "selected_option": {"text": ANY_OBJECT},
}
EVENT = {
    **PEOPLE,
    "type": TEXT,
    "subtype": TEXT,
    "item": PEOPLE,
    "assistant_thread": PEOPLE,
    "message": MESSAGE,
    "previous_message": MESSAGE,
}
BODY = {
    **dict.fromkeys(("type", "command", "callback_id", "action_id", "block_id", "trigger_id"), TEXT),
    **dict.fromkeys(("user", "channel", "team", "container", "function_data"), ANY_OBJECT),
    "enterprise": NAMED,
    "message": MESSAGE,
    "view": VIEW,
    "actions": [ACTION],
    "event": EVENT,
    "authorizations": [PEOPLE],
    "response_urls": [ANY_OBJECT],
}
# What a body of a type can't be without.
NEEDS = {
    "block_actions": ("actions", "action_id"),
    "view_submission": ("view", ""),
    "view_closed": ("view", ""),
    "event_callback": ("event", ""),
}


def flaw(body: Any) -> str:
    """What is wrong with it, such as `view.state is no object`; '' if nothing is."""
    if not isinstance(body, dict):
        return NO_OBJECT
    return (TOO_DEEP if _is_too_deep(body) else "") or _flaw(body, BODY, "") or _lack(body)


def _is_too_deep(body: dict[str, Any]) -> bool:
    level: list[Any] = [body]
    for _ in range(DEEPEST):
        inner = (each.values() if isinstance(each, dict) else each for each in level)
        level = [each for values in inner for each in values if isinstance(each, dict | list)]
        if not level:
            return False
    return True


def _flaw(value: Any, shape: Shape, place: str) -> str:
    """Slack says null for what there is not."""
    if value is None or (shape is NAMED and isinstance(value, str | dict)):
        return ""
    if isinstance(shape, dict):
        return _flaw_of_object(value, shape, place) if isinstance(value, dict) else f"{place} {NO_OBJECT}"
    if isinstance(shape, list):
        if not isinstance(value, list):
            return f"{place} {NO_LIST}"
        return next((found for each in value if (found := _flaw_of_item(each, shape[0], f"{place}[]"))), "")
    return "" if isinstance(value, str) else f"{place} {NO_TEXT}"


def _flaw_of_object(value: Mapping[str, Any], shape: Mapping[str, Shape], place: str) -> str:
    if "*" in shape:
        return next((found for each in value.values() if (found := _flaw_of_item(each, shape["*"], f"{place}.*"))), "")
    inner = ((value[name], each, f"{place}.{name}".lstrip(".")) for name, each in shape.items() if name in value)
    return next((found for each in inner if (found := _flaw(*each))), "")


def _flaw_of_item(value: Any, shape: Shape, place: str) -> str:
    return f"{place} {NO_OBJECT}" if value is None else _flaw(value, shape, place)


def _lack(body: Mapping[str, Any]) -> str:
    needed, within = NEEDS.get(body.get("type") or "", ("", ""))
    if not needed:
        return ""
    if not body.get(needed):
        return f"{needed} {LACKS}"
    return f"{needed}[].{within} {LACKS}" if within and not body[needed][0].get(within) else ""
