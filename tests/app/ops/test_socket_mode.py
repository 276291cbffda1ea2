"""Socket Mode: it comes and goes with the block, and what is malformed gets no further."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.socket_mode.request import SocketModeRequest

from app.config.secrets import Secret
from app.ops.socket_mode import WellFormedOnly, connected_socket
from app.runtime import wiring
from sandbox.slack.threaded import RunningSlack
from tests.app.runtime.test_malformed import deep, pressed
from tests.fakes.bellhop import Bellhop
from tests.fakes.socket_mode import looking_often
from tests.flows.until import until

COMMAND = {"command": "/echo", "text": "hi", "user_id": "U0ANA", "channel_id": "C0OPS", "token": "verification-token"}
MALFORMED = {
    "a press on nothing": ({**pressed("gone"), "actions": []}, "actions is missing"),
    "nested too deep": (json.loads(deep(101)), "is nested more than 100 deep"),
    "a command that is no text": ({**COMMAND, "command": 1}, "command is no text"),
    "a form that is a list": ({"type": "view_submission", "view": [1]}, "view is no object"),
}


@pytest.fixture(autouse=True)
def ends_soon() -> Iterator[None]:
    with looking_often():
        yield


class Socket:
    """The client of Socket Mode, as far as Bolt's adapter uses it."""

    def __init__(self) -> None:
        self.acknowledged: list[str] = []
        self.logger = logging.getLogger("tests.socket")

    def send_socket_mode_response(self, response: Any) -> None:
        self.acknowledged.append(response.envelope_id)


def hear(bellhop: Bellhop, payload: Any) -> list[str]:
    """The envelopes that are acknowledged, of one with this payload."""
    handler = WellFormedOnly(wiring.build_app(bellhop.parts.slack, bellhop.jobs, bellhop.clock), "xapp-1")
    handler.client.close()
    socket, listeners = Socket(), list[Any](handler.client.socket_mode_request_listeners)
    for listen in listeners:
        listen(socket, SocketModeRequest(type="interactive", envelope_id="e1", payload=payload))
    return list(socket.acknowledged)


@pytest.mark.parametrize("payload", [COMMAND, pressed("gone")], ids=["a command", "a press"])
def test_what_slack_sends_is_acknowledged_and_taken_in(payload: dict[str, Any], bellhop: Bellhop) -> None:
    assert hear(bellhop, payload) == ["e1"]
    assert len(bellhop.jobs.texts) == 1


@pytest.mark.parametrize(("payload", "why"), MALFORMED.values(), ids=MALFORMED)
def test_what_is_malformed_is_not_acknowledged_and_the_log_says_why_and_no_secret(
    payload: Any, why: str, bellhop: Bellhop, caplog: pytest.LogCaptureFixture
) -> None:
    assert hear(bellhop, payload) == []
    (line,) = caplog.records
    assert (line.message, why in line.__dict__["why"]) == ("request rejected", True)
    assert "verification-token" not in str(line.__dict__)
    assert bellhop.jobs.texts == []


def test_a_socket_that_is_given_up_leaves_nothing_that_would_connect_again(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    app = wiring.build_app(bellhop.parts.slack, bellhop.jobs, bellhop.clock)
    before = set(threading.enumerate())
    with connected_socket(app, bellhop.parts.slack, Secret("SLACK_APP_TOKEN", slack.app_token, fetch=str)):
        assert set(threading.enumerate()) > before
    until(
        lambda: not {thread for thread in threading.enumerate() if thread.is_alive()} - before,
        "its threads to end",
        seconds=15,
    )


def test_the_app_token_that_was_changed_is_read_again_whenever_the_socket_is_opened(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    tokens = ["xapp-old", slack.app_token]
    app = wiring.build_app(bellhop.parts.slack, bellhop.jobs, bellhop.clock)
    with connected_socket(app, bellhop.parts.slack, Secret("SLACK_APP_TOKEN", "ssm:/a", fetch=lambda _: tokens.pop(0))):
        asked = [call["error"] for call in slack.calls() if call["method"] == "apps.connections.open"]
    assert asked == ["invalid_auth", None]
