"""Reminders: while an alarm stays in ALARM and nobody has it in hand, it is said again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.alarms.decide.decision import lease_name
from app.base.errors import BellhopError, Later, Refused
from app.config.configuration import Configuration, IncidentSettings, SlackChannel
from app.config.routes import Route
from app.runtime.reminder import remind
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cards, cloudwatch_says, eventbridge_says, ring, thread
from tests.app.card_actions.asking import cloudwatch_has
from tests.app.card_actions.muting import mute
from tests.app.card_actions.pressing import blocks, press, rung
from tests.app.card_actions.test_muting import let_time_pass
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock

pytestmark = pytest.mark.slow

FOREIGN = "arn:aws:cloudwatch:us-east-1:210987654321:alarm:far"


def reminders(bellhop: Bellhop, ts: str) -> list[str]:
    return [line for line in thread(bellhop.slack, ts) if "Still in *ALARM*" in line]


def test_each_hour_it_is_said_again_and_counted_on_the_card(bellhop: Bellhop) -> None:
    card = rung(bellhop)
    let_time_pass(bellhop, hours=3, minutes=5)
    assert len(reminders(bellhop, card["ts"])) == 3
    assert "Reminded 3×" in blocks(bellhop)


def test_who_has_it_in_hand_is_not_reminded(listening_bellhop: Bellhop) -> None:
    card = rung(listening_bellhop)
    press(listening_bellhop, "alarm_ack")
    let_time_pass(listening_bellhop, hours=5)
    assert reminders(listening_bellhop, card["ts"]) == []


def test_of_what_somebody_has_in_hand_cloudwatch_is_asked_silently_and_a_missed_ok_closes_the_card(
    listening_bellhop: Bellhop,
) -> None:
    card = rung(listening_bellhop)
    press(listening_bellhop, "alarm_ack")
    let_time_pass(listening_bellhop, hours=3)
    assert thread(listening_bellhop.slack, card["ts"]) == ["Acknowledged by ana"]
    cloudwatch_has(listening_bellhop, "OK", seconds=600)
    let_time_pass(listening_bellhop, hours=1, minutes=1)
    assert "`web-high-cpu` *OK* " in blocks(listening_bellhop)
    assert listening_bellhop.watch.next_due() is None


def test_what_somebody_has_in_hand_for_a_week_without_a_change_is_asked_about_no_more(
    listening_bellhop: Bellhop,
) -> None:
    rung(listening_bellhop)
    press(listening_bellhop, "alarm_ack")
    let_time_pass(listening_bellhop, days=8)
    assert listening_bellhop.watch.next_due() is None


def test_what_is_over_is_not_said_again(bellhop: Bellhop) -> None:
    card = rung(bellhop)
    ring(bellhop, cloudwatch_says("ALARM", "OK", 60))
    let_time_pass(bellhop, hours=5)
    assert reminders(bellhop, card["ts"]) == []


def test_a_muted_alarm_is_said_again_only_when_the_mute_is_over(listening_bellhop: Bellhop) -> None:
    card = rung(listening_bellhop)
    mute(listening_bellhop, span="240")
    let_time_pass(listening_bellhop, hours=3, minutes=50)
    assert reminders(listening_bellhop, card["ts"]) == []
    let_time_pass(listening_bellhop, hours=2)
    assert reminders(listening_bellhop, card["ts"])


def test_whom_the_route_calls_is_called(slack: RunningSlack, clock: SetClock) -> None:
    routes = (Route(mention=("S0OPS",)),)
    bellhop = Bellhop(slack, clock, configuration=Configuration(SlackChannel("#alarms"), routes=routes))
    card = rung(bellhop)
    let_time_pass(bellhop, minutes=61)
    assert reminders(bellhop, card["ts"])[0].startswith("<!subteam^S0OPS> ")


@pytest.mark.parametrize("again", [1, 2])
def test_a_timer_that_rings_twice_reminds_once(again: int, bellhop: Bellhop) -> None:
    card = rung(bellhop)
    (incident,) = bellhop.parts.processor.open_incidents("web")
    let_time_pass(bellhop, minutes=61)
    for _ in range(again):
        remind(bellhop.parts, f"{incident.id}:1")
    assert len(reminders(bellhop, card["ts"])) == 1


def test_zero_minutes_is_never(slack: RunningSlack, clock: SetClock) -> None:
    settings = IncidentSettings(remind_minutes=0)
    bellhop = Bellhop(slack, clock, configuration=Configuration(SlackChannel("#alarms"), settings))
    card = rung(bellhop)
    let_time_pass(bellhop, days=2)
    assert reminders(bellhop, card["ts"]) == []


def test_what_began_without_data_is_said_again_once_it_went_off(bellhop: Bellhop) -> None:
    ring(bellhop, cloudwatch_says("OK", "INSUFFICIENT_DATA"))
    let_time_pass(bellhop, hours=5)
    (card,) = cards(bellhop.slack)
    assert thread(bellhop.slack, card["ts"]) == []
    ring(bellhop, cloudwatch_says("INSUFFICIENT_DATA", "ALARM", 18000))
    let_time_pass(bellhop, hours=2, minutes=5)
    assert len(reminders(bellhop, card["ts"])) == 2


def test_an_alarm_that_flaps_and_is_ok_when_its_reminder_comes_is_said_again_later(bellhop: Bellhop) -> None:
    let_time_pass(bellhop, minutes=1)
    for minute in range(0, 70, 2):
        ring(bellhop, cloudwatch_says("OK", "ALARM", 60 * minute))
        let_time_pass(bellhop, seconds=5)
        ring(bellhop, cloudwatch_says("ALARM", "OK", 60 * minute + 5))
        let_time_pass(bellhop, seconds=115)
    ring(bellhop, cloudwatch_says("OK", "ALARM", 60 * 70))
    let_time_pass(bellhop, hours=3)
    assert reminders(bellhop, cards(bellhop.slack)[-1]["ts"])


def test_what_went_off_twice_while_a_mute_rule_ruled_is_said_again_once_it_is_heard(bellhop: Bellhop) -> None:
    let_time_pass(bellhop, minutes=1)
    ring(bellhop, eventbridge_says("OK", "ALARM", muted=True))
    ring(bellhop, eventbridge_says("ALARM", "INSUFFICIENT_DATA", 60, muted=True))
    ring(bellhop, eventbridge_says("INSUFFICIENT_DATA", "ALARM", 120))
    let_time_pass(bellhop, hours=2, minutes=5)
    (card,) = cards(bellhop.slack)
    assert len(reminders(bellhop, card["ts"])) == 2


def test_while_a_mute_rule_of_somebody_else_rules_nobody_is_reminded(bellhop: Bellhop) -> None:
    ring(bellhop, eventbridge_says("OK", "INSUFFICIENT_DATA"))
    ring(bellhop, eventbridge_says("INSUFFICIENT_DATA", "ALARM", 60, muted=True))
    let_time_pass(bellhop, hours=1, minutes=50)
    (card,) = cards(bellhop.slack)
    assert reminders(bellhop, card["ts"]) == []
    let_time_pass(bellhop, hours=2)
    assert reminders(bellhop, card["ts"])


def test_while_it_has_no_data_it_is_not_said_again_and_back_in_alarm_it_is(bellhop: Bellhop) -> None:
    card = rung(bellhop)
    ring(bellhop, cloudwatch_says("ALARM", "INSUFFICIENT_DATA", 60))
    let_time_pass(bellhop, hours=3, minutes=5)
    assert reminders(bellhop, card["ts"]) == []
    ring(bellhop, cloudwatch_says("INSUFFICIENT_DATA", "ALARM", 11100))
    let_time_pass(bellhop, hours=2)
    assert len(reminders(bellhop, card["ts"])) == 2


def test_a_reminder_whose_next_timer_was_not_taken_is_said_once_and_the_next_one_comes(bellhop: Bellhop) -> None:
    card = rung(bellhop)
    let_time_pass(bellhop, minutes=59)
    bellhop.watch.faults.append(Later("AWS did not answer."))
    let_time_pass(bellhop, minutes=30)
    assert (bellhop.watch.faults, len(reminders(bellhop, card["ts"]))) == ([], 1)
    let_time_pass(bellhop, hours=2)
    assert len(reminders(bellhop, card["ts"])) == 3


def test_after_a_week_in_which_nothing_happened_it_is_said_for_the_last_time(
    slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = a_reminder_each(slack, clock, hours=12)
    card = rung(bellhop)
    let_time_pass(bellhop, days=30)
    said = reminders(bellhop, card["ts"])
    assert len(said) == 14
    assert ["This is the last reminder" in line for line in said] == [False] * 13 + [True]
    assert bellhop.watch.next_due() is None


def test_a_week_without_data_ends_the_reminders_and_back_in_alarm_they_begin_again(
    slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = a_reminder_each(slack, clock, hours=12)
    card = rung(bellhop)
    let_time_pass(bellhop, days=1, minutes=5)
    ring(bellhop, cloudwatch_says("ALARM", "INSUFFICIENT_DATA", 86460))
    let_time_pass(bellhop, days=9)
    assert (len(reminders(bellhop, card["ts"])), bellhop.watch.next_due()) == (2, None)
    ring(bellhop, cloudwatch_says("INSUFFICIENT_DATA", "ALARM", 10 * 86400 + 360))
    let_time_pass(bellhop, days=1, minutes=5)
    assert len(reminders(bellhop, card["ts"])) == 4


def a_reminder_each(slack: RunningSlack, clock: SetClock, hours: int) -> Bellhop:
    settings = IncidentSettings(remind_minutes=60 * hours)
    return Bellhop(slack, clock, configuration=Configuration(SlackChannel("#alarms"), settings))


def quiet_bellhop(slack: RunningSlack, clock: SetClock, hours: str) -> Bellhop:
    routes = (Route(mention=("S0OPS",), quiet=hours),)
    return Bellhop(slack, clock, configuration=Configuration(SlackChannel("#alarms"), routes=routes))


def test_in_quiet_hours_a_reminder_calls_nobody_though_the_alarm_went_off_before(
    slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = quiet_bellhop(slack, clock, f"{after(clock, 30)}-{after(clock, 90)} UTC")
    card = rung(bellhop)
    assert card["pings"] == ["<!subteam^S0OPS>"]
    let_time_pass(bellhop, minutes=130)
    assert ["S0OPS" in line for line in reminders(bellhop, card["ts"])] == [False, True]


def test_after_quiet_hours_a_reminder_calls_though_the_alarm_went_off_within(
    slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = quiet_bellhop(slack, clock, f"{after(clock, -30)}-{after(clock, 30)} UTC")
    card = rung(bellhop)
    assert card["pings"] == []
    let_time_pass(bellhop, minutes=61)
    assert ["S0OPS" in line for line in reminders(bellhop, card["ts"])] == [True]


def after(clock: SetClock, minutes: int) -> str:
    """The time of day so long from now."""
    return f"{clock() + timedelta(minutes=minutes):%H:%M}"


def test_before_it_is_said_again_cloudwatch_is_asked_once_and_a_missed_ok_is_told_instead(bellhop: Bellhop) -> None:
    card = rung(bellhop)
    cloudwatch_has(bellhop, "OK", seconds=600)
    let_time_pass(bellhop, hours=5)
    (line,) = thread(bellhop.slack, card["ts"])
    assert line.startswith(":large_green_circle: ALARM → *OK* at")
    assert "It lasted 10 min." in line
    assert "No notification of this arrived; Bellhop learned it by asking CloudWatch." in line
    assert "`web-high-cpu` *OK* " in blocks(bellhop)
    assert bellhop.cloudwatch.asked == [("web-high-cpu",)]
    assert bellhop.watch.next_due() is None


def test_the_notification_that_comes_after_all_changes_no_card(bellhop: Bellhop) -> None:
    card = rung(bellhop)
    cloudwatch_has(bellhop, "OK", seconds=600)
    let_time_pass(bellhop, hours=2)
    ring(bellhop, cloudwatch_says("ALARM", "OK", 600))
    assert len(thread(bellhop.slack, card["ts"])) == 1
    assert "No notification" not in blocks(bellhop)


def test_a_missed_alarm_calls_once_and_not_a_second_time_as_a_reminder(slack: RunningSlack, clock: SetClock) -> None:
    routes = (Route(mention=("S0OPS",)),)
    bellhop = Bellhop(slack, clock, configuration=Configuration(SlackChannel("#alarms"), routes=routes))
    card = rung(bellhop)
    ring(bellhop, cloudwatch_says("ALARM", "INSUFFICIENT_DATA", 60))
    cloudwatch_has(bellhop, "ALARM", seconds=600)
    let_time_pass(bellhop, minutes=61)
    assert "INSUFFICIENT_DATA → *ALARM*" in thread(bellhop.slack, card["ts"])[-1]
    assert reminders(bellhop, card["ts"]) == []
    let_time_pass(bellhop, minutes=61)
    assert len(reminders(bellhop, card["ts"])) == 1


def test_a_deleted_alarm_is_not_said_again_and_its_card_closes(bellhop: Bellhop) -> None:
    card = rung(bellhop)
    bellhop.cloudwatch.remove("web-high-cpu")
    let_time_pass(bellhop, hours=5)
    (line,) = thread(bellhop.slack, card["ts"])
    assert "the alarm no longer exists. It was last in *ALARM*." in line
    assert "`web-high-cpu` *DELETED* " in blocks(bellhop)
    assert "CloudWatch no longer has this alarm; Bellhop asked at" in blocks(bellhop)
    assert "alarm_ack" not in blocks(bellhop)
    assert "*DELETED* noticed at <!date" in blocks(bellhop)
    assert bellhop.watch.next_due() is None


@pytest.mark.parametrize("silence", [Later("AWS is busy."), Refused("AWS does not allow Bellhop to look.")])
def test_where_cloudwatch_does_not_answer_it_is_said_again_and_so_is_that(
    silence: BellhopError, bellhop: Bellhop
) -> None:
    card = rung(bellhop)
    bellhop.cloudwatch.silence = silence
    let_time_pass(bellhop, minutes=61)
    (line,) = reminders(bellhop, card["ts"])
    assert "CloudWatch did not answer when Bellhop asked" in line
    bellhop.cloudwatch.silence = None
    let_time_pass(bellhop, hours=1)
    assert "did not answer" not in reminders(bellhop, card["ts"])[-1]


@pytest.mark.parametrize("arn", ["arn:aws:cloudwatch:eu-west-1:123456789012:alarm:far", FOREIGN])
def test_of_an_alarm_of_another_region_or_account_our_own_cloudwatch_is_not_asked(arn: str, bellhop: Bellhop) -> None:
    says = cloudwatch_says("OK", "ALARM", name="far")
    ring(bellhop, {**says, "AlarmArn": arn, "AWSAccountId": arn.split(":")[4]})
    (card,) = cards(bellhop.slack)
    let_time_pass(bellhop, minutes=61)
    assert bellhop.cloudwatch.asked == []
    assert ["did not answer" in line for line in reminders(bellhop, card["ts"])] == [False]


def test_a_missed_change_that_slack_does_not_take_now_is_shown_later(bellhop: Bellhop, slack: RunningSlack) -> None:
    card = rung(bellhop)
    cloudwatch_has(bellhop, "OK", seconds=600)
    let_time_pass(bellhop, minutes=59)
    slack.fault("chat.update", "status", status=503)
    let_time_pass(bellhop, minutes=10)
    assert ":red_circle:" in blocks(bellhop)
    slack.clear_faults()
    let_time_pass(bellhop, hours=1)
    assert "`web-high-cpu` *OK* " in blocks(bellhop)
    assert len(thread(bellhop.slack, card["ts"])) == 1


def test_while_it_is_muted_the_card_says_what_cloudwatch_says_too(listening_bellhop: Bellhop) -> None:
    card = rung(listening_bellhop)
    mute(listening_bellhop, span="240")
    cloudwatch_has(listening_bellhop, "OK", seconds=600)
    let_time_pass(listening_bellhop, hours=2)
    assert "`web-high-cpu` *OK* " in blocks(listening_bellhop)
    assert reminders(listening_bellhop, card["ts"]) == []


def test_while_somebody_works_on_the_alarm_what_cloudwatch_says_is_told_after_them_and_no_reminder(
    bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.leases.WAIT_SECONDS", 0.1)
    card = rung(bellhop)
    cloudwatch_has(bellhop, "OK", seconds=600)
    (incident,) = bellhop.parts.processor.open_incidents("web")
    let_time_pass(bellhop, minutes=59)
    with bellhop.parts.leases.hold(lease_name(incident.latest), 90):
        let_time_pass(bellhop, minutes=1)
        assert thread(bellhop.slack, card["ts"]) == []
    let_time_pass(bellhop, minutes=5)
    assert reminders(bellhop, card["ts"]) == []
    assert "`web-high-cpu` *OK* " in blocks(bellhop)


def test_a_rule_of_somebody_else_that_begins_while_it_is_red_keeps_reminders_back(bellhop: Bellhop) -> None:
    card = rung(bellhop)
    cloudwatch_has(bellhop, "ALARM")
    bellhop.cloudwatch.mute("release", "web-high-cpu", bellhop.clock(), bellhop.clock() + timedelta(hours=4), "x")
    let_time_pass(bellhop, hours=3, minutes=5)
    assert reminders(bellhop, card["ts"]) == []
    assert len(thread(bellhop.slack, card["ts"])) == 1
