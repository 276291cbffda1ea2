"""What somebody does with the form of an alarm in the Slack stand-in, and values that CloudWatch had."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from app.config.home import Home
from tests.app.people import modal_of, type_in
from tests.fakes.aws import TOPIC
from tests.fakes.bellhop import Bellhop

HEARING = Home("123456789012", "us-east-1", TOPIC)


def two_weeks(now: datetime, value: Callable[[int], float | None], step: int = 300) -> list[tuple[datetime, float]]:
    """A value for each period of the last fifteen days; `value` gets how many periods ago it was, from 1."""
    count = 15 * 86_400 // step
    found = [(now - timedelta(seconds=step * ago), value(ago)) for ago in range(count, 0, -1)]
    return [(at, each) for at, each in found if each is not None]


def open_new(bellhop: Bellhop, words: str = "web", user: str = "U0ANA") -> dict[str, Any]:
    type_in(bellhop, f"/alarms new {words}", user)
    return modal_of(bellhop, user)


def open_edit(bellhop: Bellhop, name: str, user: str = "U0ANA") -> dict[str, Any]:
    type_in(bellhop, f"/alarms edit {name}", user)
    return modal_of(bellhop, user)


def put_in(bellhop: Bellhop, name: str, value: str, /, user: str = "U0ANA", **typed: str) -> dict[str, Any]:
    """Picks from a menu, or presses Enter in an input, having typed into others; returns the modal as it is then."""
    modal = modal_of(bellhop, user)
    block = block_of(modal, name)
    action_id = block["element"]["action_id"]
    bellhop.clock.advance(1)
    values = {block_of(modal, each)["block_id"]: text for each, text in typed.items()}
    place = {"view_id": modal["id"], "action_id": action_id, "block_id": block["block_id"]}
    told = bellhop.slack.act(user=user, **place, selected=value, values=values)
    assert told["ok"], told
    bellhop.work()
    return modal_of(bellhop, user)


def send(bellhop: Bellhop, user: str = "U0ANA", **values: str) -> dict[str, Any]:
    """Submits the modal on top, with these inputs by their names; returns Slack's view of the answer."""
    modal = modal_of(bellhop, user)
    given = {block_of(modal, name)["block_id"]: value for name, value in values.items()}
    bellhop.clock.advance(1)
    answer: dict[str, Any] = bellhop.slack.act(user=user, view_id=modal["id"], values=given)
    bellhop.work()
    return answer


def block_of(modal: dict[str, Any], name: str) -> dict[str, Any]:
    """The block of an input."""
    found: dict[str, Any] = next(
        block for block in modal["view"]["blocks"] if block["block_id"].partition(":")[0] == name
    )
    return found


def values_of(modal: dict[str, Any]) -> dict[str, str]:
    """What is in the inputs, by their names."""
    held = {block: next(iter(actions.values())) for block, actions in modal["view"]["state"]["values"].items()}
    return {
        block.partition(":")[0]: str((each.get("selected_option") or {}).get("value") or each.get("value") or "")
        for block, each in held.items()
    }


def words_of(modal: dict[str, Any]) -> str:
    """All that its sections say."""
    return "\n".join(block["text"]["text"] for block in modal["view"]["blocks"] if block["type"] == "section")


def kinds_of(modal: dict[str, Any]) -> list[str]:
    return [block["type"] for block in modal["view"]["blocks"]]
