"""The doctor's questions to Slack: what it would refuse, in its own words, and what is no answer at all."""

from __future__ import annotations

import json

import pytest

from app.base.errors import Later
from app.config.secrets import Secret
from app.slack.client import Slack
from app.slack.errors import SlackError
from sandbox.slack.threaded import RunningSlack
from tests.sandbox.slack.slack_support import section

MANIFEST = "apps.manifest.validate"


def door(slack: RunningSlack, token: str = "") -> Slack:
    return Slack(Secret("SLACK_BOT_TOKEN", token or slack.bot_token, lambda reference: reference), slack.api_url)


def message(**given: object) -> str:
    return json.dumps({"text": "x", **given})


def test_what_slack_would_take_has_no_problems(slack: RunningSlack) -> None:
    assert door(slack).problems("message", message(blocks=[section("x")])) == ()


def test_what_it_would_refuse_is_told_with_where_it_stands(slack: RunningSlack) -> None:
    (problem,) = door(slack).problems("message", message(blocks=[section("x" * 3001)]))
    assert problem.endswith("(/blocks/0/text/text)")


def test_a_manifest_is_asked_about_by_a_configuration_token(slack: RunningSlack) -> None:
    (problem,) = door(slack, slack.configuration_token).problems(
        "manifest", '{"display_information": {"name": ""}}', MANIFEST
    )
    assert problem.endswith("(/display_information/name)")


def test_a_token_of_another_kind_is_no_answer(slack: RunningSlack) -> None:
    with pytest.raises((SlackError, Later)):
        door(slack).problems("manifest", "{}", MANIFEST)


def test_a_slack_that_is_down_is_no_answer_either(slack: RunningSlack) -> None:
    slack.fault("blocks.validate", "status", status=503)
    with pytest.raises(Later):
        door(slack).problems("message", message())
