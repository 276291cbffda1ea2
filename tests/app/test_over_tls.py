"""Over https, as against the real Slack: every command, button and form reaches its listener and has its answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.config.secrets import Secret
from app.listeners.job import from_text
from app.listeners.listener import Button, Command, Entry, Modal
from app.ops.socket_mode import connected_socket
from app.runtime import wiring
from app.runtime.entries import catalogue_entries
from sandbox.certificates import Authority
from sandbox.slack.threaded import RunningSlack, running_slack
from tests.app.people import open_form, seen, submit
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock
from tests.fakes.socket_mode import looking_often

ENTRIES = catalogue_entries()
# What is no slash command, and on no message and no form, and how people get there.
ACTS: dict[str, dict[str, Any]] = {
    "@Bellhop": {"channel": "C0OPS", "text": "@bellhop what a day"},
    "home_opened": {"home": "home"},
    "shortcut:scale_group": {"shortcut": "scale_group"},
    "shortcut:what_alarm": {"shortcut": "what_alarm", "channel": "C0OPS"},
}
ON_THE_HOME_TAB = [name for name in ENTRIES if name.startswith("button:home_")]
ELSEWHERE = [name for name in ENTRIES if name not in (*ACTS, *ON_THE_HOME_TAB)]


@pytest.fixture
def slack(clock: SetClock, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningSlack]:
    """A Slack that speaks TLS, trusted as a deployment trusts an authority of its own."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.ca_file))
    with running_slack(clock=clock.epoch, authority=authority) as running:
        assert running.api_url.startswith("https://")
        yield running


def request(bellhop: Bellhop, name: str, entry: Entry) -> dict[str, Any]:
    """The signed request that Slack sends for this entry."""
    if isinstance(entry, Command):
        return bellhop.command(name)
    who = {"user": {"id": "U0ANA", "team_id": "T0SANDBOX"}, "trigger_id": "1.2.3"}
    if isinstance(entry, Button):
        action = {"action_id": entry.name, "block_id": "b", "type": "button", "value": "gone"}
        click = {"type": "block_actions", "channel": {"id": "C0OPS"}, "actions": [action], **who}
        return bellhop.edge(bellhop.interaction(click))
    values = {"desired": {"desired": {"type": "plain_text_input", "value": "4"}}}
    view = {"id": "V1", "type": "modal", "callback_id": entry.name, "private_metadata": "", "state": {"values": values}}
    return bellhop.edge(bellhop.interaction({"type": "view_submission", "view": view, **who}))


@pytest.mark.parametrize("name", ELSEWHERE)
def test_every_command_button_and_form_reaches_its_listener_and_is_answered(
    name: str, bellhop: Bellhop, slack: RunningSlack
) -> None:
    answer = request(bellhop, name, ENTRIES[name])
    assert answer["statusCode"] == 200
    if "response_action" in answer["body"]:  # the form's own check refused it, in the edge
        assert isinstance(ENTRIES[name], Modal)
        return
    assert [from_text(text).function for text in bellhop.jobs.texts] == [name]
    bellhop.work()
    assert (slack.calls()[-1]["method"], slack.calls()[-1]["error"]) == ("chat.postEphemeral", None) or (
        slack.calls()[-1]["method"] == "chat.postMessage"  # to somebody whose form came from no channel
    )


@pytest.mark.parametrize("name", ACTS)
def test_every_event_and_shortcut_reaches_its_listener_and_is_answered(
    name: str, listening_bellhop: Bellhop, slack: RunningSlack
) -> None:
    act = ACTS[name]
    if "shortcut" in act and "channel" in act:
        act = {**act, "ts": slack.act(user="U0BO", channel="C0OPS", text="look at web-high-cpu")["response"]["ts"]}
    assert slack.act(user="U0ANA", **act)["ok"]
    assert [from_text(text).function for text in listening_bellhop.jobs.texts] == [name]
    known = len(slack.calls())
    listening_bellhop.work()
    assert slack.calls()[known:]
    assert {call["error"] for call in slack.calls()[known:]} == {None}


@pytest.mark.parametrize("name", ON_THE_HOME_TAB)
def test_every_button_of_the_home_tab_reaches_its_listener(name: str, bellhop: Bellhop) -> None:
    action = {"action_id": name.removeprefix("button:"), "block_id": "b", "type": "button", "value": "gone"}
    view = {"id": "V1", "type": "home", "callback_id": "", "private_metadata": "", "state": {"values": {}}}
    press = {"type": "block_actions", "container": {"type": "view", "view_id": "V1"}, "view": view, "actions": [action]}
    who = {"user": {"id": "U0ANA", "team_id": "T0SANDBOX"}, "trigger_id": "1.2.3"}
    assert bellhop.edge(bellhop.interaction({**press, **who}))["statusCode"] == 200
    assert [from_text(text).function for text in bellhop.jobs.texts] == [name]


def test_a_scale_form_opens_is_filled_and_does_what_it_says(listening_bellhop: Bellhop, slack: RunningSlack) -> None:
    form = open_form(listening_bellhop)
    assert submit(listening_bellhop, form, "4")["ok"]
    listening_bellhop.work()
    assert [group.desired for group in listening_bellhop.scaling.groups()] == [4]


def test_a_socket_mode_command_over_wss_reaches_its_listener_and_is_answered(
    bellhop: Bellhop, slack: RunningSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", slack.proxy_url)
    app = wiring.build_app(bellhop.parts.slack, bellhop.jobs, bellhop.clock)
    app_token = Secret("SLACK_APP_TOKEN", slack.app_token, fetch=str)
    with looking_often(), connected_socket(app, bellhop.parts.slack, app_token):
        assert slack.act(user="U0ANA", channel="C0OPS", command="/echo over wss")["ok"]
    bellhop.work()
    assert "over wss" in seen(bellhop)[-1]
