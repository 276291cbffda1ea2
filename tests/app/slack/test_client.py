"""The door to Slack, over HTTP: every call is one request, and Slack's troubles come back as our own errors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from slack_sdk.models.blocks import PlainTextObject, SectionBlock
from slack_sdk.models.views import View

from app.slack.client import Slack
from app.slack.errors import LacksScope, NoSuchChannel, SlackError, SlackLater
from app.slack.messages.message import Message
from app.slack.person import Person
from sandbox.slack.people import Channel
from sandbox.slack.threaded import RunningSlack
from tests.app.slack.conftest import HELLO, door_to, methods
from tests.fakes.clock import SetClock
from tests.fakes.http import answering

MODAL = View(type="modal", title=PlainTextObject(text="Hi"), blocks=[SectionBlock(text="hello")])
CALLS: dict[str, Callable[[Slack], Any]] = {
    "chat.postMessage": lambda door: door.post("C0OPS", HELLO, key="k"),
    "chat.postEphemeral": lambda door: door.whisper("C0OPS", "U0ANA", HELLO),
    "chat.update": lambda door: door.update("C0OPS", "1.0", HELLO),
    "conversations.history": lambda door: door.find("C0OPS", "k", since=SetClock()()),
    "users.conversations": lambda door: door.channel_id("#ops"),
    "auth.test": lambda door: door.home(),
    "usergroups.list": lambda door: door.handles(),
    "usergroups.users.list": lambda door: door.members("S0OPS"),
    "users.info": lambda door: door.person("U0ANA"),
    "views.open": lambda door: door.open_view("trigger", MODAL),
    "views.update": lambda door: door.update_view("V1", MODAL),
    "views.publish": lambda door: door.publish_home("U0ANA", View(type="home", blocks=[SectionBlock(text="hello")])),
}


@pytest.mark.parametrize("method", CALLS)
@pytest.mark.parametrize(("kind", "status"), [("status", 500), ("status", 503), ("ratelimited", 0)])
def test_a_call_that_slack_does_not_take_is_one_request_and_comes_back_as_later(
    method: str, kind: str, status: int, slack: RunningSlack, door: Slack
) -> None:
    slack.fault(method, kind, status=status or 500)
    with pytest.raises(SlackLater):
        CALLS[method](door)
    assert methods(slack) == [method]


@pytest.mark.parametrize("method", ["chat.postMessage", "users.info", "views.open"])
def test_a_call_whose_answer_is_lost_is_one_request_and_may_have_been_done(
    method: str, slack: RunningSlack, door: Slack
) -> None:
    slack.fault(method, "drop_after_work")
    with pytest.raises(SlackLater) as error:
        CALLS[method](door)
    assert error.value.maybe_done
    assert methods(slack) == [method]


def test_a_call_that_slack_leaves_hanging_ends_at_our_timeout_and_may_have_been_done(slack: RunningSlack) -> None:
    slack.fault("chat.postMessage", "timeout")
    with pytest.raises(SlackLater) as error:
        door_to(slack.api_url, slack.bot_token, timeout=1).post("C0OPS", HELLO, key="k")
    assert error.value.maybe_done
    assert methods(slack) == ["chat.postMessage"]


def test_a_server_that_is_not_there_is_a_transient_error() -> None:
    with answering(200, "") as gone:
        pass
    with pytest.raises(SlackLater, match="Slack did not answer"):
        door_to(gone.url).post("C0OPS", HELLO, key="k")


def test_a_posted_message_shows_its_blocks_and_text(slack: RunningSlack, door: Slack) -> None:
    ts = door.post("C0OPS", HELLO, key="k")
    (message,) = slack.messages("C0OPS")
    assert (message["ts"], message["text"]) == (ts, "hello")
    assert message["blocks"][0]["text"]["text"] == "hello"


def test_a_message_is_found_again_by_its_key(door: Slack, clock: SetClock) -> None:
    since = clock() - timedelta(seconds=1)
    door.post("C0OPS", HELLO, key="another")
    ts = door.post("C0OPS", HELLO, key="k")
    door.post("C0OPS", HELLO, key="a third")
    assert door.find("C0OPS", "k", since) == ts
    assert door.find("C0OPS", "unknown", since) is None


def test_a_message_in_a_thread_is_found_there(door: Slack, clock: SetClock) -> None:
    since = clock() - timedelta(seconds=1)
    parent = door.post("C0OPS", HELLO, key="parent")
    answer = door.post("C0OPS", HELLO, key="answer", thread_ts=parent)
    assert door.find("C0OPS", "answer", since, thread_ts=parent) == answer


def test_a_message_beyond_the_first_page_is_found(slack: RunningSlack, door: Slack, clock: SetClock) -> None:
    since = clock() - timedelta(seconds=1)
    ts = door.post("C0OPS", HELLO, key="k")
    for _ in range(205):
        slack.act(user="U0ANA", channel="C0OPS", text="chatter")
    assert door.find("C0OPS", "k", since) == ts


def test_blocks_that_slack_refuses_are_said_as_text_alone(slack: RunningSlack, door: Slack) -> None:
    twins = Message("hello", (SectionBlock(text="a", block_id="same"), SectionBlock(text="b", block_id="same")))
    door.post("C0OPS", twins, key="k")
    (message,) = slack.messages("C0OPS")
    assert message["text"] == "hello"
    assert not message.get("blocks")


def test_a_text_longer_than_slack_advises_is_shortened(slack: RunningSlack, door: Slack) -> None:
    door.post("C0OPS", Message("x" * 5000), key="k")
    assert len(slack.messages("C0OPS")[0]["text"]) == 4000


def test_a_refusal_names_slacks_own_word(door: Slack) -> None:
    with pytest.raises(SlackError, match="channel_not_found") as refused:
        door.post("C0PRIVATE", HELLO, key="k")
    assert refused.value.code == "channel_not_found"


def test_a_channel_is_found_by_name_once_and_an_id_stays_as_it_is(slack: RunningSlack, door: Slack) -> None:
    assert [door.channel_id("#alarms"), door.channel_id("#ops"), door.channel_id("C9")] == ["C0ALARMS", "C0OPS", "C9"]
    assert methods(slack) == ["users.conversations"]


def test_in_a_workspace_with_thousands_of_channels_it_takes_one_call(slack: RunningSlack, door: Slack) -> None:
    for number in range(3000):
        slack.add_channel(Channel(f"C1{number}", f"other-{number}", {"U0ANA"}))
    assert door.channel_id("#alarms") == "C0ALARMS"
    with pytest.raises(NoSuchChannel):
        door.channel_id("#other-7")
    assert methods(slack) == ["users.conversations"] * 2


def test_who_is_in_thousands_of_channels_asks_no_further_than_the_one_that_is_wanted(
    slack: RunningSlack, door: Slack
) -> None:
    for number in range(2500):
        slack.add_channel(Channel(f"C1{number}", f"other-{number}", {"U0BELLHOP"}))
    assert door.channel_id("#other-1200") == "C11200"
    assert methods(slack) == ["users.conversations"] * 2


def test_a_channel_that_was_archived_and_created_again_is_found_by_its_name_again() -> None:
    listed = '{"ok": true, "channels": [{"name": "alarms", "id": "%s"}]}'
    with answering(200, listed % "C0OLD", {"Content-Type": "application/json"}) as server:
        door = door_to(server.url)
        assert door.channel_id("#alarms") == "C0OLD"
        server.body = '{"ok": false, "error": "is_archived"}'
        with pytest.raises(SlackError):
            door.post("C0OLD", HELLO, key="k")
        server.body = listed % "C0NEW"
        assert door.channel_id("#alarms") == "C0NEW"


def test_an_unknown_channel_is_waited_for_with_what_to_do(door: Slack) -> None:
    with pytest.raises(SlackLater, match=r"in no channel #nowhere.*invite @Bellhop") as error:
        door.channel_id("#nowhere")
    assert error.value.wait == 60


@pytest.mark.parametrize(
    ("user", "person"),
    [
        ("U0ANA", Person("U0ANA", zone="Europe/Lisbon")),
        ("U0EVE", Person("U0EVE", is_guest=True, zone="Europe/Lisbon")),
        ("U0ZOE", Person("U0ZOE", is_stranger=True, zone="Europe/Lisbon")),
    ],
)
def test_members_guests_and_strangers_are_told_apart(user: str, person: Person, door: Slack) -> None:
    assert door.person(user) == person


def test_whose_time_zone_slack_does_not_tell_lives_by_utc() -> None:
    user = '{"ok": true, "team_id": "T0HOME", "user_id": "U0", "user": {"id": "U1", "team_id": "T0HOME", "tz": null}}'
    with answering(200, user, {"Content-Type": "application/json"}) as server:
        assert door_to(server.url).person("U1").zone == "UTC"


def test_a_user_group_without_a_handle_takes_the_others_away_from_nobody() -> None:
    groups = '{"ok": true, "usergroups": [{"id": "S1", "handle": ""}, {"id": "S2", "handle": "ops"}, {"id": "S3"}]}'
    with answering(200, groups, {"Content-Type": "application/json"}) as server:
        assert door_to(server.url).handles() == {"S2": "ops"}


def test_a_user_group_has_members_and_a_handle(door: Slack) -> None:
    assert door.members("S0OPS") == {"U0ANA", "U0BO"}
    assert door.handles() == {"S0OPS": "ops"}


def test_in_a_user_group_that_is_not_there_is_nobody(door: Slack) -> None:
    assert door.members("S0NONE") == frozenset()


def test_a_scope_that_the_app_lacks_is_told_apart_from_a_token_that_is_wrong() -> None:
    scopeless = answering(200, '{"ok": false, "error": "missing_scope"}', {"Content-Type": "application/json"})
    with scopeless as server, pytest.raises(LacksScope):
        door_to(server.url).members("S0OPS")


def test_somebody_of_another_team_is_a_stranger_though_slack_does_not_say_so() -> None:
    user = '{"ok": true, "user_id": "U0", "team_id": "T0HOME", "user": {"id": "U1", "team_id": "T0OTHER"}}'
    with answering(200, user, {"Content-Type": "application/json"}) as server:
        assert door_to(server.url).person("U1").is_stranger
