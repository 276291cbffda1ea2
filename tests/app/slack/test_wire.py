"""Answers by the address that Slack gave with a request."""

from __future__ import annotations

import pytest

from app.listeners.job import from_text
from app.slack.errors import SlackError, SlackLater
from sandbox.slack.threaded import RunningSlack
from tests.app.slack.conftest import HELLO, methods
from tests.fakes.bellhop import Bellhop


def test_a_used_up_response_url_is_a_refusal(listening_bellhop: Bellhop) -> None:
    url = response_url(listening_bellhop)
    for _ in range(5):
        listening_bellhop.parts.slack.respond(url, HELLO, public=False)
    with pytest.raises(SlackError) as refused:
        listening_bellhop.parts.slack.respond(url, HELLO, public=False)
    assert url not in str(refused.value)


def test_a_response_url_that_fails_is_asked_once_and_comes_back_as_later(
    listening_bellhop: Bellhop, slack: RunningSlack
) -> None:
    url = response_url(listening_bellhop)
    slack.fault("response_url", "status", status=500)
    with pytest.raises(SlackLater):
        listening_bellhop.parts.slack.respond(url, HELLO, public=False)
    assert methods(slack) == ["response_url"]


def response_url(bellhop: Bellhop) -> str:
    """The one that Slack gave with a command."""
    bellhop.slack.act(user="U0ANA", channel="C0OPS", command="/echo hello")
    return str(from_text(bellhop.jobs.texts[-1]).body["response_url"])
