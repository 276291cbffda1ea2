"""A certificate that is refused: a line that says why, nothing sent, and the work waits until it is set right."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from app.base.tls import certificate_refusal
from app.config.secrets import Secret
from app.ops.socket_mode import connected_socket
from app.runtime import wiring
from app.slack.client import Slack
from app.slack.errors import SlackLater
from app.slack.messages.message import sentence
from app.slack.upload import put
from app.slack.webhook import Webhook
from sandbox.certificates import Authority, Kind
from sandbox.slack.threaded import RunningSlack, running_slack
from tests.app.alarms.ringing import cards, cloudwatch_says, ring
from tests.app.people import seen
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock
from tests.fakes.socket_mode import looking_often
from tests.patience import NO_TIMEOUT

WHY: dict[Kind, str] = {
    "expired": "certificate has expired",
    "wrong_host": "IP address mismatch",
    "unknown_authority": "unable to get local issuer certificate",
}
HELLO = sentence("hello")
SINCE = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture(params=WHY)
def kind(request: pytest.FixtureRequest) -> Kind:
    shown: Kind = request.param
    return shown


@pytest.fixture
def slack(clock: SetClock, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningSlack]:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.ca_file))
    with running_slack(clock=clock.epoch, authority=authority) as running:
        yield running


@pytest.fixture
def slack_door(slack: RunningSlack) -> Slack:
    return Slack(Secret("SLACK_BOT_TOKEN", slack.bot_token, fetch=str), slack.api_url, timeout=NO_TIMEOUT)


def respond(door: Slack, slack: RunningSlack) -> None:
    door.respond(slack.webhook_url.replace("/services/", "/commands/"), HELLO, public=False)


def upload(door: Slack, slack: RunningSlack) -> None:
    put(slack.api_url.replace("/api/", "/upload/v1/F1/ticket"), b"a picture", 2)


def by_webhook(door: Slack, slack: RunningSlack) -> None:
    Webhook(Secret("SLACK_WEBHOOK_URL", slack.webhook_url, fetch=str)).post(HELLO)


CALLS: dict[str, Callable[[Slack, RunningSlack], Any]] = {
    "chat.postMessage": lambda door, slack: door.post("C0OPS", HELLO, key="k"),
    "conversations.history": lambda door, slack: door.find("C0OPS", "k", since=SINCE),
    "an answer": respond,
    "an upload": upload,
    "a webhook's message": by_webhook,
}


@pytest.mark.parametrize("what", CALLS)
def test_slacks_certificate_is_refused_in_words_and_nothing_was_sent(
    what: str, kind: Kind, slack: RunningSlack, slack_door: Slack
) -> None:
    slack.show_certificate(kind)
    with pytest.raises(SlackLater, match=WHY[kind]) as refused:
        CALLS[what](slack_door, slack)
    assert f"{what} was not sent" in str(refused.value)
    assert not refused.value.maybe_done
    assert slack.calls() == []


def test_an_alarm_waits_and_comes_once_when_the_certificate_is_good_again(
    kind: Kind, bellhop: Bellhop, slack: RunningSlack, caplog: pytest.LogCaptureFixture
) -> None:
    slack.show_certificate(kind)
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    assert any(WHY[kind] in str(vars(line).get("why")) for line in caplog.records)
    slack.show_certificate("good")
    bellhop.clock.advance(120)
    bellhop.ring()
    assert len(cards(slack)) == 1


def test_a_command_waits_and_is_answered_once_when_the_certificate_is_good_again(
    kind: Kind, bellhop: Bellhop, slack: RunningSlack, caplog: pytest.LogCaptureFixture
) -> None:
    slack.show_certificate(kind)
    assert bellhop.command("/echo hello")["statusCode"] == 200
    bellhop.work()
    assert any(WHY[kind] in str(vars(line).get("why")) for line in caplog.records)
    assert seen(bellhop) == []
    slack.show_certificate("good")
    for _ in range(3):
        bellhop.clock.advance(120)
        bellhop.work()
    assert len(seen(bellhop)) == 1


def test_a_desk_does_not_start_and_says_why(kind: Kind, bellhop: Bellhop, slack: RunningSlack) -> None:
    slack.show_certificate(kind)
    app = wiring.build_app(bellhop.parts.slack, bellhop.jobs, bellhop.clock)
    socket = connected_socket(app, bellhop.parts.slack, Secret("SLACK_APP_TOKEN", slack.app_token, fetch=str))
    with looking_often(), pytest.raises(SlackLater, match=WHY[kind]), socket:
        pass


def test_another_failure_is_no_refused_certificate() -> None:
    assert certificate_refusal(OSError("no route")) == ""
    assert certificate_refusal(ssl.SSLError("the connection was cut")) == ""
