"""The door of response_urls: later messages into the conversation in which a person acted."""

import json

from aiohttp import web

from sandbox.slack.core import Slack
from sandbox.slack.errors import SlackError
from sandbox.slack.gate import Answer, Gate, refusal
from sandbox.slack.replies import say

METHOD = "response_url"


class FollowUps:
    def __init__(self, slack: Slack, gate: Gate) -> None:
        self._slack = slack
        self._gate = gate

    async def handle(self, request: web.Request) -> web.StreamResponse:
        key = request.match_info["key"]
        body = await request.read()
        place = self._slack.response_urls.get(key)
        channel = place.channel if place else ""
        return await self._gate.answer(request, METHOD, channel, lambda: self._answer(key, body))

    def _answer(self, key: str, body: bytes) -> Answer:
        """A used or dead URL is told in JSON, a bad message in one word, as Slack does."""
        try:
            place = self._slack.response_urls.use(key)
        except SlackError as error:
            return refusal(error)
        try:
            values = json.loads(body)
        except ValueError:
            values = None
        if not isinstance(values, dict):
            return Answer("invalid_payload", 400, error="invalid_payload")
        try:
            message = say(self._slack, place, values)
        except SlackError as error:
            return Answer(error.code, 400, error=error.code)
        return Answer("ok", ts=message.ts if message else None)
