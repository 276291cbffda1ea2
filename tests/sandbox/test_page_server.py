"""The page's server: what it lets in, the snapshot, the stream of changes, the controls."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession, web

from sandbox.errors import SandboxError
from sandbox.page_server import PageServer
from sandbox.ports import free_port
from tests.patience import NO_TIMEOUT, PATIENCE


def what_is_seen(user: str) -> dict[str, Any]:
    if user not in ("U0ANA", "U0BO"):
        raise KeyError(user)
    return {"me": user, "aws": {"groups": [], "alarms": []}}


async def poke(request: web.Request) -> web.Response:
    return web.json_response({"ok": True})


@asynccontextmanager
async def serving() -> AsyncIterator[tuple[PageServer, ClientSession]]:
    server = PageServer(what_is_seen, [web.post("/control/poke", poke)])
    await server.start(0)
    async with ClientSession(server.url) as session:
        try:
            yield server, session
        finally:
            await server.stop()


async def next_event(response: ClientResponse) -> str:
    """The next `changed` event's number; pings are left out."""
    while True:
        line = (await asyncio.wait_for(response.content.readline(), NO_TIMEOUT)).decode()
        if line.startswith("data: "):
            return line.removeprefix("data: ").strip()


def test_a_snapshot_is_of_one_person_and_numbered() -> None:
    async def check() -> None:
        async with serving() as (server, session):
            server.changed()
            async with session.get("/ui/state", params={"user": "U0BO"}) as response:
                body = await response.json()
            assert (body["serial"], body["me"]) == (1, "U0BO")
            assert response.headers["Cache-Control"] == "no-store"

    asyncio.run(check())


def test_a_snapshot_that_is_known_is_not_told_again() -> None:
    async def check() -> None:
        async with serving() as (server, session):
            async with session.get("/ui/state") as response:
                known = {"If-None-Match": response.headers["ETag"]}
            async with session.get("/ui/state", headers=known) as response:
                assert (response.status, await response.read()) == (304, b"")
            server.changed()
            async with session.get("/ui/state", headers=known) as response:
                assert (response.status, (await response.json())["serial"]) == (200, 1)

    asyncio.run(check())


def test_an_unknown_person_is_not_found() -> None:
    async def check() -> None:
        async with serving() as (_, session), session.get("/ui/state", params={"user": "U0NOBODY"}) as response:
            assert response.status == 404

    asyncio.run(check())


def test_the_stream_begins_with_where_we_are_and_tells_every_change() -> None:
    async def check() -> None:
        async with serving() as (server, session), session.get("/ui/events") as response:
            assert response.content_type == "text/event-stream"
            assert await next_event(response) == "0"
            server.changed()
            assert await next_event(response) == "1"

    asyncio.run(check())


def test_many_changes_in_one_go_are_told_once() -> None:
    async def check() -> None:
        async with serving() as (server, session), session.get("/ui/events") as response:
            await next_event(response)
            for _ in range(10):
                server.changed()
            assert await next_event(response) == "10"

    asyncio.run(check())


def test_an_open_stream_does_not_hold_up_the_end() -> None:
    async def check() -> None:
        async with serving() as (server, session), session.get("/ui/events") as response:
            await next_event(response)
            await asyncio.wait_for(server.stop(), PATIENCE)

    asyncio.run(check())


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "localhost.evil.example"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "iframe"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Dest": "image"},  # from another port of localhost
    ],
    ids=["a name", "a name like ours", "a page", "a file", "in a page's frame", "a page's image"],
)
def test_a_unknown_host_or_page_is_kept_out(headers: dict[str, str]) -> None:
    async def check() -> None:
        async with serving() as (_, session):
            for path in ("/ui/state", "/"):
                async with session.get(path, headers=headers) as response:
                    assert response.status == 403
            async with session.post("/control/poke", headers=headers) as response:
                assert response.status == 403

    asyncio.run(check())


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "none", "Sec-Fetch-Dest": "document"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"},
        {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Dest": "empty"},
    ],
    ids=["typed", "by a link", "from the page"],
)
def test_a_browser_is_let_in_that_opens_the_page(headers: dict[str, str]) -> None:
    async def check() -> None:
        async with serving() as (_, session), session.get("/", headers=headers) as response:
            assert response.status == 200

    asyncio.run(check())


def test_the_own_page_may_use_the_controls() -> None:
    async def check() -> None:
        async with serving() as (server, session):
            own = {"Origin": server.url.rstrip("/")}
            response = await session.post("/control/poke", headers=own)
            assert await response.json() == {"ok": True}

    asyncio.run(check())


def test_a_taken_port_is_named_with_the_flag_that_changes_it() -> None:
    async def check() -> None:
        async with serving() as (server, _):
            taken = int(server.url.rstrip("/").rpartition(":")[2])
            other = PageServer(what_is_seen, [])
            with pytest.raises(SandboxError, match=rf"Port {taken} of 127\.0\.0\.1 is taken.* --port"):
                await other.start(taken)
            await other.stop()

    asyncio.run(check())


def test_it_listens_where_it_was_told() -> None:
    async def check() -> None:
        server, port = PageServer(what_is_seen, []), free_port()
        await server.start(port)
        assert server.url == f"http://127.0.0.1:{port}/"
        await server.stop()

    asyncio.run(check())
