"""What datapoints mean to an alarm."""

import json
from typing import Any

import pytest

from sandbox.aws.alarm_evaluation import Datapoint, can_be_evaluated, evaluate, window

NOW = 1_795_000_005.0
CPU = {
    "AlarmName": "web-high-cpu",
    "Namespace": "AWS/EC2",
    "MetricName": "CPUUtilization",
    "Statistic": "Average",
    "Period": 10,
    "EvaluationPeriods": 1,
    "Threshold": 80.0,
    "ComparisonOperator": "GreaterThanThreshold",
}


def points(*values: float) -> list[Datapoint]:
    return [Datapoint(1_795_000_000.0 + 10 * n, value) for n, value in enumerate(values)]


@pytest.mark.parametrize(
    ("operator", "value", "state"),
    [
        ("GreaterThanThreshold", 80.0, "OK"),
        ("GreaterThanThreshold", 80.1, "ALARM"),
        ("GreaterThanOrEqualToThreshold", 80.0, "ALARM"),
        ("LessThanThreshold", 80.0, "OK"),
        ("LessThanThreshold", 79.9, "ALARM"),
        ("LessThanOrEqualToThreshold", 80.0, "ALARM"),
    ],
)
def test_the_comparison_decides(operator: str, value: float, state: str) -> None:
    verdict = evaluate({**CPU, "ComparisonOperator": operator}, "OK", points(value), NOW)
    assert verdict and verdict.state == state


def test_the_reason_is_cloudwatchs_sentence() -> None:
    verdict = evaluate(CPU, "OK", points(93.0), NOW)
    assert verdict and verdict.reason == (
        "Threshold Crossed: 1 out of the last 1 datapoints [93.0 (18/11/26 11:06:40)] was greater than the threshold "
        "(80.0) (minimum 1 datapoint for OK -> ALARM transition)."
    )


def test_the_reason_of_an_end_says_not() -> None:
    verdict = evaluate(CPU, "ALARM", points(45.0), NOW)
    assert verdict and "[45.0 (18/11/26 11:06:40)] was not greater than the threshold (80.0)" in verdict.reason
    assert "for ALARM -> OK transition" in verdict.reason


def test_the_reason_data_holds_the_datapoints() -> None:
    verdict = evaluate(CPU, "OK", points(93.0), NOW)
    assert verdict
    data = json.loads(verdict.reason_data)
    assert (data["recentDatapoints"], data["threshold"], data["period"]) == ([93.0], 80.0, 10)
    assert data["queryDate"] == "2026-11-18T11:06:45.000+0000"


@pytest.mark.parametrize(
    ("values", "state"), [((90, 90, 10), "ALARM"), ((90, 10, 10), "OK"), ((90, 90, 90), "ALARM"), ((10, 10, 10), "OK")]
)
def test_m_out_of_n_datapoints_are_enough(values: tuple[float, ...], state: str) -> None:
    verdict = evaluate({**CPU, "EvaluationPeriods": 3, "DatapointsToAlarm": 2}, "OK", points(*values), NOW)
    assert verdict and verdict.state == state


@pytest.mark.parametrize(
    ("missing", "state"), [("missing", None), ("ignore", None), ("breaching", "ALARM"), ("notBreaching", "OK")]
)
def test_without_any_data_the_treatment_of_missing_data_decides(missing: str, state: str | None) -> None:
    verdict = evaluate({**CPU, "TreatMissingData": missing}, "OK", [], NOW)
    assert (verdict.state if verdict else None) == state


def test_the_window_lies_on_whole_periods() -> None:
    assert window({**CPU, "EvaluationPeriods": 3}, 1_795_000_025.0) == (1_794_999_980.0, 1_795_000_025.0)


def test_the_newest_datapoints_that_there_are_count() -> None:
    verdict = evaluate({**CPU, "EvaluationPeriods": 2}, "OK", points(10.0, 90.0, 91.0), NOW + 20)
    assert verdict and verdict.state == "ALARM"


def test_one_breaching_datapoint_after_a_gap_is_too_early_for_an_alarm_of_more() -> None:
    of_three = {**CPU, "EvaluationPeriods": 3}
    assert evaluate(of_three, "OK", points(90.0), NOW) is None
    later = evaluate(of_three, "OK", points(90.0), NOW + 20)
    assert later and later.state == "ALARM"


@pytest.mark.parametrize(
    "config",
    [
        {**CPU, "Metrics": [{"Id": "e1", "Expression": "m1*2"}]},
        {name: value for name, value in CPU.items() if name != "Statistic"} | {"ExtendedStatistic": "p99"},
        {**CPU, "ComparisonOperator": "GreaterThanUpperThreshold"},
        {name: value for name, value in CPU.items() if name != "Period"},
        {"AlarmRule": "ALARM(a)"},
    ],
)
def test_math_percentiles_bands_composites_and_half_alarms_can_only_be_forced(config: dict[str, Any]) -> None:
    assert can_be_evaluated(CPU)
    assert not can_be_evaluated(config)
