"""Fakes for the sandbox's AWS: a time that stands still, and an emulator that remembers what it was asked."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aiohttp import web

from sandbox.aws.account import ACCOUNT
from sandbox.aws.clock import Clock
from sandbox.aws.front import CALLER

START = 1_795_000_000.0  # 2026-11-18 11:06:40 UTC
Result = TypeVar("Result")


def still_clock() -> Clock:
    """A clock that only `advance` moves."""
    return Clock(source=lambda: START)


class Loop:
    """An event loop on a thread of its own, for servers that synchronous tests talk to."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()


@contextmanager
def loop_thread() -> Iterator[Loop]:
    loop = Loop()
    try:
        yield loop
    finally:
        loop.close()


@dataclass(frozen=True)
class Asked:
    """One request that reached the emulator."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class FakeMinistack:
    """Lets everybody in, or nobody where `refusal` says so; answers `words` to whatever is passed on."""

    asked: list[Asked] = field(default_factory=list)
    refusal: bytes = b""
    words: bytes = b"<Passed/>"
    headers: dict[str, str] = field(default_factory=lambda: {CALLER: ACCOUNT})
    url: str = ""
    _runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, auto_decompress=False)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        self.asked.append(Asked(request.path, dict(request.headers), await request.read()))
        if self.refusal:
            return web.Response(status=403, body=self.refusal, content_type="text/xml")
        return web.Response(body=self.words, content_type="text/xml", headers=self.headers)
