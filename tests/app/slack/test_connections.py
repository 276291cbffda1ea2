"""Connections to Slack: kept and looked at before they are used again; what was sent is never sent again."""

from __future__ import annotations

import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import pytest

from app.slack import connections
from app.slack.client import Slack
from app.slack.errors import SlackLater
from sandbox.certificates import Authority, ServerTls
from sandbox.slack.threaded import running_slack
from tests.app.slack.conftest import HELLO, door_to
from tests.fakes.serving import Door, serving
from tests.patience import PATIENCE


@dataclass
class Server:
    """A Slack that keeps connections; `asked` has for each request the number of its connection, from 1.

    `hang_up_on` are the requests, from 1, that it reads and never answers; `empty_on` those answered without a body.
    `lacking` is how many bytes of an answer never come.
    """

    url: str = ""
    opened: int = 0
    asked: list[int] = field(default_factory=list)
    open: list[Door] = field(default_factory=list)
    hang_up_on: tuple[int, ...] = ()
    empty_on: tuple[int, ...] = ()
    lacking: int = 0
    status: int = 200
    body: bytes = b'{"ok": true, "ts": "1.0"}'

    def close_all(self) -> None:
        """As a server that has waited long enough."""
        for door in self.open:
            door.close_connection = True
            door.connection.shutdown(2)


@contextmanager
def keeping(authority: Authority | None) -> Iterator[Server]:
    """It speaks TLS where it is given an authority."""
    server = Server()

    class Keeping(Door):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            server.opened += 1
            self.number = server.opened
            server.open.append(self)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            server.asked.append(self.number)
            if len(server.asked) in server.hang_up_on:
                self.close_connection = True
                return
            body = b"ok" if "/commands/" in self.path else server.body
            body = b"" if len(server.asked) in server.empty_on else body
            self.send_response(server.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body) + server.lacking))
            self.end_headers()
            self.close_connection = bool(server.lacking)
            self.wfile.write(body)

    with serving(Keeping, ServerTls(authority).context if authority else None) as address:
        server.url = f"{address}/"
        yield server


@pytest.fixture
def server(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.ca_file))
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    with keeping(authority) as running:
        yield running


@pytest.fixture
def door(server: Server) -> Slack:
    return door_to(f"{server.url}api/")


def test_all_that_goes_to_slack_takes_one_connection(server: Server, door: Slack) -> None:
    door.post("C1", HELLO, key="k")
    door.update("C1", "1.0", HELLO)
    door.respond(f"{server.url}commands/1", HELLO, public=False)

    assert server.asked == [1, 1, 1]


def test_a_connection_without_tls_is_kept_as_well() -> None:
    """So that a desk's calls, and the tests', take the way of those to Slack."""
    with keeping(None) as server:
        door = door_to(f"{server.url}api/")
        door.post("C1", HELLO, key="k")
        door.update("C1", "1.0", HELLO)

        assert server.asked == [1, 1]


def test_whoever_sets_no_timeout_is_answered_over_a_kept_connection_as_well() -> None:
    """The opener is the whole process's, and so also of code that is not ours."""
    with keeping(None) as server:
        door_to(f"{server.url}api/").post("C1", HELLO, key="k")
        with urllib.request.urlopen(f"{server.url}api/api.test", b"") as answer:
            assert answer.status == 200

        assert server.asked == [1, 1]


def test_the_connection_to_whom_nobody_asked_for_the_longest_time_is_closed_for_another_host() -> None:
    with ExitStack() as stack:
        servers = [stack.enter_context(keeping(None)) for _ in range(connections.MOST_HOSTS + 1)]
        doors = [door_to(f"{server.url}api/") for server in servers]
        for each in (*doors, doors[1], doors[0]):
            each.post("C1", HELLO, key="k")

        assert servers[1].asked == [1, 1]
        assert servers[0].asked == [1, 2]


def test_what_is_not_encrypted_goes_through_a_proxy_as_urllib_sends_it() -> None:
    with keeping(None) as server:
        proxied = urllib.request.ProxyHandler({"http": server.url})
        opener = urllib.request.build_opener(connections._Keeping(), proxied)
        for _ in range(2):
            with opener.open("http://slack.example/api/api.test", b"", timeout=PATIENCE) as answer:
                assert answer.status == 200

        assert server.asked == [1, 2]


def test_behind_a_proxy_an_address_is_reached_through_it(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.ca_file))
    with running_slack(authority=authority) as slack:
        proxied = urllib.request.ProxyHandler({"https": slack.proxy_url})
        opener = urllib.request.build_opener(connections._Keeping(), proxied)
        with opener.open(f"{slack.api_url}api.test", b"", timeout=PATIENCE) as answer:
            assert answer.status == 200


def test_a_connection_that_slack_has_closed_is_noticed_before_anything_is_sent(server: Server, door: Slack) -> None:
    door.post("C1", HELLO, key="k")
    server.close_all()
    door.post("C1", HELLO, key="k")

    assert server.asked == [1, 2]


def test_a_connection_that_was_idle_too_long_is_not_used(
    server: Server, door: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of what happened while Lambda had frozen the environment, the socket knows nothing."""
    door.post("C1", HELLO, key="k")
    later = time.time() + connections.KEPT_SECONDS + 1
    monkeypatch.setattr("app.slack.connections.time.time", lambda: later)
    door.post("C1", HELLO, key="k")

    assert server.asked == [1, 2]


def test_what_was_sent_over_a_kept_connection_without_an_answer_is_not_sent_again(server: Server, door: Slack) -> None:
    server.hang_up_on = (2,)
    door.post("C1", HELLO, key="k")
    with pytest.raises(SlackLater) as lost:
        door.post("C1", HELLO, key="k")

    assert lost.value.maybe_done
    assert server.asked == [1, 1]


def test_a_connection_that_failed_is_not_used_again(server: Server, door: Slack) -> None:
    server.hang_up_on = (1,)
    with pytest.raises(SlackLater):
        door.post("C1", HELLO, key="k")
    door.post("C1", HELLO, key="k")

    assert server.asked == [1, 2]


def test_a_refusal_leaves_the_connection_as_it_is(server: Server, door: Slack) -> None:
    server.status = 503
    with pytest.raises(SlackLater):
        door.post("C1", HELLO, key="k")
    server.status = 200
    door.post("C1", HELLO, key="k")

    assert server.asked == [1, 1]


@pytest.mark.parametrize("status", [103, 204, 200])
def test_after_an_answer_without_a_body_the_next_one_comes_over_another_connection(
    server: Server, door: Slack, status: int
) -> None:
    """The true answer may still come, and would be taken for that to the next call: its ts is another message's."""
    server.status, server.empty_on = status, (1,)
    with pytest.raises(SlackLater):
        door.post("C1", HELLO, key="k")
    server.status = 200
    door.post("C1", HELLO, key="k")

    assert server.asked == [1, 2]


def test_an_answer_longer_than_any_of_slacks_is_none_and_may_be_done(
    server: Server, door: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.slack.connections.LONGEST_BODY", 1000)
    server.body = b" " * 1000 + server.body
    with pytest.raises(SlackLater) as later:
        door.post("C1", HELLO, key="k")
    assert later.value.maybe_done

    server.body = server.body.strip()
    door.post("C1", HELLO, key="k")
    assert server.asked == [1, 2]


def test_an_answer_that_ends_before_its_length_is_none_though_it_reads_well(server: Server, door: Slack) -> None:
    server.lacking = 1
    with pytest.raises(SlackLater) as later:
        door.post("C1", HELLO, key="k")
    assert later.value.maybe_done


def test_calls_at_the_same_time_have_a_connection_each(server: Server, door: Slack) -> None:
    both = [threading.Thread(target=lambda: door.post("C1", HELLO, key="k")) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    door.post("C1", HELLO, key="k")

    assert len(server.asked) == 3
    assert server.opened <= 2


def test_behind_a_proxy_the_sdk_makes_its_own_connections(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    with pytest.raises(SlackLater):
        door_to(f"{server.url}api/").post("C1", HELLO, key="k")

    assert server.asked == []
