"""Does what a person of the sandbox does: commands, messages, presses, modals. The page and the tests share it."""

from collections.abc import Callable
from typing import Any

from sandbox.slack.commanding import give_command
from sandbox.slack.core import Slack
from sandbox.slack.delivery import Delivery
from sandbox.slack.errors import Json
from sandbox.slack.event_payloads import of_home
from sandbox.slack.events import Events
from sandbox.slack.modals import Modal
from sandbox.slack.outcomes import CannotAct, Outcome, person, scene_of
from sandbox.slack.payloads import Scene
from sandbox.slack.pressing import press_in_message, press_in_modal
from sandbox.slack.shortcuts import pick_global, pick_on_message
from sandbox.slack.submitting import close, submit
from sandbox.slack.writing import edit, post_as, write

TABS = ("home", "messages")


class Acting:
    """`features` are those of the app's manifest; without one any command and any shortcut is there."""

    def __init__(self, slack: Slack, delivery: Delivery, events: Events, features: Callable[[], Json]) -> None:
        self._slack = slack
        self._delivery = delivery
        self._events = events
        self._features = features

    async def act(self, body: Json) -> Outcome:
        """Carries out one body of `POST /control/act`; CannotAct says what about it is impossible.

        `{user, channel, command}`, `{user, channel, text, thread_ts?}`, `{user, channel, ts, text}` (edits),
        `{app, channel, text, blocks?, attachments?}` (another app posts), `{user, channel, ts, action_id, …}`,
        `{user, channel, ts, shortcut}`, `{user, shortcut}`, `{user, home: "home" or "messages"}`,
        `{user, view_id, values}`, `{user, view_id, action_id, values?, …}` (also of the Home tab) or
        `{user, view_id, close: true}`.
        """
        if body.get("view_id"):
            return await self._in_view(body)
        if body.get("home"):
            return await self._open_home(_text(body, "user"), body["home"])
        if "shortcut" in body and not body.get("channel"):
            scene = Scene(person(self._slack, _text(body, "user")))
            return await pick_global(self._slack, self._delivery, scene, _text(body, "shortcut"), self._shortcuts())
        if body.get("app"):
            return await post_as(self._slack, self._events, _text(body, "app"), _text(body, "channel"), body)
        return await self._in_channel(body, scene_of(self._slack, _text(body, "user"), _text(body, "channel")))

    async def _in_channel(self, body: Json, scene: Scene) -> Outcome:
        ts = _text(body, "ts")
        if "command" in body:
            known = {command["command"] for command in self._features().get("slash_commands", [])}
            return await give_command(self._slack, self._delivery, scene, _text(body, "command"), known)
        if "text" in body and ts:
            return await edit(self._slack, self._events, scene, ts, _text(body, "text"))
        if "text" in body:
            return await write(self._slack, self._events, scene, _text(body, "text"), _text(body, "thread_ts"))
        if ts and "shortcut" in body:
            named = _text(body, "shortcut")
            return await pick_on_message(self._slack, self._delivery, scene, ts, named, self._shortcuts())
        if ts and "action_id" in body:
            return await press_in_message(self._slack, self._delivery, scene, ts, body)
        raise CannotAct("say what to do: a command, a text, a shortcut, a ts with an action_id, a home, or a view_id")

    async def _open_home(self, user_id: str, tab: Any) -> Outcome:
        if tab not in TABS:
            raise CannotAct(f"a tab of the App Home is one of {', '.join(TABS)}")
        reply = await self._events.tell(*of_home(self._slack, person(self._slack, user_id), tab))
        return Outcome(reply.status, reply.error)

    async def _in_view(self, body: Json) -> Outcome:
        user, view_id = body.get("user"), _text(body, "view_id")
        home = self._slack.homes.get(str(user))
        modal = home if home and home.id == view_id else self._slack.modals.find(view_id)
        if modal is None or modal.user != user:
            raise CannotAct(f"this person has no such modal or Home tab open: {view_id}")
        scene = self._scene_of(modal)
        if "action_id" in body:
            return await press_in_modal(self._slack, self._delivery, scene, modal, body)
        if modal is home:
            raise CannotAct("a Home tab is neither submitted nor closed")
        if body.get("close"):
            return await close(self._slack, self._delivery, scene, modal)
        values: Any = body.get("values") or {}
        if not isinstance(values, dict):
            raise CannotAct("values is an object: {block_id: text}")
        return await submit(self._slack, self._delivery, scene, modal, values)

    def _scene_of(self, modal: Modal) -> Scene:
        workspace = self._slack.workspace
        return Scene(workspace.users[modal.user], workspace.channels.get(modal.channel))

    def _shortcuts(self) -> list[Json]:
        return list(self._features().get("shortcuts", []))


def _text(body: Json, name: str) -> str:
    return str(body.get(name) or "")
