"""A change of an alarm: which call makes it, and whether an interrupted one shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.aws.alarm import HistoryItem
from app.base.errors import Refused
from app.commands.alarms.alarm_change import Edit, carry_out, is_mixed, now_of, shows
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


NOON = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)


def edits(*seconds: int) -> tuple[HistoryItem, ...]:
    return tuple(HistoryItem("a", NOON + timedelta(seconds=each), "ConfigurationUpdate", "updated") for each in seconds)


def known(*seconds: int) -> frozenset[Edit]:
    return frozenset((each.at, each.summary) for each in edits(*seconds))


@pytest.mark.parametrize(
    ("now", "seconds", "mixed"),
    [
        (ON, (), False),
        (OLD, (), False),  # not visible yet
        ({**ON, "TreatMissingData": "missing"}, (), False),  # CloudWatch's default
        ({**ON, "Threshold": 9.0}, (), True),
        (None, (), True),
        (ON, (-5,), False),  # the history is a moment behind
        (ON, (-5, 5), False),  # this change
        (ON, (-5, 3, 5), True),
    ],
)
def test_a_change_of_somebody_else_is_seen(now: Any, seconds: tuple[int, ...], mixed: bool) -> None:
    cloudwatch = FakeCloudWatch()
    if now:
        cloudwatch.define(now)
    cloudwatch.histories["a"] = (*edits(*seconds), HistoryItem("a", NOON, "StateUpdate", "to OK"))
    assert is_mixed("a", OLD, ON, known(-5), cloudwatch) is mixed


def test_whoever_may_not_look_says_nothing_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise Refused("AWS does not allow Bellhop to look.")

    cloudwatch = FakeCloudWatch()
    cloudwatch.define(ON)
    cloudwatch.histories["a"] = edits(1, 2)
    assert is_mixed("a", OLD, ON, known(), cloudwatch)
    assert not is_mixed("a", OLD, ON, None, cloudwatch)
    monkeypatch.setattr(cloudwatch, "history", refuse)
    assert not is_mixed("a", OLD, ON, known(), cloudwatch)


def test_a_deletion_after_which_the_alarm_is_there_again_is_seen() -> None:
    cloudwatch = FakeCloudWatch()
    assert not is_mixed("a", OLD, None, known(), cloudwatch)
    cloudwatch.define(HIGHER)
    assert is_mixed("a", OLD, None, known(), cloudwatch)
