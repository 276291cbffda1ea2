"""What is said to Bellhop in mentions and direct messages: done as a command is, and answered where it was said."""

from __future__ import annotations

import json
from typing import Any

import pytest
from slack_bolt import BoltRequest

from app.commands.catalogue import COMMANDS
from app.listeners.job import Job, from_text
from app.runtime import bolt
from app.runtime.entries import catalogue_entries
from app.runtime.said import SAID, named_by
from sandbox.slack.threaded import RunningSlack
from tests.app.people import press
from tests.app.slack.test_events import envelope
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock

DIRECT = "D0ANA"


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    return listening_bellhop


def say(bellhop: Bellhop, text: str, channel: str = "C0OPS", user: str = "U0ANA", **more: Any) -> str:
    """Somebody says it, and it is worked on; the message's ts."""
    if channel == DIRECT:
        bellhop.parts.slack.direct_channel(user)
    answer = bellhop.slack.act(user=user, channel=channel, text=text, **more)
    assert (answer["ok"], answer["status"]) == (True, 200), answer
    bellhop.work()
    return str(answer["response"]["ts"])


def heard(bellhop: Bellhop, channel: str = "C0OPS") -> list[dict[str, Any]]:
    return [message for message in bellhop.slack.messages(channel) if message.get("bot_id")]


@pytest.mark.parametrize("words", ["web 4", "scale web 4", "/scale web 4", "SCALE web=4", "`scale web 4`"])
def test_words_with_or_without_a_commands_name_do_what_the_command_does(words: str, bellhop: Bellhop) -> None:
    say(bellhop, f"@bellhop {words}")
    job = from_text(bellhop.jobs.texts[-1])
    assert job.topic == "scale:web"
    assert bellhop.scaling.changes == [("web", 4)]
    (told,) = heard(bellhop)
    assert (told["ephemeral_to"], told.get("thread_ts")) == ("", None)


def test_a_change_said_in_a_thread_is_told_in_that_thread(bellhop: Bellhop) -> None:
    ts = str(bellhop.slack.act(user="U0BO", channel="C0OPS", text="web is slow")["response"]["ts"])
    say(bellhop, "@bellhop web 4", thread_ts=ts)
    assert [message["thread_ts"] for message in heard(bellhop)] == [ts]


def test_what_only_the_person_has_to_see_is_shown_to_them_in_the_thread(bellhop: Bellhop) -> None:
    ts = str(bellhop.slack.act(user="U0BO", channel="C0OPS", text="web is slow")["response"]["ts"])
    say(bellhop, "@bellhop web", thread_ts=ts)
    (told,) = heard(bellhop)
    assert (told["ephemeral_to"], told["thread_ts"]) == ("U0ANA", ts)


def test_a_direct_message_is_answered_by_one_that_stays(bellhop: Bellhop) -> None:
    say(bellhop, "web", DIRECT)
    say(bellhop, "web 4", DIRECT)
    shown, changed = heard(bellhop, DIRECT)
    assert (shown["ephemeral_to"], changed["ephemeral_to"]) == ("", "")
    assert "web" in shown["text"] and bellhop.scaling.changes == [("web", 4)]


def test_a_button_under_such_an_answer_works_as_under_a_commands(bellhop: Bellhop) -> None:
    say(bellhop, "double web", DIRECT)
    (offered,) = heard(bellhop, DIRECT)
    press(bellhop, {**offered, "channel": DIRECT}, "scale_do:0")
    bellhop.work()
    assert bellhop.scaling.changes == [("web", 4)]


def test_the_bots_own_messages_edits_and_other_bots_do_nothing(bellhop: Bellhop) -> None:
    ts = say(bellhop, "web", DIRECT)
    jobs = len(bellhop.jobs.texts)
    bellhop.slack.act(user="U0ANA", channel=DIRECT, ts=ts, text="web 4")
    bellhop.slack.act(app="Cron", channel="C0OPS", text="<@U0BELLHOP> web 4")
    mine = bellhop.slack.act(user="U0ANA", channel="C0OPS", text="web 4")["response"]["ts"]
    bellhop.slack.act(user="U0ANA", channel="C0OPS", ts=mine, text="@bellhop web 4")
    bellhop.work()
    assert len(bellhop.jobs.texts) == jobs
    assert bellhop.scaling.changes == []


def test_an_event_that_slack_tells_again_is_one_job_and_one_answer(bellhop: Bellhop, clock: SetClock) -> None:
    event = {
        "type": "app_mention",
        "user": "U0ANA",
        "team": "T0SANDBOX",
        "text": "<@U0BELLHOP> web +2",
        "channel": "C0OPS",
        "ts": "1.0",
    }
    envelope = {"type": "event_callback", "event_id": "Ev1", "event_time": int(clock.epoch()), "event": event}
    envelope["authorizations"] = [{"user_id": "U0BELLHOP"}]
    for attempt, minutes in enumerate((0, 1, 5)):
        clock.advance(60 * minutes)  # beyond the five minutes in which the queue itself drops a repeated job
        retried = {"x-slack-retry-num": str(attempt), "x-slack-retry-reason": "http_timeout"} if attempt else {}
        assert bellhop.edge(signed_json(bellhop, envelope, **retried))["statusCode"] == 200
        bellhop.work()
    assert bellhop.scaling.changes == [("web", 4)]
    assert len(heard(bellhop)) == 1


def test_an_event_that_is_not_signed_is_rejected(bellhop: Bellhop) -> None:
    event = signed_json(bellhop, {"type": "event_callback", "event": {"type": "app_mention", "user": "U0ANA"}})
    assert bellhop.edge({**event, "body": event["body"] + " "})["statusCode"] == 401


def test_slacks_challenge_is_answered(bellhop: Bellhop) -> None:
    answer = bellhop.edge(signed_json(bellhop, {"type": "url_verification", "challenge": "c-1", "token": "t"}))
    assert (answer["statusCode"], "c-1" in answer["body"]) == (200, True)
    assert bellhop.jobs.texts == []


def test_guards_hold_for_guests_and_strangers_as_for_a_command(bellhop: Bellhop) -> None:
    for user in ("U0EVE", "U0ZOE"):
        say(bellhop, "@bellhop web 4", user=user)
    assert bellhop.scaling.changes == []
    assert {message["ephemeral_to"] for message in heard(bellhop)} == {"U0EVE", "U0ZOE"}


@pytest.mark.parametrize("words", ["", "help", "?", "good morning everybody", "thanks!"])
def test_who_says_nothing_that_bellhop_knows_hears_shortly_what_can_be_said(words: str, bellhop: Bellhop) -> None:
    say(bellhop, f"@bellhop {words}")
    (told,) = heard(bellhop)
    assert all(command.name in told["text"] for command in COMMANDS)
    assert "@Bellhop web 4" in told["text"]
    assert len(told["text"]) < 1200
    assert told["ephemeral_to"] == "U0ANA"


def test_an_alarms_name_shows_the_alarm(bellhop: Bellhop) -> None:
    say(bellhop, "@bellhop web-high-cpu")
    (told,) = heard(bellhop)
    assert "web-high-cpu" in told["text"] and "OK" in told["text"]
    assert bellhop.cloudwatch.changes == []


def test_a_forced_alarms_reason_names_the_person_though_an_event_does_not(bellhop: Bellhop) -> None:
    say(bellhop, "@bellhop forcealarm web-5xx OK because test")
    assert "by ana" in str(bellhop.cloudwatch.changes)


def test_over_the_same_words_a_command_wins_and_the_rest_is_scales() -> None:
    assert named_by("ForceAlarm x OK", COMMANDS)[1] == "x OK"
    assert named_by("scaled web", COMMANDS) == (SAID, "scaled web")


def test_a_greeting_is_no_part_of_what_is_said() -> None:
    assert named_by("Hey, hi! scale web 4", COMMANDS)[1] == "web 4"
    assert named_by("hello!", COMMANDS) == named_by("hi " * 10_000, COMMANDS) == (SAID, "")
    assert named_by("highest 4", COMMANDS) == (SAID, "highest 4")


@pytest.mark.parametrize("words", ["just changed web to 4", "did set web to 4"])
def test_a_remark_on_what_was_done_changes_nothing_and_is_asked_about(words: str, bellhop: Bellhop) -> None:
    say(bellhop, f"@bellhop {words}")
    assert bellhop.scaling.changes == []
    assert "Did you mean `/scale web 4`?" in heard(bellhop)[0]["text"]


def signed_json(bellhop: Bellhop, body: dict[str, Any], **headers: str) -> dict[str, Any]:
    return bellhop.signed(json.dumps(body), **{"content-type": "application/json", **headers})


def test_the_edge_asks_slack_nothing_for_a_mention(bellhop: Bellhop, slack: RunningSlack) -> None:
    slack.act(user="U0ANA", channel="C0OPS", text="@bellhop web 4")
    assert slack.calls() == []


def test_over_socket_mode_a_repeated_event_is_the_same_job_too(bellhop: Bellhop) -> None:
    jobs: list[Job] = []
    entries = catalogue_entries()
    app = bolt.build_app(bellhop.parts.slack, entries, bolt.Runner(entries, jobs.append, bellhop.clock))
    for _ in range(2):
        body = envelope(text="<@U0BELLHOP> web 4")
        assert app.dispatch(BoltRequest(body=body, mode="socket_mode")).status == 200
    assert [(job.function, job.topic) for job in jobs] == [("@Bellhop", "scale:web")] * 2
    assert len({job.id for job in jobs}) == 1
