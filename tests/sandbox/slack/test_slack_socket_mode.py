"""Socket Mode: the same commands, presses and modals over a WebSocket, with Slack's own clients."""

import asyncio
import http.client
from collections.abc import Iterator
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse
from slack_bolt import Ack, App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError

from sandbox.slack.threaded import RunningSlack, running_slack
from tests.fakes.socket_mode import looking_often
from tests.sandbox.slack.slack_support import actions, button, client, http_app

Json = dict[str, Any]


VIEW = {
    "type": "modal",
    "callback_id": "sized",
    "title": {"type": "plain_text", "text": "Scale"},
    "submit": {"type": "plain_text", "text": "Go"},
    "blocks": [
        {
            "type": "input",
            "block_id": "size",
            "label": {"type": "plain_text", "text": "Size"},
            "element": {"type": "plain_text_input", "action_id": "n"},
        }
    ],
}


def bolt_app(slack: RunningSlack) -> App:
    """A Bolt app with a command, a button that opens a modal, and a modal that finds fault with everything."""

    def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T0SANDBOX", bot_token=slack.bot_token)

    app = App(name="socket-test", client=client(slack), signing_secret=slack.signing_secret, authorize=authorize)

    @app.command("/echo")
    def echo(ack: Ack, command: Json) -> None:
        ack(f"{command['user_id']} in {command['channel_id']}: {command['text']}")

    @app.action("open")
    def open_modal(ack: Ack, body: Json) -> None:
        client(slack).views_open(trigger_id=body["trigger_id"], view=VIEW)
        ack()

    @app.view("sized")
    def sized(ack: Ack, body: Json) -> None:
        size = body["view"]["state"]["values"]["size"]["n"]["value"]
        ack(response_action="errors", errors={"size": f"not {size}"})

    return app


@pytest.fixture(scope="module")
def slack() -> Iterator[RunningSlack]:
    """One for all these tests, with the Bolt app connected."""
    with running_slack() as running, looking_often():
        handler = SocketModeHandler(bolt_app(running), running.app_token)
        handler.connect()  # type: ignore[no-untyped-call]
        yield running
        handler.close()  # type: ignore[no-untyped-call]


async def connect(slack: RunningSlack, http: ClientSession) -> ClientWebSocketResponse:
    """A bare connection, past its hello."""
    url = client(slack).apps_connections_open(app_token=slack.app_token)["url"]
    socket = await http.ws_connect(url)
    assert (await socket.receive_json())["type"] == "hello"
    return socket


def test_a_command_is_answered_over_the_socket(slack: RunningSlack) -> None:
    assert slack.act(user="U0ANA", channel="C0OPS", command="/echo hello there")["ok"] is True
    [message] = slack.messages("C0OPS")
    assert (message["text"], message["ephemeral_to"]) == ("U0ANA in C0OPS: hello there", "U0ANA")


def test_a_button_opens_a_modal_and_its_errors_come_back(slack: RunningSlack) -> None:
    ts = client(slack).chat_postMessage(channel="C0ALARMS", text="x", blocks=[actions(button("open"))])["ts"]
    assert slack.act(user="U0BO", channel="C0ALARMS", ts=ts, action_id="open")["ok"] is True
    [shown] = slack.state("U0BO")["views"]
    slack.act(user="U0BO", view_id=shown["id"], values={"size": "9"})
    assert slack.state("U0BO")["views"][0]["errors"] == {"size": "not 9"}


def test_a_command_without_a_listener_times_out(slack: RunningSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slack._stand_in.slack, "answer_seconds", 0.2)
    assert slack.act(user="U0ANA", channel="C0OPS", command="/nobody")["error"] == "operation_timeout"


def test_an_open_socket_goes_before_http_and_http_takes_over_when_it_closes() -> None:
    async def give_two_commands(slack: RunningSlack) -> list[str]:
        over_socket = []
        async with ClientSession() as http:
            socket = await connect(slack, http)
            acting = asyncio.create_task(asyncio.to_thread(give_command, slack))
            envelope = await socket.receive_json()
            over_socket.append(envelope["payload"]["command"])
            await socket.send_json({"envelope_id": envelope["envelope_id"]})
            assert (await acting)["ok"] is True
            await socket.close()
        assert (await asyncio.to_thread(give_command, slack))["ok"] is True
        return over_socket

    with running_slack() as slack, http_app(slack) as app:
        assert asyncio.run(give_two_commands(slack)) == ["/scale"]
        assert [form["command"] for form in app.forms] == ["/scale"]


def test_an_app_that_hangs_up_without_an_answer_has_failed() -> None:
    async def hang_up(slack: RunningSlack) -> Json:
        async with ClientSession() as http:
            socket = await connect(slack, http)
            acting = asyncio.create_task(asyncio.to_thread(give_command, slack))
            await socket.receive_json()
            await socket.close()
            return await acting

    with running_slack() as slack:
        assert asyncio.run(hang_up(slack))["error"] == "dispatch_failed"


def test_only_commands_and_submissions_accept_an_answer_with_content() -> None:
    async def press(slack: RunningSlack, ts: str) -> list[tuple[str, bool]]:
        seen = []
        async with ClientSession() as http:
            socket = await connect(slack, http)
            for request in ({"command": "/scale"}, {"ts": ts, "action_id": "a"}):
                acting = asyncio.create_task(asyncio.to_thread(slack.act, user="U0ANA", channel="C0OPS", **request))
                envelope = await socket.receive_json()
                seen.append((envelope["type"], envelope["accepts_response_payload"]))
                await socket.send_json({"envelope_id": envelope["envelope_id"]})
                await acting
        return seen

    with running_slack() as slack:
        ts = client(slack).chat_postMessage(channel="C0OPS", text="x", blocks=[actions(button("a"))])["ts"]
        assert asyncio.run(press(slack, ts)) == [("slash_commands", True), ("interactive", False)]


def give_command(slack: RunningSlack) -> Json:
    return slack.act(user="U0ANA", channel="C0OPS", command="/scale")


def test_only_the_app_token_opens_a_connection(slack: RunningSlack) -> None:
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        client(slack).apps_connections_open(app_token=slack.bot_token)


def test_a_link_that_was_not_given_out_is_refused(slack: RunningSlack) -> None:
    connection = http.client.HTTPConnection(slack.api_url.split("/")[2])
    connection.request("GET", "/link/?ticket=guess")
    assert connection.getresponse().status == 401
    connection.close()
