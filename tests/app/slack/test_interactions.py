"""Slack's JSON read as our own values, whatever of it is missing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.slack.interactions import read_click, read_command, read_submission

COMMAND = {
    "command": "/scale",
    "text": " web 4 ",
    "user_id": "U0ANA",
    "user_name": "ana",
    "channel_id": "C0OPS",
    "response_url": "https://hooks.slack.com/commands/1",
}
CLICK = {
    "type": "block_actions",
    "user": {"id": "U0ANA", "username": "ana"},
    "channel": {"id": "C0ALARMS"},
    "container": {"message_ts": "1.0", "channel_id": "C0ALARMS"},
    "response_url": "https://hooks.slack.com/actions/1",
    "actions": [{"action_id": "scale_open:0", "value": "web"}],
}


def test_a_command_is_its_name_its_text_and_its_caller() -> None:
    command = read_command(COMMAND)
    assert (command.name, command.text) == ("/scale", "web 4")
    caller = command.caller
    assert (caller.user_id, caller.user_name, caller.channel_id) == ("U0ANA", "ana", "C0OPS")
    assert caller.response_url == COMMAND["response_url"]


def test_in_an_organization_a_request_may_name_no_team() -> None:
    body = {**CLICK, "team": None, "enterprise": {"id": "E0ORG"}, "is_enterprise_install": True}
    assert read_click(body).caller.team_id == ""
    assert read_click({**body, "user": {"id": "U0ANA", "team_id": "T1"}}).caller.team_id == "T1"
    assert read_submission({**body, "view": {}}).caller.user_id == "U0ANA"
    assert read_command({**COMMAND, "team_id": None, "enterprise_id": "E0ORG"}).caller.team_id == ""


def test_what_slack_escaped_is_unescaped_once() -> None:
    sent, typed = "a &lt;b&gt; &amp;amp; c &quot;", "a <b> &amp; c &quot;"
    action = {"action_id": "go", "value": sent, "text": {"type": "plain_text", "text": sent}}
    click = read_click({**CLICK, "actions": [action]})
    values = {"why": {"why": {"value": sent}}, "menu": {"menu": {"selected_option": {"value": sent}}}}
    submission = read_submission({"view": {"state": {"values": values}}})
    assert read_command({**COMMAND, "text": sent}).text == typed
    assert (click.value, click.label) == (typed, typed)
    assert submission.values == {"why": typed, "menu": typed}


@pytest.mark.parametrize("body", [{}, {"text": None}])
def test_a_command_may_come_without_a_text(body: dict[str, Any]) -> None:
    assert read_command(body).text == ""


def test_a_click_is_its_action_its_value_and_where_it_was() -> None:
    click = read_click(CLICK)
    assert (click.action_id, click.value) == ("scale_open:0", "web")
    assert (click.caller.user_id, click.caller.channel_id) == ("U0ANA", "C0ALARMS")


def test_a_click_in_a_modal_has_the_modals_id_and_no_channel() -> None:
    click = read_click({**CLICK, "channel": None, "container": {"view_id": "V1"}})
    assert (click.view_id, click.caller.channel_id) == ("V1", "")


def test_a_submission_is_its_inputs_by_block_and_what_the_modal_was_about() -> None:
    values = {
        "desired": {"desired": {"type": "number_input", "value": " 4 "}},
        "state": {"menu": {"selected_option": {"value": "ALARM"}}},
        "empty": {"input": {"value": None}},
    }
    view = {
        "private_metadata": '{"group": "web", "channel": "C0ALARMS"}',
        "state": {"values": values},
    }
    submission = read_submission({"type": "view_submission", "user": {"id": "U0ANA"}, "view": view})
    assert submission.values == {"desired": "4", "state": "ALARM", "empty": ""}
    assert submission.about == {"group": "web", "channel": "C0ALARMS"}
    assert submission.caller.channel_id == "C0ALARMS"


@pytest.mark.parametrize("metadata", ["", "no json", "[]", "3"])
def test_a_modal_about_nothing_that_we_wrote_is_about_nothing(metadata: str) -> None:
    assert read_submission({"view": {"private_metadata": metadata}}).about == {}


def test_a_response_url_is_in_no_repr() -> None:
    assert "hooks.slack.com" not in repr(read_command(COMMAND)) + repr(read_click(CLICK))


some_json = st.none() | st.text(max_size=5) | st.integers()


@given(st.dictionaries(st.sampled_from(sorted({*COMMAND, *CLICK})), some_json))
def test_a_command_with_anything_in_its_fields_is_read_as_text(body: dict[str, Any]) -> None:
    command = read_command(body)
    assert all(isinstance(value, str) for value in (command.name, command.text, command.caller.user_id))


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        (":red_circle: ALARM: web-high-cpu (93.2 %, OK → ALARM) since now.\nReason: load", "ALARM: web-high-cpu"),
        (
            "Ana Silva (she/her) suspended `Launch` on *web*.\n:warning: While it is",
            "Ana Silva (she/her) suspended `Launch` on web.",
        ),
        ("<@U0ANA> set *web* to 4 (min 1, max 8).", "set web to 4 (min 1, max 8)."),
    ],
)
def test_a_message_is_named_by_its_first_line(text: str, headline: str) -> None:
    body = {"user": {"id": "U0ANA"}, "channel": {"id": "C0OPS"}, "message": {"text": text}}
    assert read_click({**body, "actions": [{"action_id": "a", "value": "v"}]}).headline == headline


def test_a_shortcut_on_a_message_is_a_press_on_nothing_with_all_that_the_message_says() -> None:
    email = {"title": "Alarm", "plain_text": "ALARM: web", "id": "F1", "mimetype": "text/plain"}
    message = {
        "type": "message",
        "ts": "2.0",
        "thread_ts": "1.0",
        "text": "look",
        "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "*web*"}}],
        "attachments": [{"color": "#f00", "fields": [{"title": "Name", "value": "db"}]}],
        "files": [email],
    }
    body = {"type": "message_action", "user": {"id": "U0ANA"}, "channel": {"id": "C0OPS"}, "message_ts": "2.0"}
    click = read_click({**body, "message": message, "response_url": "https://hooks.slack.com/app/1"})
    assert (click.caller.channel_id, click.caller.thread_ts, click.action_id) == ("C0OPS", "1.0", "")
    assert click.said.split("\n") == ["look", "*web*", "Name", "db", "Alarm", "ALARM: web"]
    assert read_click({**body, "message": {**message, "thread_ts": "2.0"}}).caller.thread_ts == ""
    assert read_click({**CLICK, "message": message}).said == ""


def test_an_option_that_was_picked_is_the_value_of_the_press() -> None:
    action = {"action_id": "scale_pick", "type": "static_select", "selected_option": {"value": "a &amp; b"}}
    assert read_click({**CLICK, "actions": [action]}).value == "a & b"


def test_a_form_that_was_opened_nowhere_is_about_the_channel_that_was_picked_in_it() -> None:
    values = {"channel": {"channel": {"type": "conversations_select", "selected_conversation": "C0OPS"}}}
    view = {"callback_id": "f", "state": {"values": values}, "private_metadata": '{"channel": ""}'}
    body = {"type": "view_submission", "user": {"id": "U0ANA"}, "view": view}
    assert read_submission(body).caller.channel_id == "C0OPS"
    there = {**view, "private_metadata": '{"channel": "C0ALARMS"}'}
    assert read_submission({**body, "view": there}).caller.channel_id == "C0ALARMS"


@pytest.mark.parametrize(
    ("container", "channel", "sees_alone"),
    [
        ({"is_ephemeral": True, "message_ts": "1.0"}, "C0OPS", True),
        ({"is_ephemeral": False, "message_ts": "1.0"}, "C0OPS", False),
        ({"message_ts": "1.0"}, "C0OPS", False),
        ({"message_ts": "1.0"}, "D0ANA", True),
        ({"type": "view"}, "C0OPS", False),
    ],
)
def test_whether_others_see_what_was_pressed(container: dict[str, Any], channel: str, sees_alone: bool) -> None:
    click = read_click({**CLICK, "channel": {"id": channel}, "container": container})
    assert click.caller.sees_alone == sees_alone
