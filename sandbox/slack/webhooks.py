"""The door of incoming webhooks: messages into one channel, by an address that is a secret, answered in one word."""

import json

from aiohttp import web

from sandbox.slack.content import read_content
from sandbox.slack.core import Slack
from sandbox.slack.errors import SlackError
from sandbox.slack.gate import Answer, Gate
from sandbox.slack.methods.chat import new_message

METHOD = "webhook"
CHANNEL = "C0ALARMS"


class Webhooks:
    def __init__(self, slack: Slack, gate: Gate) -> None:
        self._slack = slack
        self._gate = gate

    async def handle(self, request: web.Request) -> web.StreamResponse:
        key, body = request.match_info["key"], await request.read()
        return await self._gate.answer(request, METHOD, CHANNEL, lambda: self._answer(key, body))

    def _answer(self, key: str, body: bytes) -> Answer:
        if key != self._slack.webhook_ticket:
            return Answer("no_service", 404, error="no_service")
        if self._slack.workspace.channels[CHANNEL].is_archived:
            return Answer("channel_is_archived", 410, error="channel_is_archived")
        try:
            values = json.loads(body)
            content = read_content(values)
            self._slack.pace.spend("chat.postMessage", CHANNEL)
        except SlackError as error:
            headers = {"Retry-After": str(error.retry_after)} if error.retry_after is not None else {}
            return Answer(error.code, error.status if error.retry_after is not None else 400, headers, error.code)
        except ValueError:
            return Answer("invalid_payload", 400, error="invalid_payload")
        message = self._slack.workspace.add(new_message(self._slack, CHANNEL, content))
        return Answer("ok", ts=message.ts)
