"""Acknowledge all: everything of a storm that is in ALARM, each in its own record, for who may."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from app.config.routes import Route
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import BEGAN, cards, cloudwatch_says, ring
from tests.app.alarms.storms import all_rows, digest, incidents, press_digest, settle, storm, stormy
from tests.app.card_actions.pressing import press, whispered
from tests.fakes.aws import alarm
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.counted import CountedTable

ACK = "digest_ack"


def holders(bellhop: Bellhop, count: int) -> list[str]:
    return [each.acknowledged.user_id if each.acknowledged else "" for each in incidents(bellhop, count)]


def test_each_alarm_says_who_acknowledged_it_also_those_that_are_not_shown_and_those_with_cards(
    listening_bellhop: Bellhop,
) -> None:
    storm(listening_bellhop, 40)
    settle(listening_bellhop, 5)
    press_digest(listening_bellhop, ACK)
    settle(listening_bellhop, 5)
    assert holders(listening_bellhop, 40) == ["U0ANA"] * 40
    assert "You have acknowledged 40 alarms." in whispered(listening_bellhop)[-1]
    shown = json.dumps(digest(listening_bellhop.slack)["blocks"], ensure_ascii=False)
    assert ":eyes: Acknowledged: 40 by " in shown
    assert ACK not in shown
    card = next(card for card in cards(listening_bellhop.slack) if "storm-0 " in card["text"])
    assert "alarm_ack" not in json.dumps(card["blocks"])


def test_what_is_over_is_not_acknowledged(listening_bellhop: Bellhop) -> None:
    storm(listening_bellhop, 9)
    storm(listening_bellhop, 7, "OK")
    settle(listening_bellhop, 5)
    press_digest(listening_bellhop, ACK)
    assert holders(listening_bellhop, 9) == [""] * 7 + ["U0ANA"] * 2
    assert "You have acknowledged 2 alarms." in whispered(listening_bellhop)[-1]


def test_whoever_was_first_stays(listening_bellhop: Bellhop) -> None:
    storm(listening_bellhop, 9)
    settle(listening_bellhop, 5)
    press(listening_bellhop, "alarm_ack", "U0BO", name="storm-0")
    press_digest(listening_bellhop, ACK)
    assert holders(listening_bellhop, 9) == ["U0BO"] + ["U0ANA"] * 8
    assert "1 alarm had been acknowledged by others before." in whispered(listening_bellhop)[-1]


def test_an_alarm_whose_ok_got_lost_is_over_before_anybody_has_it(listening_bellhop: Bellhop) -> None:
    storm(listening_bellhop, 9)
    settle(listening_bellhop, 5)
    listening_bellhop.cloudwatch.remove("storm-8")
    press_digest(listening_bellhop, ACK)
    assert holders(listening_bellhop, 9)[-1] == ""
    assert len(listening_bellhop.cloudwatch.asked) == 1, "one question for all"


def test_acknowledged_alarms_that_lose_their_data_and_are_back_stay_rows_and_call_nobody(
    slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = stormy(slack, clock, Route(mention=("S0OPS",)))
    with listening(bellhop):
        storm(bellhop, 9)
        settle(bellhop, 5)
        press_digest(bellhop, ACK)
        before = len(slack.messages("C0ALARMS"))
        for old, new, at in (("ALARM", "INSUFFICIENT_DATA", 60), ("INSUFFICIENT_DATA", "ALARM", 90)):
            for number in range(3, 9):
                name = f"storm-{number}"
                ring(bellhop, cloudwatch_says(old, new, at, name=name))
                bellhop.cloudwatch.add(replace(alarm(name, new), since=BEGAN + timedelta(seconds=at)))
            settle(bellhop)
    assert [each["text"] for each in slack.messages("C0ALARMS")[before:] if each["pings"]] == []
    assert [row.taken_by for row in all_rows(bellhop)] == ["U0ANA"] * 9
    assert "Alarm storm: 9 alarms" in json.dumps(digest(slack)["blocks"])


@pytest.mark.slow
def test_an_alarm_costs_the_table_less_than_a_call_and_slack_none(slack: RunningSlack, clock: SetClock) -> None:
    table = CountedTable()
    bellhop = Bellhop(slack, clock, table=table)
    with listening(bellhop):
        storm(bellhop, 205)
        settle(bellhop, 8)
        table.calls.clear()
        before = len(slack.calls())
        press_digest(bellhop, ACK)
    assert len(table.calls) < 205
    assert holders(bellhop, 205) == ["U0ANA"] * 205
    assert len(slack.calls()) - before < 5 * 3 + 10, "the five cards, their threads, and the answer"


@pytest.mark.parametrize("times", [1, 2])
def test_a_press_that_is_delivered_twice_is_one(times: int, listening_bellhop: Bellhop) -> None:
    storm(listening_bellhop, 9)
    settle(listening_bellhop, 5)
    press_digest(listening_bellhop, ACK)
    for _ in range(times):
        listening_bellhop.jobs.put(listening_bellhop.jobs.texts[-1], group="again")
        listening_bellhop.work()
    assert [len(each.responses) for each in incidents(listening_bellhop, 9)] == [1] * 9
