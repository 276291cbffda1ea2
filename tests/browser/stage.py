"""A stage for the page: serves its files and one snapshot that a test sets, and remembers what the page asks for."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.ports import free_port
from tests.patience import NO_TIMEOUT

Json = dict[str, Any]
QUIET = {"alarms": 0, "firing": 0}
PAGE = Path(__file__).resolve().parents[2] / "sandbox" / "page"


def snapshot(**changes: Any) -> Json:
    """A quiet workspace with one channel, three people and two commands; `changes` replace top-level keys."""
    people = [("U0ANA", "ana", False), ("U0BO", "bo", False), ("U0EVE", "eve", True)]
    quiet: Json = {
        "serial": 1,
        "me": "U0ANA",
        "users": [
            {"id": id_, "name": name, "real_name": name.title(), "guest": guest, "bot": False}
            for id_, name, guest in people
        ],
        "channels": [{"id": "C0ALARMS", "name": "alarms", "messages": []}],
        "commands": [
            {"command": "/echo", "usage_hint": "TEXT", "description": "Say it back"},
            {"command": "/scale", "usage_hint": "[GROUP [N|+N|-N]]", "description": "Show or change sizes"},
        ],
        "app": "deployed",
        "is_deployed": True,
        "run": "run-1",
        "views": [],
        "notices": [],
        "aws": {"groups": [], "alarms": [], "storm": QUIET},
    }
    return quiet | changes


def message(text: str, ts: str = "1.000001", **more: Any) -> Json:
    return {
        "ts": ts,
        "bot_id": "B0BELLHOP",
        "username": "Bellhop",
        "text": text,
        "edited": False,
        "ephemeral": False,
        "at": 1_700_000_000 + float(ts),
    } | more


class Stage:
    """`url` is the page's; `requests` are the bodies posted to /control, oldest first."""

    def __init__(self) -> None:
        self.url = ""
        self.requests: list[Json] = []
        self.answer: tuple[int, Json] = (200, {"ok": True, "status": 200})
        self._snapshot = snapshot()
        self._listeners: set[asyncio.Queue[int]] = set()
        self._runner: web.AppRunner | None = None
        self._port = free_port()
        self._loop: asyncio.AbstractEventLoop
        self._over: asyncio.Event
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)
        self._thread.start()
        self._ready.wait()

    def shows(self, state: Json) -> None:
        """From now on the page is told this."""
        self._snapshot = state
        self._loop.call_soon_threadsafe(self._announce)

    def says(self, *messages: Json) -> None:
        self.shows(snapshot(channels=[{"id": "C0ALARMS", "name": "alarms", "messages": list(messages)}]))

    def open(self) -> None:
        self._wait(self._open())

    def close(self) -> None:
        self._wait(self._close())

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()

    async def _run(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        self._ready.set()
        await self._over.wait()
        await self._close()

    def _wait(self, work: Any) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(NO_TIMEOUT)

    def _announce(self) -> None:
        for listener in self._listeners:
            listener.put_nowait(1)

    async def _open(self) -> None:
        app = web.Application()
        app.add_routes(
            [
                web.get("/", self._index),
                web.get("/ui/state", self._state),
                web.get("/ui/events", self._events),
                web.post("/control/{what}", self._control),
                web.static("/", PAGE),
            ]
        )
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self.url = f"http://127.0.0.1:{self._port}/"

    async def _close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _index(self, request: web.Request) -> web.FileResponse:
        return web.FileResponse(PAGE / "index.html")

    async def _state(self, request: web.Request) -> web.Response:
        return web.json_response(self._snapshot | {"me": request.query["user"]})

    async def _events(self, request: web.Request) -> web.StreamResponse:
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await stream.prepare(request)
        await stream.write(b": open\n\n")
        changes: asyncio.Queue[int] = asyncio.Queue()
        self._listeners.add(changes)
        try:
            while True:
                await stream.write(b"event: changed\ndata: %d\n\n" % await changes.get())
        finally:
            self._listeners.discard(changes)

    async def _control(self, request: web.Request) -> web.Response:
        self.requests.append(await request.json())
        status, body = self.answer
        return web.json_response(body, status=status)


@contextmanager
def open_stage() -> Iterator[Stage]:
    stage = Stage()
    stage.open()
    try:
        yield stage
    finally:
        stage.end()
