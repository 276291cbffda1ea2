"""What a person sees on the page, and the control endpoints over HTTP."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from sandbox.slack.server import SlackStandIn
from sandbox.slack.threaded import RunningSlack, running_slack
from tests.sandbox.slack.slack_support import client, section

Json = dict[str, Any]


@pytest.fixture
def slack() -> Iterator[RunningSlack]:
    with running_slack() as running:
        yield running


def channel(slack: RunningSlack, user: str, channel_id: str = "C0OPS") -> Json:
    found: list[Json] = [one for one in slack.state(user)["channels"] if one["id"] == channel_id]
    return found[0]


def test_a_person_sees_the_channels_they_are_in(slack: RunningSlack) -> None:
    seen = {user: [one["name"] for one in slack.state(user)["channels"]] for user in ("U0ANA", "U0EVE")}
    assert seen == {"U0ANA": ["alarms", "ops", "random", "private-room"], "U0EVE": ["alarms", "ops", "random"]}


def test_everybody_is_shown_with_who_they_are(slack: RunningSlack) -> None:
    users = {user["name"]: (user["guest"], user["bot"]) for user in slack.state("U0ANA")["users"]}
    assert users == {
        "ana": (False, False),
        "bo": (False, False),
        "eve": (True, False),
        "zoe": (False, False),
        "bellhop": (False, True),
    }


def test_a_message_is_shown_with_its_thread(slack: RunningSlack) -> None:
    parent = client(slack).chat_postMessage(channel="C0OPS", text="parent", blocks=[section("*parent*")])["ts"]
    slack.act(user="U0BO", channel="C0OPS", text="answer", thread_ts=parent)
    [message] = channel(slack, "U0ANA")["messages"]
    assert (message["ts"], message["text"], message["username"]) == (parent, "parent", "Bellhop")
    assert (message["edited"], message["ephemeral"], message["at"]) == (False, False, float(parent))
    assert message["blocks"][0]["text"]["text"] == "*parent*"
    assert [(reply["user"], reply["text"]) for reply in message["replies"]] == [("U0BO", "answer")]


def test_an_ephemeral_message_is_seen_by_one_person(slack: RunningSlack) -> None:
    client(slack).chat_postEphemeral(channel="C0OPS", user="U0ANA", text="for ana")
    seen = {user: [(m["text"], m["ephemeral"]) for m in channel(slack, user)["messages"]] for user in ("U0ANA", "U0BO")}
    assert seen == {"U0ANA": [("for ana", True)], "U0BO": []}


def test_every_visible_change_is_told() -> None:
    async def count_changes() -> list[int]:
        stand_in = SlackStandIn(paced=False, manifest=None)
        serial: list[int] = []
        stand_in.on_change(lambda: serial.append(1))
        counts = []
        for request in ({"text": "hello"}, {"command": "/scale"}):
            await stand_in.act({"user": "U0ANA", "channel": "C0OPS", **request})
            counts.append(len(serial))
        return counts

    said, failed = asyncio.run(count_changes())
    assert 0 < said < failed


def with_control(work: Any) -> Any:
    """Runs `work(http, stand_in)` against the control routes of a stand-in."""

    async def run() -> Any:
        stand_in = SlackStandIn(paced=False, manifest=None)
        await stand_in.start()
        app = web.Application()
        app.add_routes(stand_in.control_routes())
        try:
            async with TestClient(TestServer(app)) as http:
                return await work(http, stand_in)
        finally:
            await stand_in.stop()

    return asyncio.run(run())


def test_faults_are_set_and_cleared_over_http() -> None:
    async def work(http: TestClient[Any, Any], stand_in: SlackStandIn) -> list[bool]:
        fails = []
        for lever in (http.post, http.delete):
            await lever("/control/faults", json={"method": "*", "kind": "status", "count": 3})
            bot = client_of(stand_in)
            fails.append(await asyncio.to_thread(is_failing, bot))
        return fails

    assert with_control(work) == [True, False]


def test_a_rotated_token_is_good_from_then_on_and_the_old_one_refused() -> None:
    async def work(http: TestClient[Any, Any], stand_in: SlackStandIn) -> list[bool]:
        old = client_of(stand_in)
        made = await (await http.post("/control/rotate", json={"bot_token": "", "signing_secret": "chosen"})).json()
        assert made == {"bot_token": stand_in.bot_token, "signing_secret": "chosen"}
        assert stand_in.signing_secret == "chosen"
        assert (await http.post("/control/rotate", json={"password": ""})).status == 400
        return [await asyncio.to_thread(is_failing, each) for each in (old, client_of(stand_in))]

    assert with_control(work) == [True, False]


def test_calls_are_listed_over_http() -> None:
    async def work(http: TestClient[Any, Any], stand_in: SlackStandIn) -> Json:
        await asyncio.to_thread(client_of(stand_in).auth_test)
        [call] = await (await http.get("/control/calls")).json()
        return dict(call)

    call = with_control(work)
    assert sorted(call) == ["at", "channel", "error", "method", "status", "ts"]
    assert (call["method"], call["status"]) == ("auth.test", 200)


@pytest.mark.parametrize(
    ("body", "status", "ok"),
    [
        ({"user": "U0ANA", "channel": "C0OPS", "text": "hello"}, 200, True),
        ({"user": "U0ANA", "channel": "C0OPS", "command": "/scale"}, 200, False),
        ({"user": "U0ANA", "channel": "C0OPS"}, 400, False),
        ({"user": "U0ANA", "view_id": "V0NONE"}, 400, False),
        ([], 400, False),
    ],
)
def test_acting_over_http_says_what_came_of_it(body: Any, status: int, ok: bool) -> None:
    async def work(http: TestClient[Any, Any], stand_in: SlackStandIn) -> tuple[int, bool]:
        response = await http.post("/control/act", json=body)
        return response.status, (await response.json())["ok"]

    assert with_control(work) == (status, ok)


def client_of(stand_in: SlackStandIn) -> Any:
    from slack_sdk import WebClient

    return WebClient(stand_in.bot_token, base_url=stand_in.api_url, retry_handlers=[])


def is_failing(bot: Any) -> bool:
    from slack_sdk.errors import SlackApiError

    try:
        bot.auth_test()
    except SlackApiError:
        return True
    return False


def test_nobody_sees_anything(slack: RunningSlack) -> None:
    with pytest.raises(KeyError):
        slack.state("U0NOBODY")
