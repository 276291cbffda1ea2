"""The proxy for Socket Mode leads to the stand-in and to nowhere else."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from sandbox.certificates import temporary_authority
from sandbox.slack.threaded import RunningSlack, running_slack
from sandbox.slack.tunnel import Tunnel
from tests.patience import PATIENCE


@pytest.fixture(scope="module")
def slack() -> Iterator[RunningSlack]:
    with temporary_authority() as authority, running_slack(authority=authority) as running:
        yield running


def answer_to(slack: RunningSlack, line: str) -> str:
    """The status line that the proxy answers to a request line."""
    proxy = urlsplit(slack.proxy_url)
    with socket.create_connection((str(proxy.hostname), int(proxy.port or 0)), timeout=PATIENCE) as connection:
        connection.sendall(f"{line}\r\nHost: anything\r\n\r\n".encode())
        return connection.recv(1024).decode().splitlines()[0]


def test_it_leads_to_the_stand_in(slack: RunningSlack) -> None:
    assert answer_to(slack, f"CONNECT {urlsplit(slack.api_url).netloc} HTTP/1.1") == (
        "HTTP/1.1 200 Connection established"
    )


@pytest.mark.parametrize(
    "line", ["CONNECT 127.0.0.1:22 HTTP/1.1", "CONNECT example.com:443 HTTP/1.1", "GET http://127.0.0.1/ HTTP/1.1", "x"]
)
def test_it_leads_nowhere_else(line: str, slack: RunningSlack) -> None:
    assert answer_to(slack, line).startswith("HTTP/1.1 403")


def test_it_leads_to_what_the_sandbox_named_beside(slack: RunningSlack) -> None:
    port = int(urlsplit(slack.api_url).port or 0)

    async def seen(target: str) -> bytes:
        tunnel = Tunnel(1, lambda asked: port if asked == "api.example:443" else 0)
        await tunnel.start()
        reader, writer = await asyncio.open_connection("127.0.0.1", int(urlsplit(tunnel.url).port or 0))
        writer.write(f"CONNECT {target} HTTP/1.1\r\n\r\n".encode())
        answer = await reader.readline()
        writer.close()
        await tunnel.stop()
        return answer

    assert asyncio.run(seen("api.example:443")).startswith(b"HTTP/1.1 200")
    assert asyncio.run(seen("api.example:22")).startswith(b"HTTP/1.1 403")


def test_there_is_none_without_tls() -> None:
    with running_slack() as plain:
        assert plain.proxy_url == ""
