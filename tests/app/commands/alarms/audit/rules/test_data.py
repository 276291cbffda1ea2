"""Alarms without data; test_planted.py has most of it."""

from __future__ import annotations

import pytest

from app.aws.alarm_definition import Metric
from app.commands.alarms.audit.rules.data import FAILING, SILENT, STUCK
from tests.app.commands.alarms.audit.rules.planted import DAY, NOW, names, snapshot, watched

ONE, OTHER = Metric("AWS/SQS", "One"), Metric("AWS/SQS", "Other")


@pytest.mark.parametrize("changed", [{"state": "INSUFFICIENT_DATA"}, {"missing": "ignore"}, {"missing": "breaching"}])
def test_only_if_none_of_its_metrics_reports_an_alarm_is_silent(changed: dict[str, str]) -> None:
    alarm = watched(metrics=(ONE, OTHER), **changed)
    assert names(SILENT, snapshot(alarm, silent=frozenset((ONE, OTHER)))) == ["a"]
    assert names(SILENT, snapshot(alarm, silent=frozenset((ONE,)))) == []


def test_a_healthy_alarm_without_data_and_one_without_metrics_are_not_silent() -> None:
    given = [watched(metrics=(ONE,), missing=missing) for missing in ("missing", "notBreaching")]
    assert names(SILENT, snapshot(*given, watched(state="INSUFFICIENT_DATA"), silent=frozenset((ONE,)))) == []


def test_what_is_explained_is_not_said_to_be_stuck_too() -> None:
    stuck = {"state": "INSUFFICIENT_DATA", "since": NOW - 2 * DAY}
    given = snapshot(
        watched("stuck", **stuck),
        watched("failing", evaluation="EVALUATION_FAILURE", **stuck),
        watched("silent", metrics=(ONE,), **stuck),
        watched("fresh", state="INSUFFICIENT_DATA", since=NOW - DAY / 2),
        watched("unknown", state="INSUFFICIENT_DATA", since=None),
        silent=frozenset((ONE,)),
    )
    assert [names(rule, given) for rule in (STUCK, FAILING, SILENT)] == [["stuck"], ["failing"], ["silent"]]
