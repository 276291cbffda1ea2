"""What Slack says of blocks and manifests before they are used, and of a bot without a Messages tab."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from sandbox.slack.manifest import MANIFEST
from sandbox.slack.threaded import RunningSlack, running_slack
from tests.sandbox.slack.slack_support import client, section

Json = dict[str, Any]


@pytest.fixture(scope="module")
def slack() -> Iterator[RunningSlack]:
    with running_slack() as running:
        yield running


def refusal(slack: RunningSlack, method: str, token: str = "", **given: Any) -> Json:
    with pytest.raises(SlackApiError) as raised:
        client(slack, token).api_call(method, data={name: json.dumps(value) for name, value in given.items()})
    answer: Json = raised.value.response.data
    return answer


@pytest.mark.parametrize(
    "given",
    [
        {"blocks": [section("fine")]},
        {"message": {"text": "fine", "blocks": [section("fine")]}},
        {"view": {"type": "modal", "title": {"type": "plain_text", "text": "Fine"}, "blocks": [section("fine")]}},
    ],
)
def test_what_is_good_is_answered_ok_and_nothing_is_posted(slack: RunningSlack, given: Json) -> None:
    sent = {name: json.dumps(value) for name, value in given.items()}
    assert client(slack).api_call("blocks.validate", data=sent)["ok"] is True
    assert slack.messages("C0ALARMS") == []


@pytest.mark.parametrize(
    ("kind", "given", "pointer"),
    [
        ("blocks", [section("x" * 3001)], "/0/text/text"),
        ("message", {"blocks": [{"type": "divider"}, section("x" * 3001)]}, "/blocks/1/text/text"),
        ("view", {"type": "modal", "title": {"type": "plain_text", "text": "x" * 25}, "blocks": []}, "/title/text"),
    ],
)
def test_what_slack_would_refuse_is_listed_with_where_it_stands(
    slack: RunningSlack, kind: str, given: Any, pointer: str
) -> None:
    answer = refusal(slack, "blocks.validate", **{kind: given})
    assert answer["error"] == f"invalid_{kind}"
    (problem,) = answer["errors"]
    assert problem["pointer"] == pointer
    assert problem["code"] == "failed_constraint"
    assert problem["message"]


@pytest.mark.parametrize("given", [{}, {"blocks": [section("a")], "message": {"text": "a"}}])
def test_exactly_one_is_looked_at(slack: RunningSlack, given: Json) -> None:
    assert refusal(slack, "blocks.validate", **given)["error"] == "invalid_arguments"


def manifest(**more: Any) -> Json:
    read: Json = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return {**read, **more}


def test_the_projects_own_manifest_is_a_good_one(slack: RunningSlack) -> None:
    sent = {"manifest": json.dumps(manifest())}
    assert client(slack, slack.configuration_token).api_call("apps.manifest.validate", data=sent)["ok"] is True


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"display_information": {"name": "x" * 36}}, "/display_information/name"),
        (
            {"display_information": {"name": "x", "long_description": "short"}},
            "/display_information/long_description",
        ),
        (
            {"oauth_config": {"scopes": {"bot": ["commands"], "bot_optional": ["files:read"]}}},
            "/oauth_config/scopes/bot_optional",
        ),
        (
            {"settings": {"interactivity": {"is_enabled": True}, "socket_mode_enabled": False}},
            "/settings/interactivity",
        ),
    ],
)
def test_a_manifest_that_slack_would_refuse_is_told_where(slack: RunningSlack, more: Json, pointer: str) -> None:
    answer = refusal(slack, "apps.manifest.validate", slack.configuration_token, manifest=manifest(**more))
    assert answer["error"] == "invalid_manifest"
    assert [each["pointer"] for each in answer["errors"]] == [pointer]


def test_each_kind_of_token_is_for_its_own_methods(slack: RunningSlack) -> None:
    for method, token in (
        ("apps.manifest.validate", slack.bot_token),
        ("auth.test", slack.configuration_token),
        ("apps.connections.open", slack.configuration_token),
    ):
        assert refusal(slack, method, token)["error"] == "not_allowed_token_type"


def test_without_a_messages_tab_nobody_can_be_written_to_directly() -> None:
    with running_slack() as slack:
        channel = client(slack).conversations_open(users="U0ANA")["channel"]["id"]
        slack.set_messages_tab(False)
        for place in (channel, "U0ANA"):
            with pytest.raises(SlackApiError, match="messages_tab_disabled"):
                client(slack).chat_postMessage(channel=place, text="hello")
