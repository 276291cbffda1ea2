"""What an alarm watches, in words."""

from typing import Any

import pytest

from tests.app.alarms.alarm_support import payload, transition


def measure(name: str, **trigger: Any) -> str:
    message = payload(name)
    message["Trigger"] = {**message.get("Trigger", {}), **trigger}
    return transition(message).measure


def test_a_metric_alarm_reads_like_a_sentence() -> None:
    assert measure("metric") == "CPUUtilization average of AutoScalingGroupName web > 80 for 3 of 3 minutes"


def test_one_datapoint_of_one_is_singular() -> None:
    words = measure("metric", EvaluationPeriods=1, DatapointsToAlarm=1)
    assert words.endswith("> 80 for 1 of 1 minute")


def test_without_datapoints_to_alarm_all_periods_count() -> None:
    assert measure("metric", DatapointsToAlarm=None).endswith("for 3 of 3 minutes")


@pytest.mark.parametrize(
    ("unit", "words"), [("Percent", "> 80 %"), ("Bytes/Second", "> 80 bytes/second"), ("Count", "> 80")]
)
def test_the_unit_stands_behind_the_threshold(unit: str, words: str) -> None:
    assert f"{words} for" in measure("metric", Unit=unit)


def test_a_percentile_keeps_its_name_and_a_long_period_is_said() -> None:
    assert measure("percentile") == (
        "TargetResponseTime p99 of LoadBalancer app/checkout/50dc6c495c0c9188, "
        "TargetGroup targetgroup/blue/73e2d6bc24d8a067 >= 1.5 s for 2 of 3 periods of 5 min"
    )


def test_a_metric_without_dimensions_names_its_namespace() -> None:
    assert measure("metric", Dimensions=[]).startswith("CPUUtilization average in AWS/EC2 > 80")


def test_an_expression_explains_its_metrics() -> None:
    assert measure("math") == (
        "error rate (100 * m2 / m1) > 5 for 1 of 1 minute, where "
        "m1 is RequestCount sum of LoadBalancer app/web/1c2d3e, "
        "m2 is HTTPCode_Target_5XX_Count sum of LoadBalancer app/web/1c2d3e, AutoScalingGroupName web"
    )


def test_what_is_tested_is_what_returns_data_wherever_it_stands() -> None:
    metrics = payload("math")["Trigger"]["Metrics"]
    assert measure("math", Metrics=metrics[::-1]).startswith("error rate (100 * m2 / m1) > 5")


def test_the_metrics_of_a_long_expression_are_cut_with_their_number() -> None:
    stat = {"Metric": {"MetricName": "M", "Namespace": "N"}, "Stat": "Sum", "Period": 60}
    inputs = [{"Id": f"m{n}", "MetricStat": stat, "ReturnData": False} for n in range(9)]
    assert measure("math", Metrics=[{"Id": "e1", "Expression": "SUM(METRICS())"}, *inputs]).endswith("and 3 more")


def test_an_anomaly_alarm_says_which_side_of_how_wide_a_band() -> None:
    assert measure("anomaly") == (
        "Count sum of ApiName shop, Stage pro outside its expected band (1.5 standard deviations) for 1 of 4 minutes"
    )
    assert "above its expected band" in measure("anomaly", ComparisonOperator="GreaterThanUpperThreshold")


def test_a_contributor_alarm_says_its_query_and_which_series_changed() -> None:
    message = payload("contributor")
    words = transition(message).measure
    assert message["Trigger"]["Metrics"][0]["Expression"] in words
    assert words.endswith("< 1 for 1 of 1 minute; changed for TableName orders")


def test_a_promql_alarm_says_its_query_and_waits() -> None:
    assert transition(payload("promql")).measure == (
        "PromQL my_gauge_metric < 20 (pending 2 min, recovery 5 min); changed for instance 10.0.0.7:9100"
    )


def test_a_log_alarm_says_its_query_and_log_groups() -> None:
    assert transition(payload("log")).measure == (
        'count(*) of the log query “fields @timestamp, @message | filter level = "ERROR"” '
        "in /aws/lambda/checkout, /aws/lambda/cart"
    )


def test_an_event_takes_the_threshold_from_the_reason_data() -> None:
    assert transition(payload("eventbridge_metric")).measure == (
        "CPUUtilization average of AutoScalingGroupName web against the threshold 50 in periods of 5 min"
    )


def test_a_composite_measures_nothing_itself() -> None:
    assert transition(payload("composite")).measure == ""
