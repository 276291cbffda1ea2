"""Secrets are told nowhere: not in logs, Slack, answers, reprs or tracebacks (template and zip: tests/packaging)."""

from __future__ import annotations

import io
import logging
import traceback
from collections.abc import Iterator

import pytest

from app.base import logs
from app.base.errors import Later, Misconfigured
from app.config.configuration import Configuration, SlackChannel
from app.config.secrets import Secret
from app.config.settings import Settings
from app.slack.client import Slack
from app.slack.webhook import Webhook
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cloudwatch_says, ring
from tests.app.people import type_in
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock

PLANTED = {
    "bot token": "xoxb-planted-1234567890",
    "signing secret": "planted0f0f0f0f0f0f0f0f0f0f0f0f",
    "app token": "xapp-planted-1234567890",
    "webhook": "https://hooks.slack.com/services/T0/B0/planted1234567890",
}


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """All that Bellhop writes into its log."""
    kept, root = io.StringIO(), logging.getLogger()
    before, level = root.handlers[:], root.level
    logs.set_up("Bellhop/test", logging.DEBUG)
    root.handlers[0].setStream(kept)  # type: ignore[attr-defined]
    yield kept
    root.handlers[:] = before
    root.setLevel(level)


def found_in(text: str, *more: str) -> list[str]:
    """The names of the planted secrets that stand in a text, and of what else must not."""
    return [name for name, value in {**PLANTED, **{each: each for each in more}}.items() if value in text]


def test_a_whole_run_with_success_and_failures_tells_none(slack: RunningSlack, logged: io.StringIO) -> None:
    clock = SetClock()
    bellhop = Bellhop(slack, clock, configuration=Configuration(SlackChannel("#alarms")))
    with listening(bellhop):
        type_in(bellhop, "/scale web 4")
        slack.fault("chat.postMessage", "status", status=500, count=2)
        type_in(bellhop, "/echo hello", channel="C0PRIVATE")
        bellhop.scaling.deaths.append(RuntimeError("a bug"))
        type_in(bellhop, "/scale web 3")
        ring(bellhop, cloudwatch_says("OK", "ALARM"))
        ring(bellhop, "no alarm at all")
        for _ in range(8):
            clock.advance(400)
            bellhop.work()
        forged = bellhop.edge({**bellhop.signed("command=/scale"), "headers": {}})
    secrets = (slack.bot_token, slack.signing_secret, "verification-token", "/response/")
    said = "".join(str(slack.messages(channel)) for channel in ("C0OPS", "C0ALARMS", "C0PRIVATE"))

    assert "job failed" in logged.getvalue(), "failures were logged too"
    assert found_in(logged.getvalue(), *secrets) == []
    assert found_in(said, slack.bot_token, slack.signing_secret) == []
    assert found_in(str(forged), *secrets) == []


def test_a_repr_or_a_traceback_tells_none() -> None:
    def refuse(reference: str) -> str:
        raise Misconfigured(f"there is nothing at `{reference}`.")

    settings = Settings(
        bot_token=PLANTED["bot token"],
        signing_secret=PLANTED["signing secret"],
        app_token=PLANTED["app token"],
        webhook_url=PLANTED["webhook"],
    )
    token, hook = Secret("SLACK_BOT_TOKEN", PLANTED["bot token"], refuse), Secret("URL", PLANTED["webhook"], refuse)
    token.reveal()
    door, webhook = Slack(token, "http://127.0.0.1:9/api/"), Webhook(hook, timeout=1)
    things = [settings, token, hook, door, webhook]
    assert found_in("".join(map(repr, things)) + "".join(map(str, things))) == []
    with pytest.raises(Later) as error:
        door.home()
    assert found_in("".join(traceback.format_exception(error.value))) == []
