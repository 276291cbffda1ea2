"""An alarm whose OK never comes, because the topic is only among its AlarmActions or one message was lost."""

from __future__ import annotations

import json

import pytest

from app.alarms.decide.incident import Incident
from app.config.configuration import Configuration, IncidentSettings, SlackChannel
from app.config.routes import Route
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cards, cloudwatch_says, ring, thread
from tests.app.card_actions.asking import cloudwatch_has
from tests.app.people import press
from tests.fakes.bellhop import Bellhop, listening, sns_record
from tests.fakes.clock import SetClock

WEEK = 7 * 86400.0


@pytest.fixture
def calling(slack: RunningSlack, clock: SetClock) -> Bellhop:
    """A Bellhop whose route mentions somebody."""
    return Bellhop(
        slack, clock, configuration=Configuration(SlackChannel("#alarms"), routes=(Route(mention=("U0ANA",)),))
    )


def pass_hours(bellhop: Bellhop, hours: float) -> None:
    for _ in range(round(hours * 12)):
        bellhop.ring()
        bellhop.work()
        bellhop.clock.advance(300)


def last(bellhop: Bellhop) -> Incident:
    (found,) = bellhop.parts.processor.open_incidents("web")
    return found


def test_each_outage_has_its_card_calls_people_and_reminds_though_the_first_was_acknowledged(
    calling: Bellhop, slack: RunningSlack
) -> None:
    with listening(calling):
        ring(calling, cloudwatch_says("OK", "ALARM"))
        press(calling, {**cards(slack)[0], "channel": "C0ALARMS"}, "alarm_ack", "U0BO")
        pass_hours(calling, 1)
        for week in (1, 2):
            calling.clock.advance(WEEK)
            ring(calling, cloudwatch_says("OK", "ALARM", week * WEEK))
            pass_hours(calling, 1.5)
    shown = [card for card in cards(slack) if not card["ephemeral_to"]]
    assert [card["text"].split()[1] for card in shown] == ["OK:", "OK:", "ALARM:"]
    assert shown[2]["pings"] == ["<@U0ANA>"]
    assert [any("nobody has acknowledged" in line for line in thread(slack, card["ts"])) for card in shown] == [
        False,
        True,
        True,
    ]


def test_the_card_before_says_what_is_known_and_what_to_do(bellhop: Bellhop, slack: RunningSlack) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    ring(bellhop, cloudwatch_says("OK", "ALARM", 3600))
    bellhop.work()
    before, _ = cards(slack)
    shown = json.dumps(before["blocks"])
    assert (
        "The notification of that OK didn't arrive: check that Bellhop's topic is among the alarm's OK actions" in shown
    )
    assert "`web-high-cpu` *OK* before <!date" in shown
    assert "Lasted" not in shown
    assert "lasted" not in before["text"]
    assert any("has not arrived" in line for line in thread(slack, before["ts"]))


@pytest.mark.parametrize("batch", [1, 10])
def test_outages_that_come_at_once_have_a_card_each_and_one_is_open(
    batch: int, bellhop: Bellhop, slack: RunningSlack
) -> None:
    for at in range(3):
        bellhop.alarms.put(sns_record(cloudwatch_says("OK", "ALARM", at * 3600), f"sns-{at}"))
    bellhop.alarms.deliver(bellhop.intake.take, batch)
    bellhop.work()
    assert [card["text"].split()[1] for card in cards(slack)] == ["OK:", "OK:", "ALARM:"]
    assert last(bellhop).latest.new == "ALARM"


def test_rows_of_a_storm_end_too(slack: RunningSlack, clock: SetClock) -> None:
    configuration = Configuration(SlackChannel("#alarms"), IncidentSettings(remind_minutes=0, digest_after=1))
    bellhop = Bellhop(slack, clock, configuration=configuration)
    for number in range(3):
        ring(bellhop, cloudwatch_says("OK", "ALARM", name=f"alarm-{number}"))
    bellhop.work()
    clock.advance(WEEK)
    for number in range(3):
        ring(bellhop, cloudwatch_says("OK", "ALARM", WEEK, name=f"alarm-{number}"))
    for _ in range(4):
        bellhop.work()
        clock.advance(5)
    assert [card["text"].split(" (")[0].split(" since")[0] for card in cards(slack)] == [
        ":large_green_circle: OK: alarm-0",
        "Alarm storm: 3 alarms",
        ":red_circle: ALARM: alarm-0",
        "Alarm storm: 3 alarms",
    ]
    storm = json.dumps(cards(slack)[1]["blocks"], ensure_ascii=False)
    assert "3 OK" in storm
    assert "The alarm storm is over" in storm
    assert "lasted" not in storm, "nobody knows when its alarms were back to OK"


def test_a_row_of_a_storm_whose_beginning_comes_late_ends_too(slack: RunningSlack, clock: SetClock) -> None:
    configuration = Configuration(SlackChannel("#alarms"), IncidentSettings(remind_minutes=0, digest_after=1))
    bellhop = Bellhop(slack, clock, configuration=configuration)
    ring(bellhop, cloudwatch_says("OK", "ALARM", name="alarm-0"))
    for old, new, at in [("INSUFFICIENT_DATA", "ALARM", 30), ("OK", "INSUFFICIENT_DATA", 29), ("ALARM", "OK", 50)]:
        ring(bellhop, cloudwatch_says(old, new, at, name="alarm-1"))
    for _ in range(4):
        bellhop.work()
        clock.advance(5)
    assert "1 ALARM, 1 OK" in cards(slack)[1]["text"]


def test_a_card_that_slack_refuses_to_edit_is_ended_later(
    bellhop: Bellhop, slack: RunningSlack, clock: SetClock
) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    slack.fault("chat.update", "status", status=500)
    ring(bellhop, cloudwatch_says("OK", "ALARM", 3600))
    bellhop.work()
    assert [card["text"].split()[1] for card in cards(slack)] == ["ALARM:", "ALARM:"]
    slack.clear_faults()
    pass_hours(bellhop, 0.5)
    assert [card["text"].split()[1] for card in cards(slack)] == ["OK:", "ALARM:"]


def test_what_was_written_by_a_process_that_died_before_it_set_the_timer_is_ended_too(
    bellhop: Bellhop, slack: RunningSlack, clock: SetClock
) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    slack.fault("chat.postMessage", "status", status=500, count=1)  # written, but not shown
    ring(bellhop, cloudwatch_says("OK", "ALARM", 3600))
    bellhop.work()
    assert [card["text"].split()[1] for card in cards(slack)] == ["ALARM:"]
    pass_hours(bellhop, 0.5)
    assert [card["text"].split()[1] for card in cards(slack)] == ["OK:", "ALARM:"]


@pytest.mark.parametrize("place", range(3))
def test_an_ok_that_comes_after_the_next_alarm_ends_its_own_card(
    place: int, bellhop: Bellhop, slack: RunningSlack
) -> None:
    came = [("OK", "ALARM", 3600), ("ALARM", "OK", 3660)]
    came.insert(place, ("ALARM", "OK", 60))
    for old, new, at in [("OK", "ALARM", 0), *came]:
        ring(bellhop, cloudwatch_says(old, new, at))
        bellhop.work()
    assert ["lasted 1 min" in card["text"] for card in cards(slack)] == [True, True]
    for card in cards(slack):
        assert [line for line in thread(slack, card["ts"]) if "It lasted 1 min" in line]


def test_an_ok_that_comes_late_for_a_row_of_a_storm_leaves_the_row_of_its_next_alarm(
    slack: RunningSlack, clock: SetClock
) -> None:
    configuration = Configuration(SlackChannel("#alarms"), IncidentSettings(remind_minutes=0, digest_after=1))
    bellhop = Bellhop(slack, clock, configuration=configuration)
    for number in range(3):
        ring(bellhop, cloudwatch_says("OK", "ALARM", name=f"alarm-{number}"))
    ring(bellhop, cloudwatch_says("OK", "ALARM", 60, name="alarm-2"))
    ring(bellhop, cloudwatch_says("ALARM", "OK", 30, name="alarm-2"))
    for _ in range(4):
        bellhop.work()
        clock.advance(5)
    assert "3 ALARM" in json.dumps(cards(slack)[1]["blocks"], ensure_ascii=False)


@pytest.mark.parametrize("batch", [1, 10])
def test_of_several_oks_that_come_late_each_ends_its_own_card(
    batch: int, bellhop: Bellhop, slack: RunningSlack
) -> None:
    came = [("OK", "ALARM", 0), ("OK", "ALARM", 600), ("OK", "ALARM", 1200), ("ALARM", "OK", 660), ("ALARM", "OK", 60)]
    for old, new, at in came:
        bellhop.alarms.put(sns_record(cloudwatch_says(old, new, at), f"{new}-{at}"))
    bellhop.alarms.deliver(bellhop.intake.take, batch)
    bellhop.work()
    assert [card["text"].split()[1] for card in cards(slack)] == ["OK:", "OK:", "ALARM:"]
    assert [bool("lasted 1 min" in card["text"]) for card in cards(slack)] == [True, True, False]


def test_an_ok_that_came_late_and_was_written_by_a_process_that_died_is_shown_too(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    ring(bellhop, cloudwatch_says("OK", "ALARM", 3600))
    bellhop.work()
    slack.fault("chat.update", "status", status=500, count=1)
    ring(bellhop, cloudwatch_says("ALARM", "OK", 60))
    bellhop.work()
    pass_hours(bellhop, 0.5)
    assert "lasted 1 min" in cards(slack)[0]["text"]


def test_an_ok_and_the_next_alarm_that_were_both_lost_are_a_new_card_that_calls(
    calling: Bellhop, slack: RunningSlack
) -> None:
    with listening(calling):
        ring(calling, cloudwatch_says("OK", "ALARM"))
        cloudwatch_has(calling, "ALARM")
        press(calling, {**cards(slack)[0], "channel": "C0ALARMS"}, "alarm_ack", "U0BO")
        pass_hours(calling, 0.5)
        cloudwatch_has(calling, "ALARM", 900)
        pass_hours(calling, 1)
    shown = [card for card in cards(slack) if not card["ephemeral_to"]]
    assert [card["text"].split()[1] for card in shown] == ["OK:", "ALARM:"]
    assert shown[1]["pings"] == ["<@U0ANA>"]
