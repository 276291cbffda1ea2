"""Slack's limits of messages and modals as one table; `problems` says what Slack would refuse, and where.

Sources: Slack's block kit reference, slack_sdk's models, and for the size of all blocks together slackapi/bolt-js#2509.
Slack publishes no schema; this table is stricter than it in one thing: an unknown field is always refused.
"""

import json
from typing import Any

from sandbox.slack import charts
from sandbox.slack.elements import ELEMENTS, IN_ACTIONS, IN_INPUT, IN_SECTION
from sandbox.slack.errors import Json, SlackError
from sandbox.slack.shapes import (
    Check,
    Report,
    Shape,
    anything,
    boolean,
    by_type,
    items,
    one_of,
    plain_text,
    rich_text,
    string,
)

LONGEST_TEXT = 40_000
LONGEST_BLOCKS = 13_200
MOST_ATTACHMENTS = 100
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
TEXT_TOO_LONG = "msg_too_long"
BLOCKS_TOO_LONG = "msg_blocks_too_long"


def _block(required: tuple[str, ...] = (), **fields: Check) -> Shape:
    return Shape(required, {"type": anything, "block_id": string(255, 1), **fields})


def _section(report: Report, pointer: str, value: Any) -> None:
    _SECTION(report, pointer, value)
    if value.get("text") is None and value.get("fields") is None:
        report.add("must define either `text` or `fields`", pointer)


def _image(report: Report, pointer: str, value: Any) -> None:
    _IMAGE(report, pointer, value)
    if (value.get("image_url") is None) == (value.get("slack_file") is None):
        report.add("must define either `image_url` or `slack_file`", pointer)


_SECTION = _block(
    (),
    text=rich_text(3000),
    fields=items(rich_text(2000), 10),
    accessory=by_type(ELEMENTS, IN_SECTION),
    expand=boolean,
)
_IMAGE = _block(
    ("alt_text",),
    image_url=string(3000, 1),
    slack_file=anything,
    alt_text=string(2000, 1),
    title=plain_text(2000),
)
_CONTEXT_ELEMENT = by_type(
    {**ELEMENTS, "mrkdwn": rich_text(3000), "plain_text": plain_text(3000)}, ("image", "mrkdwn", "plain_text")
)
_RICH_TEXT_PARTS = ("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote")
_IN_CONTAINER = (
    *("actions", "context", "divider", "header", "image", "input", "rich_text", "section", "table"),
    *("file", "video"),  # which this table doesn't look into
)


def _container(report: Report, pointer: str, value: Any) -> None:
    _CONTAINER(report, pointer, value)
    if value.get("title") is None and value.get("rich_text_title") is None:
        report.add("must define either `title` or `rich_text_title`", pointer)
    if value.get("is_collapsible") and value.get("has_header_divider"):
        report.add("a collapsible container has no divider", f"{pointer}/has_header_divider")


def _child(report: Report, pointer: str, value: Any) -> None:
    by_type(BLOCKS, _IN_CONTAINER)(report, pointer, value)


_CONTAINER = _block(
    ("child_blocks",),
    title=plain_text(150),
    rich_text_title=anything,
    subtitle=rich_text(150),
    child_blocks=items(_child, 10),
    width=one_of("narrow", "standard", "wide", "full"),
    icon=anything,
    is_collapsible=boolean,
    default_collapsed=boolean,
    has_header_divider=boolean,
)
BLOCKS: dict[str, Check] = {
    "section": _section,
    "divider": _block(),
    "header": _block(("text",), text=plain_text(150)),
    "image": _image,
    "actions": _block(("elements",), elements=items(by_type(ELEMENTS, IN_ACTIONS), 25)),
    "context": _block(("elements",), elements=items(_CONTEXT_ELEMENT, 10)),
    "input": _block(
        ("label", "element"),
        label=plain_text(2000),
        element=by_type(ELEMENTS, IN_INPUT),
        hint=plain_text(2000),
        optional=boolean,
        dispatch_action=boolean,
    ),
    "markdown": _block(("text",), text=string(12_000, 1)),
    "rich_text": _block(("elements",), elements=items(by_type(dict.fromkeys(_RICH_TEXT_PARTS, anything)), 1000)),
    "container": _container,
    "data_visualization": _block(("title", "chart"), title=charts.TITLE, chart=charts.chart),
    "table": _block(("rows",), rows=items(items(anything, 20), 100), column_settings=anything),
}
_VIEW_FIELDS: dict[str, Check] = {
    "type": one_of("modal", "home"),
    "blocks": items(by_type(BLOCKS), 100, 0),
    "private_metadata": string(3000),
    "callback_id": string(255),
    "external_id": string(255),
}
MODAL = Shape(
    ("type", "title", "blocks"),
    {
        **_VIEW_FIELDS,
        "title": plain_text(24),
        "submit": plain_text(24),
        "close": plain_text(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
)
HOME = Shape(("type", "blocks"), _VIEW_FIELDS)


def problems(message_or_view: Json) -> list[str]:
    """Everything Slack would refuse in a message `{text, blocks, attachments}` or a view `{type: "modal", ...}`."""
    if message_or_view.get("type") in ("modal", "home"):
        return view_problems(message_or_view)
    return _in_all_blocks(message_or_view) + too_long(message_or_view)


def _in_all_blocks(message: Json) -> list[str]:
    """What is wrong in its blocks and in those of its attachments."""
    found = blocks_problems(message.get("blocks"))
    for index, attachment in enumerate(message.get("attachments") or []):
        if isinstance(attachment, dict):
            found += blocks_problems(attachment.get("blocks"), f"/attachments/{index}/blocks")
    return found


def too_long(message: Json) -> list[str]:
    """Slack's codes for a message that is too long as a whole."""
    found = [TEXT_TOO_LONG] if len(message.get("text") or "") > LONGEST_TEXT else []
    if len(_COMPACT.encode(message.get("blocks") or [])) > LONGEST_BLOCKS:
        found.append(BLOCKS_TOO_LONG)
    if len(message.get("attachments") or []) > MOST_ATTACHMENTS:
        found.append("too_many_attachments")
    return found


def blocks_problems(blocks: Any, pointer: str = "/blocks") -> list[str]:
    """What is wrong with a message's blocks, each as "sentence [json-pointer:/blocks/0/...]"."""
    report = Report()
    if blocks is not None:
        items(by_type(BLOCKS), 50, 0)(report, pointer, blocks)
        _unique_ids(report, pointer, blocks)
        if sum(block.get("type") == "data_visualization" for block in _objects(blocks)) > charts.MOST_IN_A_MESSAGE:
            report.add(f"no more than {charts.MOST_IN_A_MESSAGE} data_visualization blocks allowed", pointer)
    return report.problems


def view_problems(view: Any) -> list[str]:
    """What is wrong with a view, each as "sentence [json-pointer:/view/...]"."""
    report = Report()
    is_home = isinstance(view, dict) and view.get("type") == "home"
    (HOME if is_home else MODAL)(report, "/view", view)
    if isinstance(view, dict):
        blocks = view.get("blocks")
        _unique_ids(report, "/view/blocks", blocks)
        has_input = any(block.get("type") == "input" for block in _objects(blocks))
        if has_input and not is_home and view.get("submit") is None:
            report.add("missing required field: submit", "/view")
    return report.problems


def check_message(message: Json) -> None:
    """Raises the SlackError that Slack would answer this message with."""
    if codes := too_long(message):
        raise SlackError(codes[0])
    if found := _in_all_blocks(message):
        raise SlackError("invalid_blocks", tuple(found))


def check_view(view: Any) -> None:
    """Raises the SlackError that Slack would answer this view with."""
    if found := view_problems(view):
        raise SlackError("invalid_arguments", tuple(found))


def _unique_ids(report: Report, pointer: str, blocks: Any) -> None:
    """A block_id is unique in the whole message or view, an action_id within its block."""
    seen: set[str] = set()
    for index, block in enumerate(_objects(blocks)):
        where = f"{pointer}/{index}"
        _once(report, f"{where}/block_id", block.get("block_id"), seen)
        within: set[str] = set()
        for element in _objects([*_list(block.get("elements")), block.get("accessory"), block.get("element")]):
            _once(report, f"{where}/action_id", element.get("action_id"), within)


def _once(report: Report, pointer: str, given_id: object, seen: set[str]) -> None:
    if isinstance(given_id, str):
        if given_id in seen:
            report.add(f"`{pointer.rpartition('/')[2]}` must be unique: {given_id}", pointer)
        seen.add(given_id)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _objects(values: Any) -> list[Json]:
    return [value for value in _list(values) if isinstance(value, dict)]
