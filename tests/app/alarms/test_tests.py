"""What `/forcealarm test` causes is marked on the card and mentions nobody; what is real afterwards does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.alarms.keep.drilled import NOW, InDrill, in_drill
from app.alarms.read.tested import reason_of, reason_of_drill
from app.config.configuration import Configuration
from app.config.routes import Route, Step
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.alarm_support import payload
from tests.app.alarms.ringing import BEGAN, cards, cloudwatch_says, ring, thread
from tests.fakes.bellhop import ALARMS, Bellhop
from tests.fakes.clock import SetClock

REASON = {"NewStateReason": reason_of("ana", "0123456789ab")}
ROUTE = Route(alarm="*", mention=("U0BO",), escalate=(Step(5, ("U0ANA",)),))


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Bellhop:
    return Bellhop(slack, clock, configuration=Configuration(ALARMS, routes=(ROUTE,)))


def says(old: str, new: str, seconds: float = 0, test: bool = True) -> dict[str, object]:
    return {**cloudwatch_says(old, new, seconds), **(REASON if test else {})}


def pings(bellhop: Bellhop) -> set[str]:
    return {ping for message in bellhop.slack.messages("C0ALARMS") for ping in message["pings"]}


def test_a_test_is_marked_and_mentions_nobody_now_or_later(bellhop: Bellhop) -> None:
    ring(bellhop, says("OK", "ALARM"))
    (card,) = cards(bellhop.slack)
    assert ":test_tube: *Test* by ana: nobody is mentioned" in str(card["blocks"])
    assert card["text"].startswith("Test by ana, nothing to do. ")
    assert pings(bellhop) == set()
    for _ in range(30):
        bellhop.clock.advance(300)
        bellhop.work()
    assert pings(bellhop) == set(), "no reminder, no escalation"
    assert bellhop.watch.next_due() is None
    ring(bellhop, says("ALARM", "OK", 10))
    (card,) = cards(bellhop.slack)
    assert ":test_tube: *Test* by ana" in str(card["blocks"])


def test_one_that_cloudwatch_took_back_by_itself_is_still_marked(bellhop: Bellhop) -> None:
    ring(bellhop, says("OK", "ALARM"))
    ring(bellhop, says("ALARM", "OK", 10, test=False))
    assert ":test_tube:" in str(cards(bellhop.slack)[-1]["blocks"])


@pytest.mark.parametrize("seconds", [20, 3600])
def test_a_real_alarm_after_a_test_mentions_people_and_is_no_test(seconds: float, bellhop: Bellhop) -> None:
    ring(bellhop, says("OK", "ALARM"))
    ring(bellhop, says("ALARM", "OK", 10))
    ring(bellhop, says("OK", "ALARM", seconds, test=False))
    assert pings(bellhop) == {"<@U0BO>"}
    assert ":test_tube:" not in str(cards(bellhop.slack)[-1]["blocks"])


def test_a_real_alarm_in_the_midst_of_a_test_mentions_people(bellhop: Bellhop) -> None:
    ring(bellhop, says("OK", "ALARM"))
    ring(bellhop, says("ALARM", "INSUFFICIENT_DATA", 10))
    ring(bellhop, says("INSUFFICIENT_DATA", "ALARM", 20, test=False))
    (card,) = cards(bellhop.slack)
    assert pings(bellhop) == {"<@U0BO>"}
    assert "<@U0BO>" in thread(bellhop.slack, card["ts"])[-1]
    assert ":test_tube:" not in str(card["blocks"])
    bellhop.clock.advance(600)
    bellhop.work()
    assert pings(bellhop) == {"<@U0BO>", "<@U0ANA>"}, "and it escalates"


def test_a_test_within_a_real_incident_calls_nobody_again(bellhop: Bellhop) -> None:
    ring(bellhop, says("OK", "ALARM", test=False))
    ring(bellhop, says("ALARM", "INSUFFICIENT_DATA", 10, test=False))
    before = len(bellhop.slack.messages("C0ALARMS"))
    ring(bellhop, says("INSUFFICIENT_DATA", "ALARM", 20))
    (line,) = bellhop.slack.messages("C0ALARMS")[before:]
    assert line["pings"] == []


def test_a_test_of_an_alarm_without_data_leaves_a_card_that_is_no_test(bellhop: Bellhop) -> None:
    ring(bellhop, says("OK", "INSUFFICIENT_DATA", test=False))
    ring(bellhop, says("INSUFFICIENT_DATA", "ALARM", 10))
    ring(bellhop, says("ALARM", "INSUFFICIENT_DATA", 20))
    (card,) = cards(bellhop.slack)
    assert ":test_tube:" not in str(card["blocks"])
    assert pings(bellhop) == set()


def drilled(old: str, new: str, seconds: float = 0) -> dict[str, object]:
    reason = reason_of_drill("ana", "database", "C0OPS", "0123456789ab")
    return {**cloudwatch_says(old, new, seconds), "NewStateReason": reason}


def test_a_drills_card_goes_to_the_drills_channel_only_and_mentions_nobody(bellhop: Bellhop) -> None:
    ring(bellhop, drilled("OK", "ALARM"))
    assert cards(bellhop.slack) == []
    (card,) = cards(bellhop.slack, "C0OPS")
    assert ":test_tube: *Test* by ana, drill database" in str(card["blocks"])
    bellhop.clock.advance(3600)
    bellhop.work()
    assert not any(message["pings"] for message in bellhop.slack.messages("C0OPS"))
    ring(bellhop, drilled("ALARM", "OK", 10))
    ring(bellhop, says("OK", "ALARM", 5000, test=False))
    assert pings(bellhop) == {"<@U0BO>"}, "what is real goes where it always goes"


def test_one_with_a_message_elsewhere_gets_one_in_the_drills_channel_too(bellhop: Bellhop) -> None:
    ring(bellhop, says("OK", "INSUFFICIENT_DATA", test=False))
    ring(bellhop, drilled("INSUFFICIENT_DATA", "ALARM", 10))
    assert len(cards(bellhop.slack)) == len(cards(bellhop.slack, "C0OPS")) == 1
    assert pings(bellhop) == set()
    ring(bellhop, drilled("ALARM", "OK", 20))
    assert "OK" in cards(bellhop.slack, "C0OPS")[0]["text"]
    assert len(cards(bellhop.slack, "C0OPS")) == 1


def test_one_that_goes_off_for_real_within_a_drill_mentions_people_where_it_always_does(bellhop: Bellhop) -> None:
    ring(bellhop, drilled("OK", "ALARM"))
    ring(bellhop, says("ALARM", "INSUFFICIENT_DATA", 10, test=False))
    ring(bellhop, says("INSUFFICIENT_DATA", "ALARM", 20, test=False))
    assert pings(bellhop) == {"<@U0BO>"}
    assert ":test_tube:" not in str(cards(bellhop.slack)[-1]["blocks"])


CHILD = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:web-high-cpu"


@pytest.mark.parametrize(
    ("arns", "seconds", "is_drill"),
    [
        ((CHILD, "arn:other"), 10, True),
        (("arn:other",), 10, False),
        ((CHILD,), 700, False),
        ((CHILD,), -60, False),
    ],
)
def test_a_composite_alarm_that_goes_off_by_drilled_alarms_alone_is_a_part_of_the_drill(
    arns: tuple[str, ...], seconds: float, is_drill: bool, bellhop: Bellhop
) -> None:
    reason = reason_of_drill("ana", "database", "C0OPS", "0123456789ab")
    known = InDrill("d1", reason, arns, BEGAN, BEGAN + timedelta(seconds=600))
    in_drill(bellhop.table, bellhop.clock).begin(NOW, known)
    at = BEGAN + timedelta(seconds=seconds)
    child = {"Arn": CHILD, "State": {"Value": "ALARM", "Timestamp": "2026-11-23T02:59:00+00:00"}}
    ring(
        bellhop,
        {
            **payload("composite"),
            "OldStateValue": "OK",
            "StateChangeTime": f"{at:%Y-%m-%dT%H:%M:%S}.000+0000",
            "TriggeringChildren": [child],
        },
    )
    assert pings(bellhop) == (set() if is_drill else {"<@U0BO>"})
    assert len(cards(bellhop.slack, "C0OPS")) == is_drill
    assert (":test_tube:" in str(bellhop.slack.messages("C0OPS"))) is is_drill
