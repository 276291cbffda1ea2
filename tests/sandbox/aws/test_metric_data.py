"""GetMetricData and ListMetrics as ministack answers them: which metrics have data, and what it was in two weeks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.aws import cloudwatch_client
from app.aws.alarm_definition import Metric
from app.aws.cloudwatch import CloudWatch
from sandbox.aws.clients import Endpoint, root_client
from tests.contracts.servers import leading_to


@pytest.mark.slow
def test_a_metric_without_data_in_two_weeks_is_told_apart(emulator: Endpoint) -> None:
    client = root_client("cloudwatch", emulator)
    dimensions = [{"Name": "QueueName", "Value": "orders"}]
    client.put_metric_data(
        Namespace="Shop", MetricData=[{"MetricName": "Depth", "Dimensions": dimensions, "Value": 1.0}]
    )
    known, other = (Metric("Shop", "Depth", (("QueueName", name),)) for name in ("orders", "other"))
    now = datetime.now(UTC)
    with leading_to(emulator.url, cloudwatch_client, "cloudwatch", str(emulator.ca_file)):
        assert CloudWatch().silent([known, other], now - timedelta(days=14), now + timedelta(minutes=1)) == {other}


@pytest.mark.slow
def test_two_weeks_of_a_metric_are_told_in_the_statistic_of_each_period(emulator: Endpoint) -> None:
    client = root_client("cloudwatch", emulator)
    dimensions = [{"Name": "QueueName", "Value": "past"}]
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    ago = {13 * 24 * 60: 7.0, 120: 1.0, 119: 3.0, 60: 5.0}
    named = {"MetricName": "Depth", "Dimensions": dimensions}
    data: list[Any] = [
        {**named, "Value": value, "Timestamp": hour - timedelta(minutes=minutes)} for minutes, value in ago.items()
    ]
    client.put_metric_data(Namespace="Shop", MetricData=data)
    metric = {"Namespace": "Shop", **named}
    query = {"Id": "m1", "MetricStat": {"Metric": metric, "Period": 3600, "Stat": "Average"}, "ReturnData": True}
    with leading_to(emulator.url, cloudwatch_client, "cloudwatch", str(emulator.ca_file)):
        found = CloudWatch().values([query], hour - timedelta(days=14), hour)
    assert [(round((hour - at).total_seconds() / 3600), value) for at, value in found] == [
        (13 * 24, 7.0),
        (2, 2.0),
        (1, 5.0),
    ]
    with leading_to(emulator.url, cloudwatch_client, "cloudwatch", str(emulator.ca_file)):
        (listed,) = CloudWatch().metrics("Shop", {"QueueName": "past"})
        assert CloudWatch().metrics("Shop", {"QueueName": "other"}, "Depth") == ()
    assert listed == Metric("Shop", "Depth", (("QueueName", "past"),))
