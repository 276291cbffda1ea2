"""Buttons and menus of messages: what the app is sent when somebody presses one."""

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.slack.threaded import RunningSlack, running_slack
from tests.sandbox.slack.slack_support import HttpApp, actions, button, client, http_app, section

OPTIONS = [{"text": {"type": "plain_text", "text": text}, "value": text[:1]} for text in ("four", "five")]


@pytest.fixture
def slack() -> Iterator[RunningSlack]:
    with running_slack() as running:
        yield running


@pytest.fixture
def app(slack: RunningSlack) -> Iterator[HttpApp]:
    with http_app(slack) as listening:
        yield listening


def post(slack: RunningSlack, *blocks: Any, **more: Any) -> str:
    return str(client(slack).chat_postMessage(channel="C0OPS", text="card", blocks=blocks, **more)["ts"])


def press(slack: RunningSlack, ts: str, action_id: str, **more: Any) -> dict[str, Any]:
    return slack.act(user="U0BO", channel="C0OPS", ts=ts, action_id=action_id, **more)


def test_a_press_tells_who_pressed_what_and_where(slack: RunningSlack, app: HttpApp) -> None:
    ts = post(slack, actions(button("scale:open", "Scale", value="web", style="primary")))
    assert press(slack, ts, "scale:open") == {"ok": True, "status": 200}
    [payload] = app.payloads
    assert app.signed_by(slack.signing_secret)
    assert payload["type"] == "block_actions"
    assert payload["user"] == {"id": "U0BO", "username": "bo", "name": "bo", "team_id": "T0SANDBOX"}
    assert payload["channel"] == {"id": "C0OPS", "name": "ops"}
    assert payload["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": "C0OPS",
        "is_ephemeral": False,
    }
    assert (payload["message"]["ts"], payload["message"]["text"]) == (ts, "card")
    [action] = payload["actions"]
    assert (action["type"], action["action_id"], action["block_id"]) == ("button", "scale:open", "row")
    assert (action["value"], action["style"], action["text"]["text"]) == ("web", "primary", "Scale")
    assert payload["trigger_id"] and payload["response_url"]


def test_a_press_in_a_thread_names_the_thread(slack: RunningSlack, app: HttpApp) -> None:
    parent = post(slack, section("parent"))
    press(slack, post(slack, actions(button("a")), thread_ts=parent), "a")
    assert app.payloads[0]["container"]["thread_ts"] == parent


def test_an_ephemeral_message_is_pressed_by_its_reader_only_and_is_not_shown_to_the_app(
    slack: RunningSlack, app: HttpApp
) -> None:
    ts = client(slack).chat_postEphemeral(channel="C0OPS", user="U0BO", text="for bo", blocks=[actions(button("a"))])[
        "message_ts"
    ]
    assert "no such message" in slack.act(user="U0ANA", channel="C0OPS", ts=ts, action_id="a")["error"]
    press(slack, ts, "a")
    assert (app.payloads[0]["container"]["is_ephemeral"], "message" in app.payloads[0]) == (True, False)


def test_the_label_and_the_value_of_a_button_come_with_entities(slack: RunningSlack, app: HttpApp) -> None:
    ts = post(slack, actions(button("go", "a <b>", value="&c")))
    press(slack, ts, "go")
    [action] = app.payloads[0]["actions"]
    assert (action["text"]["text"], action["value"]) == ("a &lt;b&gt;", "&amp;c")


def test_buttons_of_one_name_are_told_apart_by_block_or_value(slack: RunningSlack, app: HttpApp) -> None:
    rows = [actions(button("go", value=name), block_id=name) for name in ("web", "worker")]
    ts = post(slack, *rows)
    press(slack, ts, "go", block_id="worker")
    press(slack, ts, "go", value="worker")
    assert [payload["actions"][0]["value"] for payload in app.payloads] == ["worker", "worker"]


@pytest.mark.parametrize("picked", ["f", "four", OPTIONS[0]])
def test_an_option_is_picked_by_value_text_or_itself(slack: RunningSlack, app: HttpApp, picked: Any) -> None:
    ts = post(slack, actions({"type": "static_select", "action_id": "size", "options": OPTIONS}))
    press(slack, ts, "size", selected=picked)
    assert app.payloads[0]["actions"][0]["selected_option"] == OPTIONS[0]
    assert app.payloads[0]["state"]["values"]["row"]["size"]["selected_option"] == OPTIONS[0]


def test_a_menu_can_be_emptied_again(slack: RunningSlack, app: HttpApp) -> None:
    ts = post(slack, actions({"type": "static_select", "action_id": "size", "options": OPTIONS}))
    press(slack, ts, "size", selected=None)
    assert app.payloads[0]["actions"][0]["selected_option"] is None


def test_an_overflow_menu_sends_its_option(slack: RunningSlack, app: HttpApp) -> None:
    ts = post(slack, section("x", accessory={"type": "overflow", "action_id": "more", "options": OPTIONS}))
    press(slack, ts, "more", value="five")
    assert app.payloads[0]["actions"][0]["selected_option"] == OPTIONS[1]


def test_buttons_within_attachments_can_be_pressed(slack: RunningSlack, app: HttpApp) -> None:
    attachment = {"color": "#a30200", "blocks": [actions(button("a"))]}
    ts = client(slack).chat_postMessage(channel="C0OPS", text="x", attachments=[attachment])["ts"]
    assert press(slack, ts, "a")["ok"] is True


def test_what_is_not_there_cannot_be_pressed(slack: RunningSlack, app: HttpApp) -> None:
    ts = post(slack, actions(button("a"), {"type": "static_select", "action_id": "size", "options": OPTIONS}))
    assert "no such message" in press(slack, "1.000001", "a")["error"]
    assert "nothing to press" in press(slack, ts, "b")["error"]
    assert "no option six" in press(slack, ts, "size", selected="six")["error"]
    assert app.payloads == []


def test_a_press_that_the_app_does_not_answer_is_told_to_the_person(slack: RunningSlack, app: HttpApp) -> None:
    ts = post(slack, actions(button("a", "Scale")))
    app.hangs = True
    slack.answer_within(0.1)
    assert press(slack, ts, "a")["error"] == "operation_timeout"
    assert slack.state("U0BO")["notices"][0]["text"] == '“Scale” failed with the error "operation_timeout"'
