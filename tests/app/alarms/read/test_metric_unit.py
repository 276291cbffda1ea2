"""The unit that AWS reports a metric in."""

import pytest

from app.alarms.read.metric_unit import unit_of
from app.alarms.read.watch import Query


@pytest.mark.parametrize(
    ("query", "unit"),
    [
        (Query(metric="FreeStorageSpace", namespace="AWS/RDS"), "Bytes"),
        (Query(metric="FreeStorageSpace", namespace="Shop"), ""),
        (Query(metric="Latency", namespace="AWS/ApiGateway"), "Milliseconds"),
        (Query(metric="Latency", namespace="AWS/ELB"), "Seconds"),
        (Query(metric="Latency", namespace="AWS/ELB", statistic="SampleCount"), ""),
        (Query(metric="Latency", namespace="AWS/ELB", unit="Milliseconds"), "Milliseconds"),
        (Query(metric="CPUUtilization", namespace="AWS/EC2"), "Percent"),
        (Query(metric="EstimatedCharges", namespace="AWS/Billing", dimensions=(("Currency", "EUR"),)), "EUR"),
        (Query(metric="RequestCount", namespace="AWS/ApplicationELB"), ""),
    ],
)
def test_a_metric_has_the_unit_that_its_service_reports(query: Query, unit: str) -> None:
    assert unit_of(query) == unit
