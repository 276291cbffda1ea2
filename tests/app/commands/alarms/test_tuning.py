"""`/alarms tune`: what went off, what would have been better, the button that sets it, and Undo."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.alarms.decide.evaluation import condition_of, past_of
from app.alarms.decide.incident import Response, acknowledged_by
from app.aws.alarm import HistoryItem
from app.aws.alarm_definition import definition_of
from app.base.errors import Refused
from app.commands.alarms import tuning
from app.commands.alarms.buttons import TUNED, UNDO
from app.config.configuration import Configuration
from app.config.guards import Guard
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import BEGAN, cloudwatch_says, ring
from tests.app.commands.alarms.make.talk import HEARING
from tests.app.people import by_name, press, seen, type_in
from tests.fakes.aws import TOPIC
from tests.fakes.bellhop import ALARMS, Bellhop, listening
from tests.fakes.clock import SetClock

pytestmark = pytest.mark.slow

HOT: dict[str, Any] = {
    "AlarmName": "hot",
    "ActionsEnabled": True,
    "AlarmActions": [TOPIC],
    "Namespace": "AWS/EC2",
    "MetricName": "CPUUtilization",
    "Dimensions": [{"Name": "AutoScalingGroupName", "Value": "web"}],
    "Statistic": "Average",
    "ComparisonOperator": "GreaterThanThreshold",
    "Threshold": 80.0,
    "EvaluationPeriods": 1,
    "Period": 60,
}
CROSSED = "Threshold Crossed: 1 datapoint was greater than the threshold (80.0)."
# How many hours ago, for how many minutes, and after how many somebody acknowledged it.
BLIPS = [(8 + 24 * day, 1, None) for day in range(11)]
LONG = [(300, 20, 3), (150, 30, 5), (50, 25, None)]
POLICY = "arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:1:autoScalingGroupName/web:policyName/out"
BAND = {"Id": "b", "Expression": "ANOMALY_DETECTION_BAND(m1)"}
Times = list[tuple[int, int, int | None]]


def line(at: datetime, old: str, new: str, reason: str = CROSSED) -> HistoryItem:
    """As CloudWatch has it: the metric's minute is over, and a few seconds."""
    data = {"oldState": {"stateValue": old}, "newState": {"stateValue": new, "stateReason": reason}}
    return HistoryItem("hot", at, "StateUpdate", f"Alarm updated from {old} to {new}", json.dumps(data))


def world(slack: RunningSlack, clock: SetClock, times: Times, *guards: Guard, told: bool = True) -> Bellhop:
    """An alarm that went off at these times, each of which Bellhop was told of, and somebody may have acted on."""
    bellhop = Bellhop(slack, clock, configuration=Configuration(ALARMS, guards=guards), home=HEARING)
    bellhop.cloudwatch.define(HOT)
    history: list[HistoryItem] = []
    minutes = [20.0] * (15 * 24 * 60)
    for hours, lasts, acted in sorted(times, key=lambda each: -each[0]):
        first = len(minutes) - hours * 60
        minutes[first : first + lasts] = [95.0] * lasts
        begun = clock() - timedelta(hours=hours) + timedelta(minutes=1, seconds=20)
        ended = begun + timedelta(minutes=lasts)
        history += [line(begun, "OK", "ALARM"), line(ended, "ALARM", "OK")]
        if told:
            happen(bellhop, begun, ended, acted)
    start = clock() - timedelta(minutes=len(minutes))
    values = [(start + timedelta(minutes=at), value) for at, value in enumerate(minutes)]
    bellhop.cloudwatch.measured["CPUUtilization"] = values
    bellhop.cloudwatch.histories["hot"] = tuple(reversed(history))
    return bellhop


def happen(bellhop: Bellhop, begun: datetime, ended: datetime, acted: int | None) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM", (begun - BEGAN).total_seconds(), "hot"))
    arn = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:hot"
    incident = bellhop.parts.processor.incidents.last_of(arn)
    assert incident
    if acted is not None:
        answer = Response(begun + timedelta(minutes=acted), "U0ANA", "Acknowledged", "mark")
        bellhop.parts.processor.amend_incident(incident.id, lambda known: acknowledged_by(known, answer))
    ring(bellhop, cloudwatch_says("ALARM", "OK", (ended - BEGAN).total_seconds(), "hot"))


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Iterator[Bellhop]:
    running = world(slack, clock, [*BLIPS, *LONG])
    with listening(running):
        yield running


@pytest.fixture
def silent(slack: RunningSlack, clock: SetClock) -> Iterator[Bellhop]:
    """One that Bellhop was not told of."""
    running = world(slack, clock, [*BLIPS, *LONG], told=False)
    with listening(running):
        yield running


def hot(bellhop: Bellhop) -> dict[str, Any]:
    return dict(definition_of(bellhop.cloudwatch.named(["hot"])[0].item))


def plan(bellhop: Bellhop) -> dict[str, Any]:
    type_in(bellhop, "/alarms tune hot")
    return {**bellhop.slack.messages("C0OPS")[-1], "channel": "C0OPS"}


def tuned(bellhop: Bellhop) -> dict[str, Any]:
    """The message of the change."""
    press(bellhop, plan(bellhop), TUNED)
    bellhop.work()
    return {**bellhop.slack.messages("C0OPS")[-1], "channel": "C0OPS"}


def test_the_plan_says_what_happened_and_what_would_have_been_better(bellhop: Bellhop) -> None:
    told = plan(bellhop)
    assert told["ephemeral_to"] == "U0ANA"
    assert told["text"].splitlines() == [
        "`hot` went off *14 times* in 15 days; 11 were over within 5 min without anybody acting. Somebody acted on 2 "
        "of them.",
        "With *2 of 2 datapoints* instead of 1 of 1 it would have gone off *3 times*, and still told of the "
        "2 that somebody acted on, at most 1 min later.",
        "Replayed: 15 days of 21,540 values, as long as CloudWatch keeps values of this length. The present setting "
        "goes off 14 times in the replay. Bellhop knows what people did in Slack, and nothing of what they did "
        "elsewhere.",
    ]
    assert hot(bellhop) == definition_of(HOT), "looking changes nothing"


def test_the_button_sets_it_and_undo_puts_it_back(bellhop: Bellhop) -> None:
    message = tuned(bellhop)
    assert hot(bellhop) == {**definition_of(HOT), "DatapointsToAlarm": 2, "EvaluationPeriods": 2}
    assert by_name(message["text"]) == (
        ":wrench: ana tuned the alarm `hot` to: CPUUtilization average of web &gt; 80 % for 2 of 2 minutes. Before: "
        "CPUUtilization average of web &gt; 80 % for 1 of 1 minute. It went off 14 times in 15 days; so it would have "
        "gone off 3 times."
    )
    press(bellhop, message, UNDO, "U0BO")
    bellhop.work()
    assert hot(bellhop) == definition_of(HOT)


def test_a_second_press_says_that_it_is_set_already(bellhop: Bellhop) -> None:
    told = plan(bellhop)
    for _ in range(2):
        press(bellhop, told, TUNED)
        bellhop.work()
    assert seen(bellhop)[-1] == "The alarm `hot` is set like that already. Nothing was done."
    assert len([text for text in seen(bellhop) if ":wrench:" in text]) == 1


def test_what_it_says_is_what_a_replay_of_the_new_alarm_counts(bellhop: Bellhop) -> None:
    tuned(bellhop)
    condition, now = condition_of(hot(bellhop)), bellhop.clock()
    assert condition
    values = bellhop.cloudwatch.measured["CPUUtilization"]
    assert len(past_of(values, condition, now - timedelta(days=14, hours=23), now).episodes) == 3


def test_an_alarm_that_was_changed_since_is_left(bellhop: Bellhop) -> None:
    told = plan(bellhop)
    bellhop.cloudwatch.define({**HOT, "Threshold": 70.0})
    press(bellhop, told, TUNED)
    bellhop.work()
    assert seen(bellhop)[-1].startswith("Somebody has changed the alarm `hot` since. Nothing was done.")
    assert hot(bellhop)["EvaluationPeriods"] == 1


def test_what_would_lose_an_alarm_that_somebody_acted_on_since_is_not_set(bellhop: Bellhop) -> None:
    told = plan(bellhop)
    begun = bellhop.clock() + timedelta(seconds=20)
    happen(bellhop, begun, begun + timedelta(minutes=1), 1)
    old = bellhop.cloudwatch.histories["hot"]
    lines = (line(begun + timedelta(minutes=1), "ALARM", "OK"), line(begun, "OK", "ALARM"))
    bellhop.cloudwatch.histories["hot"] = (*lines, *old)
    values = [*bellhop.cloudwatch.measured["CPUUtilization"], (bellhop.clock(), 95.0)]
    bellhop.cloudwatch.measured["CPUUtilization"] = values
    bellhop.clock.advance(300)
    press(bellhop, told, TUNED)
    bellhop.work()
    assert seen(bellhop)[-1].startswith("After what has happened since, that would lose an alarm")
    assert hot(bellhop)["EvaluationPeriods"] == 1


def test_what_somebody_acted_on_before_the_alarm_was_changed_is_not_lost_either(
    slack: RunningSlack, clock: SetClock
) -> None:
    """Two minutes that somebody acknowledged; two days later another description, then six noises."""
    acted, noises = (120, 2, 1), [(4 + 6 * number, 1, None) for number in range(6)]
    running = world(slack, clock, [acted, *noises])
    running.cloudwatch.define({**HOT, "AlarmConfigurationUpdatedTimestamp": clock() - timedelta(hours=72)})
    with listening(running):
        text = plan(running)["text"]
    assert "went off *6 times* in 3 days" in text
    assert "With *2 of 2 datapoints* instead of 1 of 1 it would *not* have gone off." in text


def test_nor_what_it_told_for_a_minute(slack: RunningSlack, clock: SetClock) -> None:
    running = world(slack, clock, [(120, 1, 0), *[(4 + 6 * number, 1, None) for number in range(6)]])
    running.cloudwatch.define({**HOT, "AlarmConfigurationUpdatedTimestamp": clock() - timedelta(hours=72)})
    with listening(running):
        message = plan(running)
    assert "None goes off much less without losing what somebody acted on" in message["text"]
    assert TUNED not in str(message.get("blocks"))


def no_data(bellhop: Bellhop, begun: datetime, minutes: int) -> None:
    """It has no data for so long, and somebody acknowledges that."""
    begins, ends = (begun - BEGAN).total_seconds(), (begun - BEGAN).total_seconds() + minutes * 60
    ring(bellhop, cloudwatch_says("OK", "INSUFFICIENT_DATA", begins, "hot"))
    incident = bellhop.parts.processor.incidents.last_of("arn:aws:cloudwatch:us-east-1:123456789012:alarm:hot")
    assert incident
    assert abs(incident.began_at - begun) < timedelta(seconds=1)
    answer = Response(begun + timedelta(minutes=1), "U0ANA", "Acknowledged", "mark")
    bellhop.parts.processor.amend_incident(incident.id, lambda known: acknowledged_by(known, answer))
    ring(bellhop, cloudwatch_says("INSUFFICIENT_DATA", "OK", ends, "hot"))
    unknown = line(begun, "OK", "INSUFFICIENT_DATA", "Insufficient Data: 1 datapoint was unknown.")
    back = line(begun + timedelta(minutes=minutes), "INSUFFICIENT_DATA", "OK")
    bellhop.cloudwatch.histories["hot"] = (back, unknown, *bellhop.cloudwatch.histories["hot"])


def test_what_somebody_acted_on_because_there_was_no_data_is_not_lost(bellhop: Bellhop) -> None:
    no_data(bellhop, bellhop.clock() - timedelta(hours=2), 5)
    told = plan(bellhop)
    assert "Somebody acted on it when it had no data" in told["text"]
    assert TUNED not in str(told.get("blocks"))


def test_nor_what_had_no_data_after_it_was_suggested(bellhop: Bellhop) -> None:
    told = plan(bellhop)
    no_data(bellhop, bellhop.clock() + timedelta(seconds=20), 2)
    bellhop.clock.advance(300)
    press(bellhop, told, TUNED)
    bellhop.work()
    assert seen(bellhop)[-1].startswith("After what has happened since, that would lose an alarm")
    assert hot(bellhop)["EvaluationPeriods"] == 1


def test_a_press_that_no_guard_allows_changes_nothing(slack: RunningSlack, clock: SetClock) -> None:
    running = world(slack, clock, [*BLIPS, *LONG], Guard(alarm="hot", may=("edit",), users=("U0BO",)))
    with listening(running):
        told = plan(running)
        press(running, told, TUNED)
        running.work()
        assert hot(running)["EvaluationPeriods"] == 1


@pytest.mark.parametrize(
    ("times", "told", "words"),
    [
        ([], True, "has not gone off in 15 days, so there is nothing to tune."),
        (LONG, True, "That is quiet enough"),
        ([*BLIPS, *LONG], False, "Bellhop showed none of these to anybody"),
        ([(hours, 1, 0) for hours in (20, 50, 75)] + [*BLIPS[:4], *LONG], True, "None goes off much less"),
    ],
)
def test_nothing_is_suggested_where_nothing_can_be_said(
    times: Times, told: bool, words: str, slack: RunningSlack, clock: SetClock
) -> None:
    running = world(slack, clock, times, told=told)
    with listening(running):
        message = plan(running)
        assert words in message["text"]
        assert TUNED not in str(message.get("blocks"))


def test_a_replay_that_is_not_what_happened_suggests_nothing(bellhop: Bellhop) -> None:
    values = bellhop.cloudwatch.measured["CPUUtilization"]
    bellhop.cloudwatch.measured["CPUUtilization"] = [(at, 95.0 if at.minute == 7 else value) for at, value in values]
    message = plan(bellhop)
    assert "which is not what CloudWatch did" in message["text"]
    assert TUNED not in str(message.get("blocks"))


REFUSED = [
    ({"AlarmRule": 'ALARM("web-5xx")', "AlarmName": "hot"}, "is a composite alarm"),
    ({"AlarmName": "hot", "EvaluationCriteria": {"PromQLCriteria": {"Query": "up"}}}, "PromQL"),
    ({**HOT, "ComparisonOperator": "GreaterThanUpperThreshold", "ThresholdMetricId": "b"}, "a band that moves"),
    ({**HOT, "Period": 10}, "three hours only"),
    ({**HOT, "EvaluationWindow": {"WallClockWindow": {}}}, "windows of the clock"),
    ({**HOT, "AlarmActions": [TOPIC, POLICY]}, "by itself each time it goes off"),
    (
        {
            **{key: HOT[key] for key in ("AlarmName", "ComparisonOperator", "Threshold", "EvaluationPeriods")},
            "Metrics": [{"Id": "q", "Expression": "SELECT AVG(x) FROM y GROUP BY z", "Period": 60}],
        },
        "a query for many series",
    ),
]


@pytest.mark.parametrize(("definition", "words"), REFUSED)
def test_what_cannot_be_tuned_gets_one_sentence(definition: dict[str, Any], words: str, silent: Bellhop) -> None:
    silent.cloudwatch.remove("hot")
    silent.cloudwatch.define(definition)
    text = plan(silent)["text"]
    assert words in text
    assert "\n" not in text


def test_one_that_a_composite_reads_is_left_to_who_made_both(silent: Bellhop) -> None:
    silent.cloudwatch.define({"AlarmName": "down", "AlarmRule": 'ALARM("hot")'})
    assert plan(silent)["text"].startswith("The composite alarm `down` reads `hot`.")


def test_it_goes_back_no_further_than_the_alarms_last_change_and_says_so(silent: Bellhop) -> None:
    configured = silent.clock() - timedelta(hours=100, seconds=7)
    silent.cloudwatch.define({**HOT, "AlarmConfigurationUpdatedTimestamp": configured})
    text = plan(silent)["text"]
    assert "went off *5 times* in 4 days" in text
    assert "since somebody last changed the alarm" in text
    assert silent.cloudwatch.spans[-1][0] == configured.replace(second=0) - timedelta(minutes=3 - 1 + 1)


def test_periods_of_five_minutes_are_replayed_for_as_long_as_there_is_a_history(silent: Bellhop) -> None:
    silent.cloudwatch.define({**HOT, "Period": 300})
    plan(silent)
    assert silent.cloudwatch.spans[-1][0] == silent.clock() - timedelta(days=30, minutes=15)


def test_a_history_that_is_longer_than_is_read_is_replayed_as_far_as_it_was_read(
    silent: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tuning, "HISTORY_PAGES", 0)
    last = silent.cloudwatch.histories["hot"][5].at
    monkeypatch.setattr(
        silent.cloudwatch, "past", lambda *_: (silent.cloudwatch.histories["hot"][:6], False), raising=True
    )
    plan(silent)
    start, _ = silent.cloudwatch.spans[-1]
    assert timedelta() < last - start < timedelta(minutes=5)


def test_what_aws_refuses_is_said(silent: Bellhop) -> None:
    silent.cloudwatch.faults.append(Refused("AWS does not allow Bellhop to look at that history."))
    assert plan(silent)["text"] == "AWS does not allow Bellhop to look at that history."


def test_without_a_name_or_with_a_part_of_several_it_says_what_to_type(silent: Bellhop) -> None:
    type_in(silent, "/alarms tune")
    assert seen(silent)[-1] == "Which alarm? Try `/alarms tune ALARM`."
    type_in(silent, "/alarms tune web-")
    assert "`web-5xx`, `web-high-cpu`" in seen(silent)[-1]
    type_in(silent, "/alarms tune arn:aws:cloudwatch:us-east-1:999999999999:alarm:hot")
    assert "999999999999" in seen(silent)[-1]


def test_a_suggestion_of_another_version_does_nothing(bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch) -> None:
    told = plan(bellhop)
    monkeypatch.setattr(tuning, "carried", lambda _: {"mark": tuning._mark("hot", hot(bellhop)), "m": 3, "n": 2})
    press(bellhop, told, TUNED)
    bellhop.work()
    assert "from another version" in seen(bellhop)[-1]
    assert hot(bellhop)["EvaluationPeriods"] == 1
