"""The sandbox's own levers: make Slack fail, see what was called, act as a person."""

import json

from aiohttp import web

from sandbox.slack import manifest
from sandbox.slack.acting import Acting
from sandbox.slack.core import Slack
from sandbox.slack.errors import Json
from sandbox.slack.faults import parse_fault
from sandbox.slack.outcomes import CannotAct
from sandbox.slack.uploads import show


class Control:
    def __init__(self, slack: Slack, acting: Acting) -> None:
        self._slack = slack
        self._acting = acting

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/control/faults", self._add_fault),
            web.delete("/control/faults", self._clear_faults),
            web.get("/control/calls", self._list_calls),
            web.get("/control/webhook", self._webhook),
            web.post("/control/scopes", self._scopes),
            web.post("/control/rotate", self._rotate),
            web.get("/ui/files/{file}", self._picture),
            web.post("/control/act", self._act),
        ]

    async def _add_fault(self, request: web.Request) -> web.Response:
        try:
            self._slack.faults.add(parse_fault(await _object(request)))
        except ValueError as error:
            return _refused(error)
        return web.json_response({"ok": True})

    async def _clear_faults(self, request: web.Request) -> web.Response:
        self._slack.faults.clear()
        return web.json_response({"ok": True})

    async def _picture(self, request: web.Request) -> web.Response:
        return await show(self._slack, request)

    async def _rotate(self, request: web.Request) -> web.Response:
        """`{"bot_token": "", "signing_secret": ""}`: new ones, or those given; answers with the new values."""
        given = {name: str(value or "") for name, value in (await _object(request)).items()}
        try:
            self._slack.rotate(given)
        except ValueError as error:
            return _refused(error)
        return web.json_response({name: getattr(self._slack, name) for name in given})

    async def _scopes(self, request: web.Request) -> web.Response:
        """`{"lacks": ["files:write"]}`: what the app was not installed with; `[]`: all that its manifest asks for.

        `messages_tab`: whether it has one; `null`, or left out: as its manifest says.
        """
        given = await _object(request)
        self._slack.lacking_scopes = frozenset(given.get("lacks") or [])
        tab = given.get("messages_tab")
        self._slack.messages_tab = manifest.has_messages_tab() if tab is None else bool(tab)
        return web.json_response({"ok": True})

    async def _webhook(self, request: web.Request) -> web.Response:
        """The address of #alarms's incoming webhook, a secret as in Slack."""
        return web.json_response({"url": self._slack.webhook_url})

    async def _list_calls(self, request: web.Request) -> web.Response:
        return web.json_response([call.json() for call in self._slack.calls])

    async def _act(self, request: web.Request) -> web.Response:
        try:
            outcome = await self._acting.act(await _object(request))
        except (ValueError, CannotAct) as error:
            return _refused(error)
        return web.json_response(outcome.json())


async def _object(request: web.Request) -> Json:
    given = json.loads(await request.read())
    if not isinstance(given, dict):
        raise ValueError("send a JSON object")
    return given


def _refused(error: Exception) -> web.Response:
    return web.json_response({"ok": False, "status": None, "error": str(error)}, status=400)
