"""The Events API: what an app that listens is told, over HTTP and over a socket, and when it is told again."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from sandbox.slack.threaded import RunningSlack, running_slack
from tests.patience import PATIENCE
from tests.sandbox.slack.slack_support import HttpApp, client, http_app

Json = dict[str, Any]


@pytest.fixture
def slack() -> Iterator[RunningSlack]:
    with running_slack(retry_after=(0.0, 0.01, 0.01)) as running:
        yield running


@pytest.fixture
def app(slack: RunningSlack) -> Iterator[HttpApp]:
    with http_app(slack) as listening:
        yield listening


def direct(slack: RunningSlack, user: str = "U0ANA") -> str:
    return str(client(slack).conversations_open(users=user)["channel"]["id"])


def soon(look: Callable[[], bool]) -> None:
    """What the stand-in does behind the person's back is done soon."""
    end = time.monotonic() + PATIENCE
    while not look():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_mention_is_a_signed_envelope_with_all_of_slacks_fields(slack: RunningSlack, app: HttpApp) -> None:
    outcome = slack.act(user="U0ANA", channel="C0OPS", text="@bellhop web 4 <b>")
    [envelope] = app.envelopes
    assert (outcome["ok"], outcome["status"]) == (True, 200)
    assert app.signed_by(slack.signing_secret)
    assert app.headers[0]["content-type"] == "application/json"
    assert (envelope["type"], envelope["team_id"], envelope["api_app_id"]) == (
        "event_callback",
        "T0SANDBOX",
        "A0BELLHOP",
    )
    assert envelope["event_id"].startswith("Ev")
    assert envelope["authorizations"][0]["user_id"] == "U0BELLHOP"
    ts = outcome["response"]["ts"]
    assert envelope["event"] == {
        "type": "app_mention",
        "user": "U0ANA",
        "team": "T0SANDBOX",
        "text": "<@U0BELLHOP> web 4 &lt;b&gt;",
        "channel": "C0OPS",
        "ts": ts,
        "event_ts": ts,
    }


def test_only_what_concerns_the_app_is_told(slack: RunningSlack, app: HttpApp) -> None:
    slack.act(user="U0ANA", channel="C0OPS", text="nobody in particular, not even me@bellhop")
    slack.act(user="U0ANA", channel="C0RANDOM", text="@bellhop is not here")
    slack.act(user="U0ANA", channel="C0OPS", text="@bo look")
    assert app.events == []


def test_a_mention_in_a_thread_names_it(slack: RunningSlack, app: HttpApp) -> None:
    ts = slack.act(user="U0ANA", channel="C0OPS", text="what is that")["response"]["ts"]
    slack.act(user="U0ANA", channel="C0OPS", text="@bellhop web", thread_ts=ts)
    assert [event["thread_ts"] for event in app.events] == [ts]


def test_a_direct_message_is_told_and_so_are_its_edit_and_the_bots_own(slack: RunningSlack, app: HttpApp) -> None:
    channel = direct(slack)
    ts = slack.act(user="U0ANA", channel=channel, text="web @bellhop")["response"]["ts"]
    slack.act(user="U0ANA", channel=channel, ts=ts, text="web 4")
    mine = client(slack).chat_postMessage(channel=channel, text="done")["ts"]
    soon(lambda: len(app.events) == 3)
    client(slack).chat_update(channel=channel, ts=mine, text="really done")
    soon(lambda: len(app.events) == 4)
    first, edited, own, own_edit = app.events
    assert [event["type"] for event in app.events] == ["message"] * 4
    assert {event["channel_type"] for event in app.events} == {"im"}
    assert (first["user"], first["text"], "bot_id" in first) == ("U0ANA", "web <@U0BELLHOP>", False)
    assert (edited["subtype"], edited["message"]["text"]) == ("message_changed", "web 4")
    assert edited["previous_message"]["text"] == "web <@U0BELLHOP>"
    assert (own["bot_id"], own["text"]) == ("B0BELLHOP", "done")
    assert (own_edit["subtype"], own_edit["message"]["bot_id"]) == ("message_changed", "B0BELLHOP")


def test_an_edit_that_mentions_is_told_as_edited(slack: RunningSlack, app: HttpApp) -> None:
    ts = slack.act(user="U0ANA", channel="C0OPS", text="web")["response"]["ts"]
    slack.act(user="U0ANA", channel="C0OPS", ts=ts, text="@bellhop web")
    [event] = app.events
    assert (event["type"], event["edited"]["user"]) == ("app_mention", "U0ANA")


def test_another_apps_mention_carries_its_bot_id(slack: RunningSlack, app: HttpApp) -> None:
    slack.act(app="PagerDuty", channel="C0OPS", text="<@U0BELLHOP> web-high-cpu")
    [event] = app.events
    assert (event["type"], event["bot_id"], "user" in event) == ("app_mention", "B0OTHERAPP", False)


def test_a_stranger_says_from_where_they_come(slack: RunningSlack, app: HttpApp) -> None:
    slack.act(user="U0ZOE", channel="C0OPS", text="@bellhop web")
    assert (app.envelopes[0]["team_id"], app.events[0]["user_team"]) == ("T0SANDBOX", "T0OTHER")


@pytest.mark.parametrize(
    ("trouble", "within", "reason"),
    [({"status": 500}, PATIENCE, "http_error"), ({"hangs": True}, 0.3, "http_timeout")],
)
def test_an_event_is_told_four_times_until_it_is_acknowledged(
    slack: RunningSlack, app: HttpApp, trouble: dict[str, Any], within: float, reason: str
) -> None:
    slack.act(user="U0ANA", channel="C0OPS", text="@bellhop hello")  # answers the challenge, which may take its time
    app.bodies.clear()
    app.headers.clear()
    vars(app).update(trouble)
    slack.answer_within(within)
    outcome = slack.act(user="U0ANA", channel="C0OPS", text="@bellhop web")
    soon(lambda: len(app.bodies) == 4)
    assert outcome["ok"] is True  # the message stands, whatever the app does
    assert len({envelope["event_id"] for envelope in app.envelopes}) == 1
    said = [(head.get("x-slack-retry-num"), head.get("x-slack-retry-reason")) for head in app.headers]
    assert said == [(None, None), ("1", reason), ("2", reason), ("3", reason)]
    assert app.signed_by(slack.signing_secret)


def test_a_retry_that_is_acknowledged_is_the_last(slack: RunningSlack, app: HttpApp) -> None:
    app.first_statuses, app.status = [503], 204
    slack.act(user="U0ANA", channel="C0OPS", text="@bellhop web")
    soon(lambda: len(app.bodies) == 2)
    slack.act(user="U0ANA", channel="C0OPS", text="@bellhop again")
    assert len(app.bodies) == 3


def test_an_app_can_do_without_retries(slack: RunningSlack, app: HttpApp) -> None:
    app.status, app.no_retry = 500, True
    slack.act(user="U0ANA", channel="C0OPS", text="@bellhop web")
    app.status = 200
    slack.act(user="U0ANA", channel="C0OPS", text="@bellhop again")
    assert ["again" in event["text"] for event in app.events] == [False, True]


def test_a_url_that_does_not_answer_the_challenge_hears_nothing(slack: RunningSlack, app: HttpApp) -> None:
    app.verifies, app.answer = False, "hello"
    slack.act(user="U0ANA", channel="C0OPS", text="@bellhop web")
    [asked] = app.envelopes
    assert asked["type"] == "url_verification"
    app.verifies = True
    slack.act(user="U0ANA", channel="C0OPS", text="@bellhop web")
    slack.act(user="U0ANA", channel="C0OPS", text="@bellhop web")
    assert [envelope["type"] for envelope in app.envelopes[1:]] == ["event_callback"] * 2


def test_without_an_app_a_message_is_a_message(slack: RunningSlack) -> None:
    assert slack.act(user="U0ANA", channel="C0OPS", text="@bellhop web")["ok"] is True


def test_only_subscribed_events_are_told(tmp_path: Path) -> None:
    manifest = tmp_path / "slack-manifest.json"
    manifest.write_text(json.dumps({"settings": {"event_subscriptions": {"bot_events": ["app_home_opened"]}}}))
    with running_slack(manifest=manifest) as slack, http_app(slack) as app:
        slack.act(user="U0ANA", channel="C0OPS", text="@bellhop web")
        slack.act(user="U0ANA", home="home")
        assert [event["type"] for event in app.events] == ["app_home_opened"]


def test_over_a_socket_the_envelope_says_that_it_is_a_retry() -> None:
    async def listen(slack: RunningSlack) -> list[Json]:
        async with ClientSession() as http:
            socket = await http.ws_connect(client(slack).apps_connections_open(app_token=slack.app_token)["url"])
            await socket.receive_json()
            writing = asyncio.create_task(
                asyncio.to_thread(slack.act, user="U0ANA", channel="C0OPS", text="@bellhop web")
            )
            heard = [await socket.receive_json(), await socket.receive_json()]
            await socket.send_json({"envelope_id": heard[1]["envelope_id"]})
            await writing
            await socket.close()
            return heard

    with running_slack(retry_after=(0.0,)) as slack:
        slack.answer_within(0.2)
        first, second = asyncio.run(listen(slack))
    assert (first["type"], first["accepts_response_payload"]) == ("events_api", False)
    assert [(each["retry_attempt"], each["retry_reason"]) for each in (first, second)] == [(0, ""), (1, "timeout")]
    assert first["payload"]["event"]["type"] == "app_mention"
    assert first["payload"]["event_id"] == second["payload"]["event_id"]
