"""What a forced alarm triggers: scaling policies get a value of the metric to go by, and it is said which."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from app.aws.alarm import Alarm
from app.aws.scaling import Group
from app.commands.forcealarm.triggers import (
    MAY_NOT,
    NO_METRIC,
    NO_VALUE,
    REPEATS,
    TRIGGERS_NOTHING,
    policies,
    reason_data,
    triggers,
)
from app.listeners.alarm_actions import told
from app.listeners.alarm_effects import effects_of
from tests.app.commands.forcealarm.policies import OF_SERVICE, OUT, STEPS, STOPS, TRACKS, calling, with_groups
from tests.fakes.aws import TOPIC, alarm
from tests.fakes.clock import SetClock
from tests.fakes.scaling import web

NAMES = {"policy": "`out`", "group": "`web`"}
HOSTILE = replace(calling(OF_SERVICE.replace("more-tasks", "<!here>")), compared=None)


def said(alarm: Alarm, group: Group | None = None, state: str = "ALARM") -> list[str]:
    """What is said of the alarm's policies."""
    return list(policies(alarm, state, effects_of(alarm, state, with_groups(group or web()))))


@pytest.mark.parametrize(
    ("forced", "policy"), [(STEPS, "out"), (TRACKS, "cpu-50"), (calling(OF_SERVICE), "more-tasks")]
)
def test_each_policy_is_told_with_the_value_it_goes_by_and_that_it_acts_again(forced: Alarm, policy: str) -> None:
    goes_by = f"The scaling policy `{policy}` acts as if CPUUtilization were 80.8."
    assert said(forced) == [goes_by, REPEATS.format(state="ALARM")]


@pytest.mark.parametrize("forced", [STOPS, alarm()])
def test_of_an_alarm_without_policies_nothing_is_told(forced: Alarm) -> None:
    assert said(forced) == []


def test_a_policy_that_does_nothing_goes_by_no_value() -> None:
    assert said(STEPS, web(suspended=("AlarmNotification",))) == []


def test_the_actions_of_a_state_are_one_sentence() -> None:
    both = calling(TOPIC, *STOPS.actions["ALARM"])
    assert triggers(told(both, "ALARM", (), {TOPIC: None}), "ALARM") == (
        "Triggers: notify the topic `bellhop-alarms` (Bellhop cannot see who is subscribed), stop an instance."
    )
    assert triggers((), "OK") == TRIGGERS_NOTHING.format(state="OK")


def test_where_there_is_no_value_to_go_by_a_policy_may_do_nothing() -> None:
    assert said(replace(STEPS, compared=None))[0] == MAY_NOT.format(why=NO_METRIC, **NAMES)
    unknown = calling(OUT.arn, state="INSUFFICIENT_DATA")
    why = NO_VALUE.format(state="INSUFFICIENT_DATA")
    assert said(unknown, state="INSUFFICIENT_DATA")[0] == MAY_NOT.format(why=why, **NAMES)


def test_names_are_escaped() -> None:
    assert "`&lt;!here&gt;`" in said(HOSTILE)[0]


def test_the_data_of_a_state_is_in_the_shape_of_cloudwatchs_own(clock: SetClock) -> None:
    data = json.loads(reason_data(STEPS, "ALARM", clock()))
    at = f"{clock():%Y-%m-%dT%H:%M:%S}.000+0000"
    assert data == {
        "version": "1.0",
        "queryDate": at,
        "startDate": at,
        "statistic": "Average",
        "period": 60,
        "recentDatapoints": [80.8],
        "threshold": 80.0,
    }


@pytest.mark.parametrize(
    ("forced", "state"),
    [
        (STEPS, "OK"),  # no policy there
        (STOPS, "ALARM"),
        (replace(STEPS, compared=None), "ALARM"),
        (calling(OUT.arn, state="INSUFFICIENT_DATA"), "INSUFFICIENT_DATA"),
    ],
)
def test_there_is_no_data_where_no_policy_could_use_it(forced: Alarm, state: str, clock: SetClock) -> None:
    assert reason_data(forced, state, clock()) == ""


def test_the_longest_data_fits_cloudwatchs_limit(clock: SetClock) -> None:
    assert STEPS.compared
    longest = replace(STEPS.compared, metric="m" * 255, statistic="p" * 255, threshold=-1.2345678901234567e-300)
    assert len(reason_data(replace(STEPS, compared=longest), "ALARM", clock())) < 4000
