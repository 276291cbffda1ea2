"""The Web API's door: reads a call, checks its token, hands it to the method of that name."""

from aiohttp import web

from sandbox.slack import manifest
from sandbox.slack.arguments import Arguments, read_arguments
from sandbox.slack.core import Slack
from sandbox.slack.errors import Json, SlackError
from sandbox.slack.gate import Answer, Gate, refusal
from sandbox.slack.methods import METHODS

# What an app-level token may call, and a configuration token; everything else is the bot's.
_APP_METHODS = {"apps.connections.open"}
_CONFIGURATION_METHODS = {"apps.manifest.validate"}


class WebApi:
    def __init__(self, slack: Slack, gate: Gate) -> None:
        self._slack = slack
        self._gate = gate

    async def handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        try:
            arguments = await read_arguments(request)
        except SlackError as error:
            answer = refusal(error)
            return await self._gate.answer(request, method, "", lambda: answer)
        return await self._gate.answer(
            request, method, self._channel_id(arguments), lambda: self._answer(method, arguments)
        )

    def _channel_id(self, arguments: Arguments) -> str:
        """The id where the call names a channel, whichever way; what was sent where there is none."""
        given = arguments.text("channel")
        channel = self._slack.workspace.find_channel(given)
        return channel.id if channel else given

    def _answer(self, method: str, arguments: Arguments) -> Answer:
        try:
            self._check_token(method, arguments.token)
            body: Json = {"ok": True} | METHODS[method](self._slack, arguments)
        except SlackError as error:
            return refusal(error)
        scopes = ",".join(sorted(manifest.scopes() - self._slack.lacking_scopes))
        return Answer(body, headers={"x-oauth-scopes": scopes}, ts=body.get("ts") or body.get("message_ts"))

    def _check_token(self, method: str, token: str) -> None:
        if method not in METHODS:
            raise SlackError("unknown_method")
        if not token:
            raise SlackError("not_authed")
        slack = self._slack
        if token not in (slack.bot_token, slack.app_token, slack.configuration_token):
            raise SlackError("invalid_auth")
        others = {slack.app_token: _APP_METHODS, slack.configuration_token: _CONFIGURATION_METHODS}
        if not (method in others[token] if token in others else not any(method in each for each in others.values())):
            raise SlackError("not_allowed_token_type")
