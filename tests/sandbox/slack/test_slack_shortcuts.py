"""Shortcuts: a global one from anywhere, and one in the menu of a message."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.slack.threaded import RunningSlack, running_slack
from tests.sandbox.slack.slack_support import HttpApp, client, http_app, section

SHORTCUTS = [
    {"name": "Scale a group", "type": "global", "callback_id": "scale", "description": "Opens a form"},
    {"name": "What is this?", "type": "message", "callback_id": "what", "description": "Tells"},
]


@pytest.fixture
def slack(tmp_path: Path) -> Iterator[RunningSlack]:
    manifest = tmp_path / "slack-manifest.json"
    manifest.write_text(json.dumps({"features": {"shortcuts": SHORTCUTS}}))
    with running_slack(manifest=manifest) as running:
        yield running


@pytest.fixture
def app(slack: RunningSlack) -> Iterator[HttpApp]:
    with http_app(slack) as listening:
        yield listening


def test_a_global_one_says_who_and_nothing_of_where(slack: RunningSlack, app: HttpApp) -> None:
    assert slack.act(user="U0ANA", shortcut="scale")["ok"] is True
    [payload] = app.payloads_of("shortcut")
    assert (payload["callback_id"], payload["user"]["id"]) == ("scale", "U0ANA")
    assert payload["trigger_id"] and payload["action_ts"]
    assert "channel" not in payload and "response_url" not in payload


def test_one_on_a_message_carries_it_whole_wherever_the_bot_is_not(slack: RunningSlack, app: HttpApp) -> None:
    said = {"text": "alarm!", "blocks": [section("*web-high-cpu*")], "attachments": [{"text": "more"}]}
    ts = slack.act(app="E-mail", channel="C0RANDOM", **said)["response"]["ts"]
    assert slack.act(user="U0ANA", channel="C0RANDOM", ts=ts, shortcut="what")["ok"] is True
    [payload] = app.payloads_of("message_action")
    assert (payload["callback_id"], payload["message_ts"], payload["channel"]["id"]) == ("what", ts, "C0RANDOM")
    message = payload["message"]
    assert (message["subtype"], message["username"], message["text"]) == ("bot_message", "E-mail", "alarm!")
    assert (message["blocks"][0]["text"]["text"], message["attachments"][0]["text"]) == ("*web-high-cpu*", "more")
    assert payload["response_url"].startswith("http://127.0.0.1:")


def test_what_is_not_in_the_manifest_or_on_an_ephemeral_message_is_not_there(slack: RunningSlack, app: HttpApp) -> None:
    ts = str(client(slack).chat_postEphemeral(channel="C0OPS", user="U0ANA", text="psst")["message_ts"])
    assert "no message with a menu" in slack.act(user="U0ANA", channel="C0OPS", ts=ts, shortcut="what")["error"]
    assert "no global shortcut what" in slack.act(user="U0ANA", shortcut="what")["error"]
    assert app.payloads == []
    assert slack.state("U0ANA")["shortcuts"] == SHORTCUTS


def test_one_that_fails_is_told_to_the_person(slack: RunningSlack, app: HttpApp) -> None:
    app.status = 500
    assert slack.act(user="U0ANA", shortcut="scale")["error"] == "dispatch_failed"
    [notice] = slack.state("U0ANA")["notices"]
    assert notice["text"] == '“Scale a group” failed with the error "dispatch_failed"'
