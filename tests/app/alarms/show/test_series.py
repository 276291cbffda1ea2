"""What GetMetricData is asked for an alarm's chart."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.alarms.show.series import series
from tests.app.alarms.alarm_support import payload, transition


def test_the_last_twenty_periods_of_the_metric_are_asked_for_with_its_own_statistic() -> None:
    alarm = transition(payload("metric"))
    asked = series(alarm)
    assert asked
    assert (asked.end, asked.end - asked.start) == (alarm.changed_at, timedelta(minutes=20))
    (query,) = asked.queries
    assert query == {
        "Id": "m1",
        "ReturnData": True,
        "MetricStat": {
            "Metric": {
                "Namespace": "AWS/EC2",
                "MetricName": "CPUUtilization",
                "Dimensions": [{"Name": "AutoScalingGroupName", "Value": "web"}],
            },
            "Period": 60,
            "Stat": "Average",
        },
    }


def test_of_an_expression_only_the_result_comes_back() -> None:
    asked = series(transition(payload("math")))
    assert asked
    assert sum(query["ReturnData"] for query in asked.queries) == 1
    assert [query["ReturnData"] for query in asked.queries if "Expression" in query] == [True]


@pytest.mark.parametrize("kind", ["anomaly", "composite", "promql", "log"])
def test_there_is_none_of_a_band_or_of_an_alarm_without_metrics(kind: str) -> None:
    assert series(transition(payload(kind))) is None


def test_another_accounts_metric_is_not_asked_for() -> None:
    body = payload("math")
    for query in body["Trigger"]["Metrics"]:
        query["AccountId"] = "999999999999"
    assert series(transition(body)) is None
