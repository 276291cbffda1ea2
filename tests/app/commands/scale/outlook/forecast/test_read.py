"""What CloudWatch is asked for, in how many calls, and what is made of its answers."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.aws.alarm import Alarm, alarms_in
from app.aws.scaling import Activity
from app.commands.scale.outlook.estimator import Parts
from app.commands.scale.outlook.forecast.foresight import Asked
from app.commands.scale.outlook.forecast.points import Stay
from app.commands.scale.outlook.forecast.read import counter_of, query, read
from app.commands.scale.outlook.values import About
from app.store.table import MemoryTable
from tests.fakes.aws import FakeCloudWatch, FakeInstances
from tests.fakes.scaling import FakeAutoScaling, targets, web

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ABOUT = About(web(), NOW, 2, 4, activities=())
OF_WEB = (("AutoScalingGroupName", "web"),)
CPU = Asked("AWS/EC2", "CPUUtilization", OF_WEB, "Average", 60)


def alarm(name: str = "web-cpu", **more: Any) -> Alarm:
    item = {
        "AlarmName": name,
        "StateValue": "OK",
        "Namespace": "AWS/EC2",
        "MetricName": "CPUUtilization",
        "Dimensions": [{"Name": "AutoScalingGroupName", "Value": "web"}],
        "Statistic": "Average",
        "Period": 60,
        "EvaluationPeriods": 2,
        "Threshold": 80.0,
        "ComparisonOperator": "GreaterThanThreshold",
    }
    (found,) = alarms_in({"MetricAlarms": [{**item, **more}]})
    return found


class Asking:
    """What was read of these alarms, and what was asked for it."""

    def __init__(self, *alarms: Alarm, about: About = ABOUT, **measured: Any) -> None:
        self.cloudwatch = FakeCloudWatch(*alarms)
        self.cloudwatch.measured = measured
        self.scaling = FakeAutoScaling(about.group)
        self.scaling.activity["web"] = (
            Activity(
                "a", NOW - 31 * MINUTE, "Successful", "Launching a new EC2 instance: i-1", ended=NOW - 30 * MINUTE
            ),
        )
        at = targets(self.scaling)
        self.parts = Parts(at, self.cloudwatch, MemoryTable(), lambda: NOW, FakeInstances())
        self.found = read(about, self.parts)


def minutes(value: float, count: int = 30) -> list[tuple[datetime, float]]:
    return [(NOW - number * MINUTE, value) for number in range(count, 0, -1)]


def test_alarms_on_one_metric_are_one_query_and_all_is_two_calls() -> None:
    asking = Asking(alarm(), alarm("web-cpu-critical", Threshold=95.0))
    assert {asked: len(found) for asked, found in asking.found.watching.items()} == {CPU: 2}
    (queries,) = asking.cloudwatch.queried
    assert [each["Id"] for each in queries] == ["m0", "counted"]
    assert len(asking.cloudwatch.pages) == 1
    assert asking.cloudwatch.spans == [(NOW - timedelta(hours=24), NOW)]


def test_a_group_elsewhere_has_the_alarms_and_the_counter_of_its_name_there() -> None:
    elsewhere = replace(ABOUT, group=replace(web(), name="prod/eu-west-1:web"))
    asking = Asking(alarm(), about=elsewhere)
    assert list(asking.found.watching) == [CPU]
    (queries,) = asking.cloudwatch.queried
    assert queries[-1] == query(counter_of("web"), "counted")


def test_a_query_is_as_the_alarm_has_it() -> None:
    (asked,) = Asking(alarm(Unit="Percent", Statistic="", ExtendedStatistic="p99")).found.watching
    stat = query(asked, "m0")["MetricStat"]
    assert (stat["Stat"], stat["Unit"], stat["Period"]) == ("p99", "Percent", 60)
    assert "Unit" not in query(CPU, "m0")["MetricStat"]


def test_periods_below_a_minute_are_asked_for_as_long_as_cloudwatch_keeps_them() -> None:
    asking = Asking(alarm(Period=10))
    ((start, _),) = asking.cloudwatch.spans
    assert NOW - start < timedelta(hours=3)


@pytest.mark.parametrize(
    "other",
    [
        alarm("TargetTracking-web-AlarmLow"),
        alarm(Dimensions=[{"Name": "AutoScalingGroupName", "Value": "shop"}]),
        alarm(MetricName=None, Metrics=[{"Id": "e", "Expression": "1", "ReturnData": True}]),
        alarm(ComparisonOperator="GreaterThanUpperThreshold", ThresholdMetricId="band"),
    ],
    ids=["target tracking's own", "another group's", "an expression", "a band"],
)
def test_what_is_no_alarm_on_a_metric_of_the_group_asks_for_no_values(other: Alarm) -> None:
    asking = Asking(other)
    assert not asking.found.watching
    assert asking.cloudwatch.queried == []


def test_what_was_before_the_group_was_made_was_another_of_its_name() -> None:
    made = NOW - timedelta(hours=2)
    asking = Asking(alarm(), about=replace(ABOUT, group=replace(web(), created=made)))
    assert asking.cloudwatch.spans == [(made, NOW)]
    assert [stay.begin for stay in asking.found.stays] == [made.timestamp()]


def test_so_many_metrics_are_read_at_most() -> None:
    asking = Asking(*(alarm(f"web-{number}", MetricName=f"m{number}") for number in range(9)))
    assert len(asking.found.watching) == 5


def test_a_period_that_is_not_over_tells_nothing_yet() -> None:
    half = NOW - timedelta(seconds=30)
    asking = Asking(alarm(), CPUUtilization=[*minutes(50.0, 3), (half, 99.0)])
    assert [value for _, value in asking.found.values[CPU]] == [50.0] * 3


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_a_gap(value: float) -> None:
    asking = Asking(alarm(), CPUUtilization=[(NOW - 5 * MINUTE, value), *minutes(50.0, 3)])
    assert [each for _, each in asking.found.values[CPU]] == [50.0] * 3


def test_the_sizes_are_those_that_were_counted_where_somebody_counts() -> None:
    asking = Asking(alarm(), GroupInServiceInstances=minutes(2.0))
    begin = (NOW - 30 * MINUTE).timestamp()
    assert asking.found.stays == (Stay(begin, NOW.timestamp(), 2),)


@pytest.mark.parametrize("count", [6.0, 3.0])
def test_a_count_of_something_else_is_not_believed(count: float) -> None:
    """Then the activities say it: here, none."""
    stays = Asking(alarm(), GroupInServiceInstances=minutes(count)).found.stays
    assert [stay.size for stay in stays] == [2]
    assert stays[0].begin == (NOW - timedelta(hours=24)).timestamp()


def test_in_a_form_the_activities_are_asked_for_where_nobody_counts() -> None:
    form = replace(ABOUT, after=None, activities=None)
    assert [stay.size for stay in Asking(alarm(), about=form).found.stays] == [1, 2]


def test_one_request_reads_it_once() -> None:
    asking = Asking(alarm())
    assert read(ABOUT, asking.parts) is asking.found
    assert len(asking.cloudwatch.queried) == 1


def test_a_service_is_counted_by_the_tasks_that_report() -> None:
    counter = counter_of("ecs:shop/api")
    assert (counter.namespace, counter.statistic) == ("AWS/ECS", "SampleCount")
    assert dict(counter.dimensions) == {"ClusterName": "shop", "ServiceName": "api"}
    of_api = [{"Name": "ClusterName", "Value": "shop"}, {"Name": "ServiceName", "Value": "api"}]
    about = replace(ABOUT, group=replace(web(), name="ecs:shop/api"))
    asking = Asking(alarm(Namespace="AWS/ECS", Dimensions=of_api), about=about)
    assert [asked.namespace for asked in asking.found.watching] == ["AWS/ECS"]
