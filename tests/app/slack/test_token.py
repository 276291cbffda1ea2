"""A token that Slack does not take is read again once, and then waited for."""

from __future__ import annotations

import json

import pytest

from app.base.errors import Misconfigured
from app.config.secrets import Secret
from app.slack.client import Slack
from app.slack.error_codes import CODES, Meaning
from app.slack.errors import NotLetIn, SlackLater
from sandbox.slack.threaded import RunningSlack
from tests.app.slack.conftest import HELLO, door_to
from tests.fakes.http import answering
from tests.patience import NO_TIMEOUT


def test_a_token_that_is_not_valid_is_waited_for_until_somebody_fixes_it(slack: RunningSlack) -> None:
    with pytest.raises(SlackLater) as error:
        door_to(slack.api_url, "xoxb-wrong").post("C0OPS", HELLO, key="k")
    assert error.value.wait == 60
    assert "xoxb" not in str(error.value)


def test_a_token_that_cannot_be_read_is_waited_for_too(slack: RunningSlack) -> None:
    def fetch(reference: str) -> str:
        raise Misconfigured("SLACK_BOT_TOKEN cannot be read from ssm: ParameterNotFound")

    door = Slack(Secret("SLACK_BOT_TOKEN", "ssm:/bellhop/token", fetch), slack.api_url)
    with pytest.raises(SlackLater, match="ParameterNotFound") as error:
        door.post("C0OPS", HELLO, key="k")
    assert (error.value.wait, error.value.maybe_done) == (60, False)


def test_a_rotated_token_is_read_again_and_used_in_the_same_call(slack: RunningSlack) -> None:
    tokens = ["xoxb-old", slack.bot_token]
    door = Slack(Secret("SLACK_BOT_TOKEN", "ssm:/t", fetch=lambda _: tokens.pop(0)), slack.api_url)
    assert door.post("C0OPS", HELLO, key="k")
    assert [call["error"] for call in slack.calls()] == ["invalid_auth", None]


@pytest.mark.parametrize("code", sorted(CODES[Meaning.TOKEN]))
def test_however_slack_refuses_a_token_it_is_read_again_once_and_then_waited_for(code: str) -> None:
    reads: list[str] = []

    def fetch(reference: str) -> str:
        reads.append(reference)
        return "xoxb-old"

    with answering(200, json.dumps({"ok": False, "error": code}), {"Content-Type": "application/json"}) as refusing:
        door = Slack(Secret("SLACK_BOT_TOKEN", "ssm:/t", fetch), refusing.url, timeout=NO_TIMEOUT)
        for _ in range(10):
            with pytest.raises(NotLetIn):
                door.post("C0OPS", HELLO, key="k")
    assert (len(reads), len(refusing.paths)) == (2, 10)


def test_a_token_that_was_changed_into_what_is_none_is_waited_for(slack: RunningSlack) -> None:
    tokens = ["xoxb-old", "xoxb-new xoxb-old"]
    door = Slack(Secret("SLACK_BOT_TOKEN", "ssm:/t", fetch=lambda _: tokens.pop(0)), slack.api_url)
    with pytest.raises(SlackLater, match="SLACK_BOT_TOKEN holds several words"):
        door.post("C0OPS", HELLO, key="k")
