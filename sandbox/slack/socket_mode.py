"""Socket Mode: WebSocket connections over which the app hears from Slack and answers."""

import asyncio
import contextlib
import json
import secrets
from typing import Any

import aiohttp
from aiohttp import web

from sandbox.slack import people
from sandbox.slack.core import Slack
from sandbox.slack.errors import Json


class ConnectionLost(Exception):
    """The app hung up before it had acknowledged."""


class Sockets:
    """The open connections. An envelope goes to one of them, in turn."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._connections: list[web.WebSocketResponse] = []
        self._waiting: dict[str, tuple[web.WebSocketResponse, asyncio.Future[Json]]] = {}

    @property
    def connected(self) -> bool:
        return bool(self._connections)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One connection, from hello until it closes."""
        if not secrets.compare_digest(request.query.get("ticket", ""), self._slack.socket_ticket):
            return web.Response(status=401, text="This link was not given out by apps.connections.open.\n")
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._connections.append(socket)
        self._slack.workspace.changed()
        try:
            await socket.send_json(self._hello())
            async for frame in socket:
                if frame.type is aiohttp.WSMsgType.TEXT:
                    self._acknowledged(frame.data)
        finally:
            self._connections.remove(socket)
            self._slack.workspace.changed()
            self._give_up_on(socket)
        return socket

    async def deliver(self, kind: str, payload: Any, *, accepts_response: bool, more: Json | None = None) -> Json:
        """Sends one envelope, with `more` in it, and returns what the acknowledgement carried ({} for nothing)."""
        socket = self._connections.pop(0)
        self._connections.append(socket)
        envelope_id = secrets.token_hex(16)
        acknowledged: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = (socket, acknowledged)
        envelope = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": accepts_response,
            **(more or {}),
        }
        try:
            await socket.send_json(envelope)
            return await acknowledged
        except ConnectionError:
            raise ConnectionLost from None
        finally:
            del self._waiting[envelope_id]

    async def close(self) -> None:
        for socket in list(self._connections):
            with contextlib.suppress(ConnectionError):
                await socket.close(code=aiohttp.WSCloseCode.GOING_AWAY)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._connections),
            "connection_info": {"app_id": people.APP},
            "debug_info": {"host": "sandbox", "approximate_connection_time": 18060},
        }

    def _acknowledged(self, text: str) -> None:
        """What is not an acknowledgement of something under way is ignored, as at Slack."""
        try:
            answer = json.loads(text)
        except ValueError:
            return
        envelope_id = answer.get("envelope_id") if isinstance(answer, dict) else None
        _, acknowledged = self._waiting.get(str(envelope_id), (None, None))
        if acknowledged is not None and not acknowledged.done():
            acknowledged.set_result(answer.get("payload") or {})

    def _give_up_on(self, lost: web.WebSocketResponse) -> None:
        for socket, acknowledged in self._waiting.values():
            if socket is lost and not acknowledged.done():
                acknowledged.set_exception(ConnectionLost())
