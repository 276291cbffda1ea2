"""The client under test, and what it says."""

from __future__ import annotations

import pytest

from app.config.secrets import Secret
from app.slack.client import Slack
from app.slack.messages.message import sentence
from sandbox.slack.threaded import RunningSlack
from tests.patience import NO_TIMEOUT

HELLO = sentence("hello")


@pytest.fixture
def door(slack: RunningSlack) -> Slack:
    return door_to(slack.api_url, slack.bot_token)


def door_to(api_url: str, token: str = "xoxb-test", timeout: int = NO_TIMEOUT) -> Slack:
    return Slack(Secret("SLACK_BOT_TOKEN", token, fetch=str), api_url, timeout=timeout)


def methods(slack: RunningSlack) -> list[str]:
    return [call["method"] for call in slack.calls()]
