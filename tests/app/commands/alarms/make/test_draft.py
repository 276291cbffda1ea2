"""What is wrong with what somebody typed, as CloudWatch's limits have it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.commands.alarms.make.draft import Draft, draft_in, problems, settings_of, statistic_of

GOOD = Draft("cpu", "Average", "GreaterThanThreshold", "80", "2", "3", "300", "missing", "web-high-cpu")


def test_inputs_are_found_by_the_beginning_of_their_blocks_names() -> None:
    values = {"threshold:cpu": "80", "name": "x", "channel": "C1", "": "y"}
    assert draft_in(values) == Draft(threshold="80", name="x")


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, set()),
        ({"threshold": "-0.5"}, set()),
        ({"threshold": ""}, {"threshold"}),
        ({"threshold": "1e9"}, {"threshold"}),
        ({"threshold": "NaN"}, {"threshold"}),
        ({"threshold": "٣"}, {"threshold"}),
        ({"datapoints": "0"}, {"datapoints"}),
        ({"datapoints": "1.5"}, {"datapoints"}),
        ({"datapoints": "4"}, {"datapoints"}),
        ({"periods": ""}, {"periods"}),
        ({"datapoints": "x", "periods": "x"}, {"datapoints", "periods"}),
        ({"periods": "288"}, set()),
        ({"periods": "289"}, {"periods"}),
        ({"period": "3600", "periods": "168"}, set()),
        ({"period": "3600", "periods": "169"}, {"periods"}),
        ({"name": ""}, {"name"}),
        ({"name": "x" * 255}, set()),
        ({"name": "x" * 256}, {"name"}),
        ({"name": "a\nb"}, {"name"}),
        ({"metric": "", "name": ""}, set()),
    ],
)
def test_each_input_has_its_limits(changes: dict[str, str], wrong: set[str]) -> None:
    assert problems(replace(GOOD, **changes)).keys() == wrong


def test_zero_has_no_sign_and_a_point_may_come_first() -> None:
    assert str(settings_of(replace(GOOD, threshold="-0"))["Threshold"]) == "0.0"
    assert problems(replace(GOOD, threshold=".5")) == {}


def test_a_name_that_is_taken_is_wrong() -> None:
    assert problems(GOOD, taken="web-high-cpu").keys() == {"name"}
    assert problems(GOOD, taken="other") == {}


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        (
            GOOD,
            {
                "Threshold": 80.0,
                "DatapointsToAlarm": 2,
                "EvaluationPeriods": 3,
                "TreatMissingData": "missing",
                "Period": 300,
            },
        ),
        (
            replace(GOOD, period=""),
            {"Threshold": 80.0, "DatapointsToAlarm": 2, "EvaluationPeriods": 3, "TreatMissingData": "missing"},
        ),
    ],
)
def test_a_draft_is_what_cloudwatch_takes(draft: Draft, expected: dict[str, Any]) -> None:
    assert settings_of(draft) == expected


def test_percentiles_have_another_name() -> None:
    assert statistic_of(GOOD) == {"Statistic": "Average"}
    assert statistic_of(replace(GOOD, statistic="p99")) == {"ExtendedStatistic": "p99"}
