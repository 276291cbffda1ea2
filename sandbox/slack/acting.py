"""Does what a person of the sandbox does: commands, messages, presses, modals. The page and the tests share it."""

from collections.abc import Callable
from typing import Any

from sandbox.slack.commanding import give_command, write
from sandbox.slack.core import Slack
from sandbox.slack.delivery import Delivery
from sandbox.slack.errors import Json
from sandbox.slack.modals import Modal
from sandbox.slack.outcomes import CannotAct, Outcome, scene_of
from sandbox.slack.payloads import Scene
from sandbox.slack.pressing import press_in_message, press_in_modal
from sandbox.slack.submitting import close, submit


class Acting:
    """`known_commands` are those the app's manifest names; none means that any may be given."""

    def __init__(self, slack: Slack, delivery: Delivery, known_commands: Callable[[], set[str]]) -> None:
        self._slack = slack
        self._delivery = delivery
        self._known_commands = known_commands

    async def act(self, body: Json) -> Outcome:
        """Carries out one body of `POST /control/act`; CannotAct says what about it is impossible.

        `{user, channel, command}`, `{user, channel, text, thread_ts?}`, `{user, channel, ts, action_id, …}`,
        `{user, view_id, values}`, `{user, view_id, action_id, …}` or `{user, view_id, close: true}`.
        """
        if body.get("view_id"):
            return await self._in_modal(body)
        scene = scene_of(self._slack, _text(body, "user"), _text(body, "channel"))
        if "command" in body:
            line = _text(body, "command")
            return await give_command(self._slack, self._delivery, scene, line, self._known_commands())
        if "text" in body:
            return write(self._slack, scene, _text(body, "text"), _text(body, "thread_ts"))
        if "ts" in body and "action_id" in body:
            return await press_in_message(self._slack, self._delivery, scene, _text(body, "ts"), body)
        raise CannotAct("say what to do: a command, a text, a ts with an action_id, or a view_id")

    async def _in_modal(self, body: Json) -> Outcome:
        modal = self._slack.modals.find(_text(body, "view_id"))
        if modal is None or modal.user != body.get("user"):
            raise CannotAct(f"this person has no such modal open: {body['view_id']}")
        scene = self._scene_of(modal)
        if body.get("close"):
            return await close(self._slack, self._delivery, scene, modal)
        if "action_id" in body:
            return await press_in_modal(self._slack, self._delivery, scene, modal, body)
        values: Any = body.get("values") or {}
        if not isinstance(values, dict):
            raise CannotAct("values is an object: {block_id: text}")
        return await submit(self._slack, self._delivery, scene, modal, values)

    def _scene_of(self, modal: Modal) -> Scene:
        workspace = self._slack.workspace
        return Scene(workspace.users[modal.user], workspace.channels.get(modal.channel))


def _text(body: Json, name: str) -> str:
    return str(body.get(name) or "")
