"""An alarm as an audit sees it, from what DescribeAlarms says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.aws.alarm import alarms_in
from app.commands.alarms.audit.snapshot import Snapshot, watched_in
from tests.app.commands.alarms.audit.rules.planted import HOME, NOW, watched
from tests.fakes.aws import ALARM_ARN

RULE = f'ALARM("a b") OR NOT OK({ALARM_ARN}c) AND INSUFFICIENT_DATA(d)'


def test_a_composite_names_its_children_and_its_suppressor_by_name_or_arn() -> None:
    item = {"AlarmName": "all", "StateValue": "OK", "AlarmRule": RULE, "ActionsSuppressor": f"{ALARM_ARN}quiet"}
    seen = watched_in(alarms_in({"CompositeAlarms": [item]})[0])
    assert (seen.kind, seen.children, seen.suppressor) == ("composite", ("a b", "c", "d"), "quiet")
    assert Snapshot(NOW, HOME, [seen, watched()]).needed == {"a b", "c", "d", "quiet"}


def test_since_when_it_is_in_its_state_counts_only_where_that_is_told() -> None:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    item = {"AlarmName": "a", "StateValue": "OK", "StateUpdatedTimestamp": at, "MetricName": "m"}
    (unsure,) = alarms_in({"MetricAlarms": [item]})
    (sure,) = alarms_in({"MetricAlarms": [{**item, "StateTransitionedTimestamp": at}]})
    assert not watched_in(unsure).is_since(timedelta(days=1), NOW)
    assert watched_in(sure).is_since(timedelta(days=1), NOW)
    assert not watched_in(sure).is_older(timedelta(0), NOW)
    assert watched_in(sure).missing == "missing"


def test_alarms_that_auto_scaling_looks_after_are_not_audited() -> None:
    own = watched("TargetTracking-web-AlarmLow-1")
    assert list(Snapshot(NOW, HOME, [own, watched()]).audited) == [watched()]
