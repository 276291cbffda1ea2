"""What a forced alarm triggers: scaling policies get a value of the metric to go by, and it is said which."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from app.aws.alarm import Alarm
from app.aws.scaling import Group
from app.aws.scaling_policy import ScalingPolicy
from app.commands.forcealarm.triggers import (
    GONE,
    IS_DEAF,
    IS_DISABLED,
    MAY_NOT,
    NO_METRIC,
    NO_VALUE,
    REPEATS,
    policies,
    reason_data,
    triggers,
)
from app.listeners.alarm_effects import effects_of
from tests.app.commands.forcealarm.policies import OF_SERVICE, OUT, STEPS, STOPS, TRACKS, calling
from tests.fakes.aws import alarm
from tests.fakes.clock import SetClock
from tests.fakes.scaling import FakeAutoScaling, web

NAMES = {"policy": "`out`", "group": "`web`"}
HOSTILE = replace(calling(OF_SERVICE.replace("more-tasks", "<!here>")), compared=None)


def said(alarm: Alarm, group: Group | None = None, policy: ScalingPolicy = OUT, state: str = "ALARM") -> str:
    """What is said of the alarm's policies where the group has this one besides others."""
    scaling = FakeAutoScaling(group or web())
    scaling.policy["web"] = (policy, *TRACKERS)
    found = policies(alarm, state, effects_of(alarm, state, scaling))
    return " ".join(each for each in found if each != REPEATS.format(state=state))


TRACKERS = (ScalingPolicy("cpu-50", "TargetTrackingScaling", arn=TRACKS.actions["ALARM"][0]),)


@pytest.mark.parametrize(
    ("forced", "text"),
    [
        (STEPS, "The scaling policy `out` acts as if CPUUtilization were 80.8: `web` goes from 2 to 6."),
        (
            TRACKS,
            "The scaling policy `cpu-50` acts as if CPUUtilization were 80.8: "
            "how far it scales `web` is its own decision.",
        ),
        (
            calling(OF_SERVICE),
            "The scaling policy `more-tasks` acts as if CPUUtilization were 80.8: "
            "how far it scales `ecs/service/shop/web` is its own decision.",
        ),
        (STOPS, ""),
        (alarm(), ""),
    ],
)
def test_each_policy_is_told_with_the_value_it_goes_by(forced: Alarm, text: str) -> None:
    assert said(forced) == text


def test_a_group_that_a_policy_leaves_as_it_is_is_said_to_stay() -> None:
    assert said(STEPS, web(desired=8)).endswith("`web` stays at 8.")


def test_a_policy_that_does_nothing_is_told_with_the_reason() -> None:
    assert said(STEPS, web(suspended=("AlarmNotification",))) == IS_DEAF.format(**NAMES)
    assert said(STEPS, policy=replace(OUT, is_enabled=False)) == IS_DISABLED.format(**NAMES)
    assert said(STEPS, policy=replace(OUT, arn="another")) == GONE.format(**NAMES)


def test_where_there_is_no_value_to_go_by_a_policy_may_do_nothing() -> None:
    assert said(replace(STEPS, compared=None)) == MAY_NOT.format(why=NO_METRIC, **NAMES)
    unknown = calling(OUT.arn, state="INSUFFICIENT_DATA")
    why = NO_VALUE.format(state="INSUFFICIENT_DATA")
    assert said(unknown, state="INSUFFICIENT_DATA") == MAY_NOT.format(why=why, **NAMES)


@pytest.mark.parametrize(
    ("forced", "group", "repeats"),
    [(STEPS, web(), True), (calling(OF_SERVICE), web(), True), (STEPS, web(suspended=("AlarmNotification",)), False)],
)
def test_a_policy_that_acts_is_said_to_act_again(forced: Alarm, group: Group, repeats: bool) -> None:
    scaling = FakeAutoScaling(group)
    scaling.policy["web"] = (OUT,)
    found = policies(forced, "ALARM", effects_of(forced, "ALARM", scaling))
    assert (REPEATS.format(state="ALARM") in found) is repeats


def test_names_are_escaped() -> None:
    assert "`&lt;!here&gt;`" in said(HOSTILE)
    assert "&lt;!here&gt;" in triggers(HOSTILE, "ALARM")


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
