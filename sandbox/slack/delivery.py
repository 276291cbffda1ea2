"""Carries what a person did to the app, signed over HTTP or through Socket Mode, and brings its answer back."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import aiohttp

from sandbox.certificates import Authority
from sandbox.slack.core import Slack
from sandbox.slack.errors import Json
from sandbox.slack.socket_mode import ConnectionLost, Sockets

TIMED_OUT = "operation_timeout"
FAILED = "dispatch_failed"
NOBODY_THERE = "app_did_not_respond"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Reply:
    """The app's answer: `body` is JSON, text or None for an empty one. `error` is Slack's word for what went wrong.

    `retry_reason` is why an event is told again, unless the app said `no_retry`.
    """

    status: int | None = None
    body: Json | str | None = None
    error: str | None = None
    retry_reason: str = ""
    no_retry: bool = False


def sign(secret: str, timestamp: int, body: str) -> dict[str, str]:
    """The two headers by which an app knows that a request is Slack's."""
    signed = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(timestamp), "X-Slack-Signature": f"v0={signed}"}


class Delivery:
    """Uses an open socket where there is one, else `request_url`; over https it trusts `authority`."""

    def __init__(self, slack: Slack, sockets: Sockets, authority: Authority | None = None) -> None:
        self._slack = slack
        self._sockets = sockets
        self._authority = authority
        self._http: aiohttp.ClientSession | None = None
        self.request_url = ""

    @property
    def app(self) -> str:
        """Where the app is: `desk` while it is connected over Socket Mode, `deployed` at its URL, '' nowhere."""
        return "desk" if self._sockets.connected else "deployed" if self.request_url else ""

    async def close(self) -> None:
        if self._http is not None:
            await self._http.close()

    async def command(self, fields: dict[str, str]) -> Reply:
        return await self._deliver("slash_commands", fields, urlencode(fields), accepts_response=True)

    async def interaction(self, payload: Json) -> Reply:
        """A press or a submission; only a submission's answer may say something."""
        form = urlencode({"payload": json.dumps(payload)})
        is_submission = payload["type"] == "view_submission"
        return await self._deliver("interactive", payload, form, accepts_response=is_submission)

    async def event(self, payload: Json, attempt: int, reason: str) -> Reply:
        """An event for the `attempt`th time (0 is the first), with why it is told again."""
        by_socket = self._sockets.connected
        told_again = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason} if attempt else {}
        headers = {"Content-Type": "application/json", **told_again}
        more = {"retry_attempt": attempt, "retry_reason": reason}
        reply = await self._deliver(
            "events_api", payload, json.dumps(payload), accepts_response=False, headers=headers, more=more
        )
        if reply.status is not None and 200 <= reply.status < 300:
            return Reply(reply.status, reply.body)
        why = {TIMED_OUT: "timeout" if by_socket else "http_timeout", FAILED: "http_error"}.get(reply.error or "", "")
        if reply.error == FAILED and reply.status is None:
            why = "connection_failed"
        return replace(reply, retry_reason="" if reply.no_retry else why)

    async def _deliver(
        self,
        kind: str,
        payload: Any,
        body: str,
        *,
        accepts_response: bool,
        headers: Mapping[str, str] = FORM,
        more: Json | None = None,
    ) -> Reply:
        if not self._sockets.connected and not self.request_url:
            return Reply(error=NOBODY_THERE)
        try:
            async with asyncio.timeout(self._slack.answer_seconds):
                if not self._sockets.connected:
                    return await self._post(body, headers)
                answer = await self._sockets.deliver(kind, payload, accepts_response=accepts_response, more=more)
                return Reply(200, answer or None)
        except TimeoutError:
            return Reply(error=TIMED_OUT)
        except (aiohttp.ClientError, ConnectionLost):
            return Reply(error=FAILED)

    async def _post(self, body: str, more: Mapping[str, str]) -> Reply:
        if self._http is None:
            trust = self._authority.client_context if self._authority else True
            self._http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trust))
        headers = {
            **more,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "Accept": "application/json,*/*",
            **sign(self._slack.signing_secret, int(self._slack.clock()), body),
        }
        async with self._http.post(self.request_url, data=body, headers=headers, allow_redirects=False) as response:
            text = await response.text(errors="replace")
            error = None if response.status == 200 else FAILED
            no_retry = response.headers.get("X-Slack-No-Retry") == "1"
            return Reply(response.status, _parsed(text, response.content_type), error, no_retry=no_retry)


def _parsed(text: str, content_type: str) -> Json | str | None:
    if content_type == "application/json":
        try:
            answer = json.loads(text)
        except ValueError:
            return text
        return answer if isinstance(answer, dict) else text
    return text or None
