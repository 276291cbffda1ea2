"""The gate every call to Slack passes: it is logged, and fails where a fault was asked for."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from sandbox.slack.calls import Call
from sandbox.slack.core import Slack
from sandbox.slack.errors import Json, SlackError
from sandbox.slack.faults import Fault

LONGEST_SILENCE_SECONDS = 120.0
AFTER_WORK = ("drop_after_work", "odd")
_LOOK_EVERY_SECONDS = 0.05


@dataclass(frozen=True)
class Answer:
    """What Slack answers; `error` and `ts` are for the log of calls."""

    body: Json | str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    error: str | None = None
    ts: str | None = None

    def response(self) -> web.Response:
        if isinstance(self.body, str):
            return web.Response(text=self.body, status=self.status, headers=self.headers)
        return web.json_response(self.body, status=self.status, headers=self.headers)


def refusal(error: SlackError) -> Answer:
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after is not None else {}
    return Answer(error.body(), error.status, headers, error.code)


class Gate:
    """Answers calls; `close` ends those that a `timeout` fault keeps waiting."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._closing = asyncio.Event()

    def close(self) -> None:
        self._closing.set()

    async def answer(
        self, request: web.Request, method: str, channel: str, work: Callable[[], Answer]
    ) -> web.StreamResponse:
        """Logs the call and does the work, unless a fault prevents it."""
        call = Call(self._slack.clock(), method, channel or None)
        self._slack.calls.append(call)
        fault = self._slack.faults.take(method, channel)
        if fault is not None and fault.kind == "timeout":
            call.error = "timeout"
            await self._stay_silent(request)
            return web.Response(status=504)
        answer = _failed(fault) if fault is not None and fault.kind not in AFTER_WORK else work()
        call.error, call.ts = answer.error, answer.ts
        if fault is not None and fault.kind == "drop_after_work":
            call.error = call.error or "drop_after_work"
            if request.transport is not None:
                request.transport.close()
            return web.Response()
        call.status = answer.status
        if fault is not None and fault.kind == "odd":
            call.error = call.error or "odd"
            return web.Response(body=fault.body.encode("latin-1"), content_type="text/html")
        return answer.response()

    async def _stay_silent(self, request: web.Request) -> None:
        """Until the caller hangs up or the stand-in stops."""
        waited = 0.0
        while waited < LONGEST_SILENCE_SECONDS and not self._closing.is_set():
            if request.transport is None or request.transport.is_closing():
                return
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
            waited += _LOOK_EVERY_SECONDS


def _failed(fault: Fault) -> Answer:
    if fault.kind == "ratelimited":
        return refusal(SlackError("ratelimited", status=429, retry_after=fault.retry_after))
    if fault.kind == "error":
        return refusal(SlackError(fault.error))
    return Answer({"ok": False, "error": "internal_error"}, fault.status, error=f"status {fault.status}")
