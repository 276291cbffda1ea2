"""A test of an alarm as a value: when it is set back, when it is over, and what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.alarms.decide.target import Target
from app.alarms.read.tested import reason_of
from app.commands.forcealarm.trip import WITHIN, Leg, Trip, called, is_as_set, is_over, message, must_go_back, seen
from app.store.codec import decode, encode
from tests.fakes.aws import alarm

AT = datetime(2026, 11, 29, 3, tzinfo=UTC)
REASON = reason_of("ana", "0123456789ab")
BEGUN = Trip("t", "web", "arn", "OK", REASON, "U0ANA", ("k",), "C0OPS", words="In ALARM: …", out=Leg(AT))
AS_SET = replace(alarm("web", "ALARM"), reason=REASON, since=AT)


def after(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


CAME = replace(BEGUN, out=Leg(AT, after(0.4), after(1.9)), channels=("C0ALARMS",))
BACK = replace(CAME, back=Leg(after(3), after(3.5), after(5)))


@pytest.mark.parametrize(
    ("known", "seconds", "goes", "over"),
    [
        (BEGUN, 2, False, False),
        (BEGUN, WITHIN.total_seconds(), True, False),
        (CAME, 2, True, False),
        (replace(BEGUN, dropped=True), 2, True, False),
        (replace(CAME, back=Leg(after(3))), 9, False, False),
        (replace(CAME, back=Leg(after(3))), 3 + WITHIN.total_seconds(), False, True),
        (replace(BEGUN, back=Leg(after(61))), 61, False, True),
        (BACK, 5, False, True),
        (replace(CAME, problem="no"), 5, False, True),
    ],
)
def test_it_goes_back_once_the_message_came_or_a_minute_is_over(
    known: Trip, seconds: float, goes: bool, over: bool
) -> None:
    assert (must_go_back(known, after(seconds), False), is_over(known, after(seconds), False)) == (goes, over)


def test_in_the_end_it_goes_back_in_any_case() -> None:
    assert must_go_back(BEGUN, AT, is_last=True)
    assert is_over(BEGUN, AT, is_last=True)


def test_only_what_the_test_did_is_set_back() -> None:
    assert is_as_set(CAME, AS_SET)
    assert is_as_set(CAME, replace(AS_SET, reason="CloudWatch evaluated it, and it stays")), "or nobody would be called"
    assert not is_as_set(CAME, replace(AS_SET, reason="1 datapoint", since=after(30)))
    assert not is_as_set(CAME, replace(AS_SET, state="OK"))


def test_without_a_message_cloudwatch_says_when_it_changed() -> None:
    assert seen(BEGUN, AS_SET, None, after(9)).out.changed == AT
    assert seen(BEGUN, replace(AS_SET, reason="other"), None, after(9)) == BEGUN


@pytest.mark.parametrize(
    ("known", "lines"),
    [
        (
            BACK,
            [
                ":white_check_mark: <@U0ANA|> tested `web`: the message came.",
                "To ALARM: CloudWatch changed it after 0.4 s, and 1.5 s later the message was in <#C0ALARMS>.",
                "Back to OK: set by Bellhop, and within 1.5 s the message said so.",
                "Nobody was mentioned. A real alarm mentions nobody either.",
                "In ALARM: …",
            ],
        ),
        (
            replace(BEGUN, out=Leg(AT, after(1)), back=Leg(after(60))),
            [
                ":x: <@U0ANA|> tested `web`: no message came.",
                "To ALARM: CloudWatch changed it after 1.0 s, and no message came within a minute. None of its actions "
                "for ALARM is the topic that leads to Bellhop.",
                "Back to OK: set by Bellhop.",
                "Nobody was mentioned. A real alarm mentions nobody either.",
                "In ALARM: …",
            ],
        ),
        (
            replace(CAME, back=Leg(after(3)), called="<@U0BO|> in `#alarms`"),
            [
                ":x: <@U0ANA|> tested `web`: the message came, but not its end.",
                "To ALARM: CloudWatch changed it after 0.4 s, and 1.5 s later the message was in <#C0ALARMS>.",
                "Back to OK: set by Bellhop, and the message did not say so within a minute.",
                "Nobody was mentioned. A real alarm mentions <@U0BO|> in `#alarms`.",
                "In ALARM: …",
            ],
        ),
        (
            BEGUN,
            [
                ":x: <@U0ANA|> tested `web`: no message came.",
                "To ALARM: CloudWatch never showed it.",
                "Nobody was mentioned. A real alarm mentions nobody either.",
                "In ALARM: …",
            ],
        ),
    ],
)
def test_what_came_of_it_is_said_with_the_seconds_of_each_way(known: Trip, lines: list[str]) -> None:
    assert message(replace(known, over=True)).text.splitlines() == lines


def test_whom_a_real_one_mentions_is_said_without_mentioning() -> None:
    targets = (Target("#shop", mention="<@U1> <!subteam^S1> <!here>"), Target("", mention="<@U2>"), Target("#quiet"))
    assert called(targets, "#alarms") == "<@U1|> `S1` `@here` in `#shop`, <@U2|> in `#alarms`"


def test_it_is_the_same_from_the_table_and_one_of_another_version_has_defaults() -> None:
    assert decode(Trip, encode(BACK)) == BACK
    assert decode(Trip, {"newer": 1}) == Trip()
