"""A change of an alarm: which call makes it, and whether an interrupted one shows."""

from __future__ import annotations

from typing import Any

import pytest

from app.commands.alarms.alarm_change import carry_out, now_of, shows
from tests.fakes.aws import FakeCloudWatch

OLD: dict[str, Any] = {"AlarmName": "a", "ActionsEnabled": False, "MetricName": "m", "Period": 60, "Threshold": 1.0}
OLD |= {"ComparisonOperator": "GreaterThanThreshold", "Statistic": "Sum"}
ON, HIGHER = {**OLD, "ActionsEnabled": True}, {**OLD, "Threshold": 2.0}


@pytest.mark.parametrize(("before", "after"), [(OLD, ON), (OLD, HIGHER), (OLD, None), (None, OLD)])
def test_it_is_made_and_shows_and_so_does_its_undo(before: Any, after: Any) -> None:
    cloudwatch = FakeCloudWatch()
    if before:
        cloudwatch.define(before, {"team": "shop"})
    assert shows("a", before, after, cloudwatch) is False
    carry_out("a", before, after, {"team": "shop"}, cloudwatch)
    assert now_of("a", cloudwatch) == after
    assert shows("a", before, after, cloudwatch) is True
    carry_out("a", after, before, {"team": "shop"}, cloudwatch)
    assert now_of("a", cloudwatch) == before
    assert cloudwatch.tagged == ({"a": {"team": "shop"}} if before else {})


def test_nobody_can_tell_once_somebody_else_has_changed_it_too() -> None:
    cloudwatch = FakeCloudWatch()
    cloudwatch.define(HIGHER)
    assert shows("a", OLD, ON, cloudwatch) is None
