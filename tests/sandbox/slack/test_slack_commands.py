"""Slash commands: what the app is sent, and what the person sees of its answer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.slack.threaded import RunningSlack, running_slack
from tests.sandbox.slack.slack_support import HttpApp, client, http_app, section


@pytest.fixture
def slack() -> Iterator[RunningSlack]:
    with running_slack() as running:
        yield running


@pytest.fixture
def app(slack: RunningSlack) -> Iterator[HttpApp]:
    with http_app(slack) as listening:
        yield listening


def give(slack: RunningSlack, command: str, *, user: str = "U0ANA", channel: str = "C0OPS") -> dict[str, object]:
    return slack.act(user=user, channel=channel, command=command)


def notices(slack: RunningSlack, user: str = "U0ANA") -> list[str]:
    return [notice["text"] for notice in slack.state(user)["notices"]]


def test_a_command_is_a_signed_form_with_all_of_slacks_fields(slack: RunningSlack, app: HttpApp) -> None:
    assert give(slack, "/scale  web 4 ") == {"ok": True, "status": 200}
    [form] = app.forms
    assert app.signed_by(slack.signing_secret)
    assert app.headers[0]["content-type"] == "application/x-www-form-urlencoded"
    assert {name: form[name] for name in form if name not in ("token", "response_url", "trigger_id")} == {
        "team_id": "T0SANDBOX",
        "team_domain": "bellhop-sandbox",
        "channel_id": "C0OPS",
        "channel_name": "ops",
        "user_id": "U0ANA",
        "user_name": "ana",
        "command": "/scale",
        "text": "web 4",
        "api_app_id": "A0BELLHOP",
        "is_enterprise_install": "false",
    }
    assert form["token"] and form["trigger_id"]
    assert form["response_url"].startswith("http://127.0.0.1:")


def test_slacks_control_characters_come_as_entities(slack: RunningSlack, app: HttpApp) -> None:
    give(slack, "/scale web 4 because <b> &amp; more")
    assert app.forms[0]["text"] == "web 4 because &lt;b&gt; &amp;amp; more"


def test_a_command_without_words_has_an_empty_text(slack: RunningSlack, app: HttpApp) -> None:
    give(slack, "/scale")
    assert app.forms[0]["text"] == ""


def test_channels_that_are_not_public_are_not_named(slack: RunningSlack, app: HttpApp) -> None:
    direct = client(slack).conversations_open(users="U0ANA")["channel"]["id"]
    give(slack, "/scale", channel="C0PRIVATE")
    give(slack, "/scale", channel=direct)
    assert [form["channel_name"] for form in app.forms] == ["privategroup", "directmessage"]


def test_a_stranger_is_of_another_team(slack: RunningSlack, app: HttpApp) -> None:
    give(slack, "/scale", user="U0ZOE")
    assert app.forms[0]["team_id"] == "T0OTHER"


def test_an_empty_answer_shows_nothing(slack: RunningSlack, app: HttpApp) -> None:
    give(slack, "/scale")
    assert (slack.messages("C0OPS"), notices(slack)) == ([], [])


def test_a_text_as_answer_is_for_the_caller_only(slack: RunningSlack, app: HttpApp) -> None:
    app.answer = "working on it"
    assert give(slack, "/scale")["response"] == "working on it"
    [message] = slack.messages("C0OPS")
    assert (message["text"], message["ephemeral_to"]) == ("working on it", "U0ANA")


def test_an_answer_in_channel_is_for_everybody(slack: RunningSlack, app: HttpApp) -> None:
    app.answer = {"response_type": "in_channel", "text": "done", "blocks": [section("*done*")]}
    give(slack, "/scale")
    [message] = client(slack).conversations_history(channel="C0OPS")["messages"]
    assert (message["text"], message["blocks"][0]["text"]["text"]) == ("done", "*done*")


def test_an_answer_that_slack_refuses_is_a_failure(slack: RunningSlack, app: HttpApp) -> None:
    app.answer = {"text": "x", "blocks": [section("")]}
    assert give(slack, "/scale")["error"] == "invalid_command_response"
    assert notices(slack) == ['/scale failed with the error "invalid_command_response"']


def test_an_app_that_is_too_slow_has_failed(slack: RunningSlack, app: HttpApp) -> None:
    app.hangs = True
    slack.answer_within(0.1)
    assert give(slack, "/scale web 4") == {"ok": False, "status": None, "error": "operation_timeout"}
    assert notices(slack) == ['/scale failed with the error "operation_timeout"']
    assert notices(slack, "U0BO") == []


@pytest.mark.parametrize("status", [302, 401, 404, 500])
def test_any_status_but_200_is_a_failed_dispatch(slack: RunningSlack, app: HttpApp, status: int) -> None:
    app.status = status
    outcome = give(slack, "/scale")
    assert (outcome["status"], outcome["error"]) == (status, "dispatch_failed")
    assert notices(slack) == ['/scale failed with the error "dispatch_failed"']


def test_an_app_that_is_not_running_cannot_be_reached(slack: RunningSlack) -> None:
    with http_app(slack):
        pass
    assert give(slack, "/scale")["error"] == "dispatch_failed"


def test_without_any_app_slack_says_that_it_did_not_respond(slack: RunningSlack) -> None:
    assert give(slack, "/scale")["error"] == "app_did_not_respond"
    assert notices(slack) == ["/scale failed because the app did not respond."]


def test_a_command_that_is_not_in_the_manifest_is_not_sent(tmp_path: Path) -> None:
    manifest = tmp_path / "slack-manifest.json"
    manifest.write_text('{"features": {"slash_commands": [{"command": "/scale", "description": "Scale a group"}]}}')
    with running_slack(manifest=manifest) as slack, http_app(slack) as app:
        assert give(slack, "/scall web")["error"] == "unknown_command"
        assert app.forms == []
        assert notices(slack) == ["/scall is not a valid command."]
        assert give(slack, "/scale web")["ok"] is True
        assert slack.state("U0ANA")["commands"] == [
            {"command": "/scale", "usage_hint": "", "description": "Scale a group"}
        ]


@pytest.mark.parametrize(
    ("user", "channel", "command", "reason"),
    [
        ("U0NOBODY", "C0OPS", "/scale", "no such person"),
        ("U0BELLHOP", "C0OPS", "/scale", "no such person"),
        ("U0EVE", "C0PRIVATE", "/scale", "in no such channel"),
        ("U0ANA", "C0OPS", "scale", "begins with a slash"),
    ],
)
def test_what_nobody_can_do_is_said_so(slack: RunningSlack, user: str, channel: str, command: str, reason: str) -> None:
    outcome = give(slack, command, user=user, channel=channel)
    assert outcome["ok"] is False
    assert reason in str(outcome["error"])
