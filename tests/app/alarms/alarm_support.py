"""What the alarm tests share: stored payloads, and what a person sees of a message."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from slack_sdk.models.blocks import Block

from app.alarms.decide.incident import Incident
from app.alarms.decide.target import Target
from app.alarms.read.envelopes import Record, records
from app.alarms.read.sources import read
from app.alarms.read.transition import Notice, Transition
from app.alarms.show import card as cards
from app.alarms.show.notice_card import notice_card
from app.slack.messages.buttons import unfolded
from app.slack.messages.message import Message
from app.slack.messages.newer import CHART, FOLDED
from sandbox.slack.limits import problems
from sandbox.slack.pings import pings
from tests.fakes.aws import HOME

PAYLOADS = Path(__file__).parents[2] / "payloads" / "alarms"
ALL_PAYLOADS = sorted(path.stem for path in PAYLOADS.glob("*.json"))


def payload(name: str) -> Any:
    return json.loads((PAYLOADS / f"{name}.json").read_text())


def only_record(event: object) -> Record:
    (record,) = records(event)
    return record


def transition(body: object) -> Transition:
    seen = read(only_record(body))
    assert isinstance(seen, Transition)
    return seen


def notice(body: object) -> Notice:
    seen = read(only_record(body))
    assert isinstance(seen, Notice)
    return seen


def incident(latest: Transition, **changed: Any) -> Incident:
    ended_at = latest.changed_at if latest.new == "OK" else None
    return Incident(**{"id": "i1", "latest": latest, "began_at": latest.changed_at, "ended_at": ended_at, **changed})


def card(shown: Incident, target: Target = cards.ANYWHERE) -> Message:
    """The incident's card where Bellhop's home is the account of the stored payloads."""
    return cards.card(shown, target, HOME)


def message_for(body: object) -> Message:
    seen = read(only_record(body))
    return notice_card(seen) if isinstance(seen, Notice) else card(incident(seen))


def seen_in_blocks(message: Message) -> str:
    """Everything that the blocks show or link to, as a person reads it: entities resolved."""
    return _readable("\n".join(_strings(message.block_dicts())))


def seen_in_text(message: Message) -> str:
    return _readable(message.text)


def buttons(message: Message) -> list[dict[str, Any]]:
    """Those in a row, those in its menu, and those in the menu beside a section."""
    blocks = message.block_dicts()
    rows = [block["elements"] for block in blocks if block["type"] == "actions"]
    rows += [[block["accessory"]] for block in blocks if "accessory" in block]
    return [each for row in rows for element in row for each in _pressable(element)]


def _pressable(element: dict[str, Any]) -> list[dict[str, Any]]:
    if element["type"] != "overflow":
        return [element]
    return [
        {**option, "action_id": action_id, "value": value}
        for option in element["options"]
        for action_id, value in [unfolded(option["value"])]
    ]


def epoch(written: str) -> str:
    return str(int(datetime.strptime(written, "%Y-%m-%dT%H:%M:%S.%f%z").timestamp()))


def assert_slack_takes(message: Message, pinged: tuple[str, ...] = ()) -> None:
    """Within Slack's limits, the same after a round through slack_sdk's models, and nobody else is pinged."""
    blocks = message.block_dicts()
    assert problems({"text": message.text, "blocks": blocks}) == []
    modelled = [block for block in blocks if block["type"] != CHART]  # slack_sdk has no model of it yet
    assert [block.to_dict() for block in Block.parse_all(modelled)] == modelled
    assert pings(message.text, blocks) == list(pinged)
    assert message.text.strip()
    json.dumps({"text": message.text, "blocks": blocks}, ensure_ascii=False).encode()


def first_line(message: Message) -> str:
    """What stands first on a card, as a person reads it."""
    return _readable(str(message.block_dicts()[0]["text"]["text"])).split("\n")[0]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (each for key, each in value.items() if key in ("text", "url") and isinstance(each, str))
        for each in value.values():
            yield from _strings(each)
    if isinstance(value, list):
        for each in value:
            yield from _strings(each)


def _readable(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def above_the_fold(message: Message) -> str:
    """What the blocks show before somebody opens anything."""
    return _readable("\n".join(_strings([block for block in message.block_dicts() if block["type"] != FOLDED])))


def folded(message: Message) -> str:
    return _readable("\n".join(_strings([block for block in message.block_dicts() if block["type"] == FOLDED])))
