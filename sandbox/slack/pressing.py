"""A person presses a button or picks from a menu, in a message or in a modal."""

import copy
from collections.abc import Iterator
from typing import Any

from sandbox.slack import payloads
from sandbox.slack.content import elements
from sandbox.slack.core import Slack
from sandbox.slack.delivery import Delivery
from sandbox.slack.entities import escaped_button
from sandbox.slack.errors import Json
from sandbox.slack.forms import held_by, initial_state, option_of
from sandbox.slack.messages import Message
from sandbox.slack.modals import Modal
from sandbox.slack.outcomes import CannotAct, Outcome, outcome_of
from sandbox.slack.payloads import Scene
from sandbox.slack.submitting import put_in

FAILED = '“{label}” failed with the error "{error}"'


async def press_in_message(slack: Slack, delivery: Delivery, scene: Scene, ts: str, body: Json) -> Outcome:
    """`body` names the element: action_id, where needed block_id, value; for a menu what was picked."""
    message = slack.workspace.message(scene.channel_id, ts)
    if message is None or message.ephemeral_to not in ("", scene.user.id):
        raise CannotAct(f"no such message in {scene.channel_id}: {ts}")
    blocks = _blocks(message)
    block, element = _find(blocks, body)
    action, held = _action(slack, block, element, _picked(body))
    values = initial_state(blocks)
    if held is not None:
        values[block["block_id"]][element["action_id"]] = held
    key = slack.response_urls.issue(scene.channel_id, scene.user.id, message.ts)
    reply = await delivery.interaction(payloads.message_action(slack, scene, message, action, values, key))
    if reply.error is not None:
        text = FAILED.format(label=_label(element), error=reply.error)
        slack.workspace.notify(scene.user.id, scene.channel_id, text)
    return outcome_of(reply)


async def press_in_modal(slack: Slack, delivery: Delivery, scene: Scene, modal: Modal, body: Json) -> Outcome:
    """`values` are what else was put in by now: Slack tells all of a modal's inputs with each press."""
    put_in(modal, body.get("values") or {})
    block, element = _find(modal.blocks, body)
    action, held = _action(slack, block, element, _picked(body))
    if held is not None:
        modal.values[block["block_id"]][element["action_id"]] = held
    reply = await delivery.interaction(payloads.view_action(slack, scene, modal, action))
    if reply.error is not None:
        modal.problem = FAILED.format(label=_label(element), error=reply.error)
        slack.workspace.changed()
    return outcome_of(reply)


def _blocks(message: Message) -> list[Json]:
    in_attachments = [block for one in message.attachments or [] for block in one.get("blocks") or []]
    return [*(message.blocks or []), *in_attachments]


def _find(blocks: list[Json], body: Json) -> tuple[Json, Json]:
    """The element meant. Where several share an action_id, its block or the button's value tells them apart."""
    fitting = list(_fitting(blocks, body))
    if not fitting:
        raise CannotAct(f"nothing to press is called {body.get('action_id')}")
    return fitting[0]


def _fitting(blocks: list[Json], body: Json) -> Iterator[tuple[Json, Json]]:
    for block in blocks:
        for element in elements(block):
            is_it = element.get("action_id") == body.get("action_id")
            in_block = body.get("block_id") in (None, "", block["block_id"])
            fits = element["type"] != "button" or body.get("value") in (None, element.get("value"))
            if is_it and in_block and fits:
                yield block, element


def _picked(body: Json) -> Any:
    return body["selected"] if "selected" in body else body.get("value")


def _action(slack: Slack, block: Json, element: Json, picked: Any) -> tuple[Json, Json | None]:
    """The action as the payload carries it, and the state of the element if it has one."""
    same = {"action_id": element["action_id"], "block_id": block["block_id"], "type": element["type"]}
    same["action_ts"] = slack.workspace.next_ts()
    if element["type"] == "button":
        return escaped_button(element) | same, None
    if element["type"] == "overflow":
        return {"selected_option": _option(element, picked)} | same, None
    held = held_by(element, picked)
    if isinstance(picked, str) and held.get("selected_option", True) is None:
        raise CannotAct(f"{element['action_id']} has no option {picked}")
    return copy.deepcopy(held) | same, held


def _option(element: Json, picked: Any) -> Json:
    option = picked if isinstance(picked, dict) else option_of(element, picked)
    if option is None:
        raise CannotAct(f"{element['action_id']} has no option {picked}")
    return option


def _label(element: Json) -> str:
    text: str = element.get("text", {}).get("text") or element.get("action_id", "")
    return text
