"""Names: Slack is asked once for each person, and a message goes out whether or not it says them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from app.base.deadline import seconds_left
from app.base.errors import BellhopError
from app.slack.client import Slack
from app.slack.errors import SlackError, SlackLater
from app.slack.messages.message import Message, sentence
from app.slack.messages.text import named
from app.slack.names import LONGEST_SECONDS, MISSED_SECONDS, Names
from sandbox.slack.threaded import RunningSlack
from tests.app.slack.conftest import methods
from tests.fakes.clock import SetClock

THREE = sentence(f"{named('U0ANA')}, {named('U0BO')} and {named('U0EVE')} did it, {named('U0ANA')} twice")
NOT_FOUND = SlackError("user_not_found", "Slack refused users.info: user_not_found.")
BUSY = SlackLater("Slack did not take users.info now (ratelimited).", wait=30, maybe_done=False)


class Directory:
    """Who is asked for, and in what time; an id is answered by its lower case, or by an error."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.seconds: list[float] = []
        self.errors: dict[str, BellhopError] = {}

    def __call__(self, user_id: str) -> Mapping[str, Any]:
        self.asked.append(user_id)
        self.seconds.append(seconds_left())
        if user_id in self.errors:
            raise self.errors[user_id]
        return {"name": user_id.lower()}


@pytest.fixture
def directory() -> Directory:
    return Directory()


@pytest.fixture
def names(directory: Directory, clock: SetClock) -> Names:
    return Names(directory, clock.epoch)


def called(names: Names, message: Message) -> list[str]:
    return list(map(names.of(message), ["U0ANA", "U0BO", "U0EVE"]))


def test_each_person_in_a_message_is_asked_for_once(names: Names, directory: Directory) -> None:
    for _ in range(2):
        assert called(names, THREE) == ["u0ana", "u0bo", "u0eve"]
    assert directory.asked == ["U0ANA", "U0BO", "U0EVE"]


def test_the_names_of_one_message_have_two_seconds_in_all(names: Names, directory: Directory) -> None:
    called(names, THREE)
    assert LONGEST_SECONDS >= directory.seconds[0] > directory.seconds[1] > directory.seconds[2] > 0


def test_who_is_not_found_is_mentioned_and_asked_for_again_a_minute_later(
    names: Names, directory: Directory, clock: SetClock
) -> None:
    directory.errors["U0BO"] = NOT_FOUND
    for _ in range(2):
        assert called(names, THREE) == ["u0ana", "<@U0BO>", "u0eve"]
    assert directory.asked == ["U0ANA", "U0BO", "U0EVE"]
    directory.errors.clear()
    clock.advance(MISSED_SECONDS)
    assert called(names, THREE) == ["u0ana", "u0bo", "u0eve"]


def test_while_slack_is_busy_nobody_else_is_asked_for_until_a_minute_later(
    names: Names, directory: Directory, clock: SetClock
) -> None:
    directory.errors["U0BO"] = BUSY
    for _ in range(2):
        assert called(names, THREE) == ["u0ana", "<@U0BO>", "<@U0EVE>"]
    assert directory.asked == ["U0ANA", "U0BO"]
    directory.errors.clear()
    clock.advance(MISSED_SECONDS)
    assert called(names, THREE) == ["u0ana", "u0bo", "u0eve"]


@pytest.mark.parametrize("kind", ["timeout", "ratelimited", "drop_after_work", "status"])
def test_a_message_goes_out_though_slack_does_not_say_who_they_are(
    kind: str, slack: RunningSlack, door: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.slack.names.LONGEST_SECONDS", 0.5)
    slack.fault("users.info", kind)
    for key in ("one", "two"):
        door.post("C0OPS", THREE, key=key)
    assert methods(slack) == ["users.info", "chat.postMessage", "chat.postMessage"]
    assert [message["text"] for message in slack.messages("C0OPS")] == [
        "<@U0ANA>, <@U0BO> and <@U0EVE> did it, <@U0ANA> twice"
    ] * 2


def test_a_message_goes_out_though_slack_does_not_find_them(slack: RunningSlack, door: Slack) -> None:
    slack.fault("users.info", "error", error="user_not_found")
    door.post("C0OPS", THREE, key="k")
    assert methods(slack) == ["users.info"] * 3 + ["chat.postMessage"]


@pytest.mark.parametrize("body", ['{"ok": true}', '{"ok": true, "user": null}', '{"ok": true, "user": {"id": ""}}'])
def test_a_message_goes_out_though_slack_says_nothing_of_them(body: str, slack: RunningSlack, door: Slack) -> None:
    slack.fault("users.info", "odd", body=body)
    door.post("C0OPS", sentence(f"{named('U0ANA')} did it"), key="k")
    assert slack.messages("C0OPS")[0]["text"] == "<@U0ANA> did it"


def test_who_was_looked_up_for_what_they_may_do_is_not_asked_for_again(slack: RunningSlack, door: Slack) -> None:
    door.person("U0ANA")
    door.post("C0OPS", sentence(f"{named('U0ANA')} did it"), key="k")
    assert methods(slack).count("users.info") == 1
