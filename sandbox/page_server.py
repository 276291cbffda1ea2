"""The page's server: static files, one snapshot of everything, a stream that says when it changed, the controls."""

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.doorman import own_address_only
from sandbox.errors import SandboxError

PAGE = Path(__file__).parent / "page"
PING_SECONDS = 10.0
LEAST_SECONDS_BETWEEN = 0.05
NOBODY = "U0ANA"
TAKEN = "Port {port} of 127.0.0.1 is taken. Choose another one: python -m sandbox --port {other}"

# What a person sees, as JSON.
StateOf = Callable[[str], dict[str, Any]]


class PageServer:
    """Serves the page on 127.0.0.1; `changed` wakes every browser that looks at it."""

    def __init__(self, state_of: StateOf, control_routes: Iterable[web.RouteDef]) -> None:
        self._state_of = state_of
        self._serial = 0
        self._news = asyncio.Condition()
        self._closing = asyncio.Event()
        app = web.Application(middlewares=[own_address_only])
        app.add_routes([web.get("/ui/state", self._state), web.get("/ui/events", self._events), *control_routes])
        app.add_routes([web.get("/", _index)])
        if PAGE.is_dir():
            app.add_routes([web.static("/", PAGE)])
        app.on_response_prepare.append(_never_from_a_cache)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        self._waking: set[asyncio.Task[None]] = set()
        self.url = ""

    async def start(self, port: int) -> None:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        try:
            await site.start()
        except OSError as taken:
            raise SandboxError(TAKEN.format(port=port, other=port + 1)) from taken
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/"

    async def stop(self) -> None:
        self._closing.set()
        await self._wake()
        await self._runner.cleanup()

    def changed(self) -> None:
        """Something that somebody may look at is different now. Call it on the event loop."""
        self._serial += 1
        task = asyncio.get_running_loop().create_task(self._wake())
        self._waking.add(task)
        task.add_done_callback(self._waking.discard)

    async def _wake(self) -> None:
        async with self._news:
            self._news.notify_all()

    async def _state(self, request: web.Request) -> web.Response:
        """With an ETag (RFC 9110): who asks again and again is told again only what is different."""
        tag = f'"{self._serial}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        user = request.query.get("user", NOBODY)
        try:
            state = self._state_of(user)
        except KeyError:
            raise web.HTTPNotFound(text=f"There is no user {user} here.\n") from None
        return web.json_response({"serial": self._serial, **state}, headers={"ETag": tag})

    async def _events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        told = -1
        while not self._closing.is_set():
            try:
                if told != self._serial:
                    told = self._serial
                    await response.write(f"id: {told}\nevent: changed\ndata: {told}\n\n".encode())
                else:
                    await response.write(b": ping\n\n")
            except ConnectionResetError:
                break
            # What changes in one go is told once.
            await asyncio.sleep(LEAST_SECONDS_BETWEEN)
            await self._next_news(told)
        return response

    async def _next_news(self, told: int) -> None:
        """Until there is something newer than `told`, or it is time for a ping."""
        async with self._news:
            try:
                newer = self._news.wait_for(lambda: self._serial != told or self._closing.is_set())
                await asyncio.wait_for(newer, PING_SECONDS)
            except TimeoutError:
                return


async def _index(request: web.Request) -> web.FileResponse:
    return web.FileResponse(PAGE / "index.html")


async def _never_from_a_cache(request: web.Request, response: web.StreamResponse) -> None:
    response.headers["Cache-Control"] = "no-store"
