"""GetMetricData as ministack answers it: which metrics have data at all, as an audit asks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

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
