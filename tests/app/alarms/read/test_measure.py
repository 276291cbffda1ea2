"""What an alarm watches, in words."""

from typing import Any

import pytest

from tests.app.alarms.alarm_support import message_for, payload, seen_in_blocks, transition


def measure(name: str, **trigger: Any) -> str:
    message = payload(name)
    message["Trigger"] = {**message.get("Trigger", {}), **trigger}
    return transition(message).measure


def test_a_metric_alarm_reads_like_a_sentence() -> None:
    assert measure("metric") == "CPUUtilization average of web > 80 % for 3 of 3 minutes"


def test_a_dimension_whose_value_names_nothing_keeps_its_name() -> None:
    assert " of StatusCode 500 > 80" in measure("metric", Dimensions=[{"name": "StatusCode", "value": "500"}])


@pytest.mark.parametrize(
    ("metric", "words"),
    [
        ({"MetricName": "mem_used_percent", "Namespace": "CWAgent"}, "> 80 % for"),
        ({"MetricName": "EBSIOBalance%"}, "> 80 % for"),
        ({"MetricName": "CPUUtilization", "Statistic": "SAMPLE_COUNT"}, "> 80 for"),
        ({"MetricName": "CPUUtilization", "Namespace": "Shop"}, "> 80 for"),
        ({"MetricName": "ProvisionedConcurrencyUtilization"}, "> 80 for"),
        ({"MetricName": "NetworkIn"}, "> 80 bytes for"),
    ],
)
def test_only_what_aws_gives_in_percent_is_called_so(metric: dict[str, str], words: str) -> None:
    assert words in measure("metric", **metric)


def test_one_datapoint_of_one_is_singular() -> None:
    words = measure("metric", EvaluationPeriods=1, DatapointsToAlarm=1)
    assert words.endswith("> 80 % for 1 of 1 minute")


def test_without_datapoints_to_alarm_all_periods_count() -> None:
    assert measure("metric", DatapointsToAlarm=None).endswith("for 3 of 3 minutes")


@pytest.mark.parametrize(
    ("unit", "words"), [("Percent", "> 80 %"), ("Bytes/Second", "> 80 bytes/s"), ("Count", "> 80")]
)
def test_the_unit_stands_behind_the_threshold(unit: str, words: str) -> None:
    assert f"{words} for" in measure("metric", Unit=unit)


@pytest.mark.parametrize(
    ("metric", "words"),
    [
        ({"Unit": "Bytes", "Threshold": 5368709120.0}, "> 5 GiB for"),
        ({"Unit": "Bytes", "Threshold": 500000.0}, "> 488.3 KiB for"),
        ({"Unit": "Bytes", "Threshold": 1.0e9}, "> 1 GB for"),
        ({"Unit": "Bytes/Second", "Threshold": 2097152.0}, "> 2 MiB/s for"),
        ({"Unit": "Milliseconds", "Threshold": 3000.0}, "> 3 s for"),
        ({"Unit": "Seconds", "Threshold": 900.0}, "> 15 min for"),
        ({"Unit": "Count", "Threshold": 1500000.0}, "> 1,500,000 for"),
        ({"MetricName": "FreeableMemory", "Namespace": "AWS/RDS", "Threshold": 536870912.0}, "> 512 MiB for"),
        ({"MetricName": "Duration", "Namespace": "AWS/Lambda", "Threshold": 250.0}, "> 250 ms for"),
        ({"MetricName": "Duration", "Namespace": "Shop", "Threshold": 250.0}, "> 250 for"),
        (
            {"MetricName": "ApproximateAgeOfOldestMessage", "Namespace": "AWS/SQS", "Threshold": 90.0},
            "> 1 min 30 s for",
        ),
        (
            {
                "MetricName": "EstimatedCharges",
                "Namespace": "AWS/Billing",
                "Dimensions": [{"name": "Currency", "value": "USD"}],
                "Threshold": 1250.5,
            },
            "> $1,250.50 for",
        ),
    ],
)
def test_amounts_are_written_as_people_write_them(metric: dict[str, Any], words: str) -> None:
    assert words in measure("metric", **metric)


def test_a_value_that_would_look_like_its_threshold_is_told_in_full_too() -> None:
    message = payload("metric")
    message["Trigger"] |= {"Threshold": 10737418240.0, "MetricName": "FreeStorageSpace", "Namespace": "AWS/RDS"}
    message["NewStateReason"] = "Threshold Crossed: 1 out of the last 1 datapoints [10737418239.0 (10/11/26 02:44:00)]"
    assert transition(message).value == "10 GiB (10,737,418,239 bytes)"


def test_of_thirty_dimensions_the_test_can_still_be_read() -> None:
    words = measure("many_dimensions")
    assert words.endswith(" and 26 more > 80 for 1 of 1 period of 5 min")


def test_another_accounts_metric_says_whose_it_is() -> None:
    assert "of treasury-db in account 210987654321 > 90 %" in measure("other_accounts_metric")


def test_a_search_reads_as_words_with_the_triggers_period() -> None:
    assert measure("search_expression") == (
        "Errors of all shop functions (the sum of Errors sum of each FunctionName in AWS/Lambda with "
        'FunctionName="shop-") > 10 for 1 of 1 minute'
    )


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
        "m1 is RequestCount sum of app/web/1c2d3e, "
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
        "in /aws/lambda/checkout, /aws/lambda/cart > 100 for 3 of 5 query results"
    )


def test_a_log_alarm_of_many_says_which_of_them_changed() -> None:
    words = transition(payload("log_contributor")).measure
    assert words.endswith("against the threshold 800 for 2 of 3 query results; changed for endpoint /api/orders")


def test_an_event_takes_the_test_from_what_cloudwatch_says_in_its_reason() -> None:
    assert transition(payload("eventbridge_metric")).measure == (
        "CPUUtilization average of web > 50 % for 1 of 1 period of 5 min"
    )


def test_an_event_that_says_ok_takes_the_test_from_the_reason_before() -> None:
    assert transition(payload("eventbridge_percentile")).measure.endswith(">= 1.5 s for 2 of 3 periods of 5 min")


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("was less than the lower thresholds [1] or greater than the upper thresholds [2]", "outside its"),
        ("was not less than the lower thresholds [1] or not greater than the upper thresholds [2]", "outside its"),
        ("was greater than the upper thresholds [2]", "above its"),
        ("was less than the lower thresholds [1]", "below its"),
        ("set by hand", "against its"),
    ],
)
def test_an_event_of_an_anomaly_alarm_says_the_side_that_its_reason_says(reason: str, words: str) -> None:
    event = payload("eventbridge_anomaly")
    event["detail"]["previousState"] = {}
    event["detail"]["state"]["reason"] = f"Thresholds Crossed: 1 out of the last 1 datapoints [0.0 (x)] {reason}."
    assert f"CPUUtilization average of i-12345678901234567 {words} expected band" in transition(event).measure


def test_what_a_message_says_of_its_test_goes_before_its_reason() -> None:
    message = {**payload("metric"), "NewStateReason": "1 out of the last 9 datapoints [1.0 (x)] was less than the"}
    message["NewStateReason"] += " threshold (7.0) (minimum 2 datapoints for OK -> ALARM transition)."
    assert transition(message).measure.endswith("> 80 % for 3 of 3 minutes")


@pytest.mark.parametrize("name", ["contributor", "promql", "log_contributor"])
def test_after_a_query_of_any_length_its_test_and_who_changed_can_still_be_read(name: str) -> None:
    message = payload(name)
    long = "SELECT " + "x" * 9_000
    message["QueryString"] = long
    message.setdefault("EvaluationCriteria", {"PromQLCriteria": {}})["PromQLCriteria"]["Query"] = long * (
        name == "promql"
    )
    message.setdefault("Trigger", {"Metrics": [{}]})["Metrics"][0]["Expression"] = long * (name == "contributor")
    shown = seen_in_blocks(message_for(message))
    (attribute,) = message["AlarmContributorAttributes"].values()
    assert f"{attribute}" in shown
    assert ("< 1 for 1 of 1 minute" in shown) == (name == "contributor")
    assert ("threshold 800 for 2 of 3" in shown) == (name == "log_contributor")


def test_of_many_attributes_the_first_are_shown_and_the_others_counted() -> None:
    message = {**payload("contributor"), "AlarmContributorAttributes": {f"label{n}": f"v{n}" for n in range(30)}}
    assert transition(message).measure.endswith("label6 v6, label7 v7 and 22 more")


@pytest.mark.parametrize(
    ("datapoint", "threshold", "value"),
    [
        ("99.50160229693434", 50.0, "99.5"),
        ("99.9871", 99.99, "99.9871"),
        ("1.2345678E7", 12345000.0, "12,345,678"),
        ("2.0", 2.0, "2"),
        ("0.0000123456", 1.0, "1.235e-05"),
        ("NaN", 1.0, ""),
    ],
)
def test_the_newest_value_is_short_but_never_looks_like_the_threshold_it_crossed(
    datapoint: str, threshold: float, value: str
) -> None:
    message = payload("metric")
    message["Trigger"] |= {"Threshold": threshold, "MetricName": "Requests"}
    message["NewStateReason"] = f"Threshold Crossed: 1 out of the last 1 datapoints [{datapoint} (10/11/26 02:44:00)]"
    assert transition(message).value == value


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_threshold_that_is_no_number_is_not_told(number: float) -> None:
    message = {**payload("metric"), "NewStateReason": ""}
    message["Trigger"]["Threshold"] = number
    assert transition(message).measure == "CPUUtilization average of web for 3 of 3 minutes"


def test_a_composite_measures_nothing_itself() -> None:
    assert transition(payload("composite")).measure == ""
