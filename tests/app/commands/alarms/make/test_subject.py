"""What a draft makes of a subject, and what is proposed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.commands.alarms.make.draft import Draft
from app.commands.alarms.make.offered import OF_GROUP
from app.commands.alarms.make.subject import Subject, after, proposed, threshold_by
from tests.app.commands.alarms.world import NOON

NEW = Subject({"new": "group:web"}, "web", "web", OF_GROUP, "web")
HOT: dict[str, Any] = {
    "AlarmName": "hot",
    "ActionsEnabled": False,
    "Namespace": "AWS/EC2",
    "MetricName": "CPUUtilization",
    "Statistic": "Average",
    "ComparisonOperator": "GreaterThanThreshold",
    "Threshold": 80.0,
    "EvaluationPeriods": 3,
    "Period": 300,
}
EDITED = Subject({"edit": "hot"}, "hot", "hot", before=HOT)


def test_what_is_empty_gets_what_is_proposed_and_nothing_else_changes() -> None:
    assert proposed(NEW, Draft()).name == "web-high-cpu"
    assert proposed(NEW, Draft(metric="net-in")).threshold == ""
    assert proposed(NEW, Draft(threshold="5", name="mine")) == replace(
        proposed(NEW, Draft()), threshold="5", name="mine"
    )
    assert proposed(NEW, Draft(metric="gone")).metric == "cpu"
    assert proposed(EDITED, Draft()) == Draft(
        threshold="80", datapoints="3", periods="3", period="300", missing="missing"
    )


def test_a_proposed_name_is_told_from_ones_own() -> None:
    assert NEW.proposes("web-high-cpu-2", "cpu")
    assert not NEW.proposes("web-hot", "cpu")


def test_a_new_alarm_tells_our_topic_of_alarm_and_ok() -> None:
    made = after(NEW, proposed(NEW, Draft()), "arn:topic")
    assert (made["AlarmActions"], made["OKActions"], made["ActionsEnabled"]) == (["arn:topic"], ["arn:topic"], True)


def test_an_edit_leaves_all_else_and_is_the_same_where_nothing_changes() -> None:
    draft = proposed(EDITED, Draft())
    assert after(EDITED, draft, "arn:topic") is EDITED.before
    test = {"DatapointsToAlarm": 2, "TreatMissingData": "missing"}
    assert after(EDITED, replace(draft, datapoints="2"), "arn:topic") == {**HOT, **test}


def test_a_forms_mark_is_of_the_definition_or_of_what_can_be_watched() -> None:
    moved = replace(NEW.metrics[0], dimensions=(("AutoScalingGroupName", "other"),))
    assert NEW.mark != replace(NEW, metrics=(moved, *NEW.metrics[1:])).mark
    assert NEW.mark == replace(NEW, metrics=(replace(NEW.metrics[0], label="other words"), *NEW.metrics[1:])).mark
    assert EDITED.mark == replace(EDITED, before=dict(reversed(HOT.items()))).mark
    assert EDITED.mark != replace(EDITED, before={**HOT, "Threshold": 81.0}).mark


@pytest.mark.parametrize(
    ("highest", "threshold"),
    [
        (1.0, "1.2"),
        (1003.0, "1300"),
        (0.004, "0.0048"),
        (83.4, "110"),
        (0.0, ""),
        (-1.0, ""),
        (3e17, "360000000000000000"),
        (2e-9, "0.0000000024"),
    ],
)
def test_a_threshold_by_values_is_a_fifth_above_the_highest_in_two_digits(highest: float, threshold: str) -> None:
    assert threshold_by([(NOON, highest / 2), (NOON, highest)]) == threshold
    assert threshold_by([]) == ""
