"""EventBridge's events, read like the SNS message."""

from datetime import UTC, datetime

import pytest

from app.alarms.read.sources import read
from app.alarms.read.transition import Notice, State
from tests.app.alarms.alarm_support import only_record, payload, transition


def test_a_mute_rule_says_its_name_and_how_long_it_rules() -> None:
    seen = transition(payload("eventbridge_muted"))
    assert (seen.muted, seen.muted_by) == (True, "release")
    assert seen.muted_until == datetime(2026, 10, 2, 19, 0, tzinfo=UTC)


@pytest.mark.parametrize("detail", [{}, None, []])
def test_an_empty_mute_detail_mutes_nothing(detail: object) -> None:
    event = payload("eventbridge_muted")
    event["detail"]["muteDetail"] = detail
    assert not transition(event).muted


def test_an_eventbridge_event_is_read_like_the_sns_message() -> None:
    event, seen = payload("eventbridge_metric"), transition(payload("eventbridge_metric"))
    assert (seen.arn, seen.name) == (event["resources"][0], event["detail"]["alarmName"])
    assert (seen.account, seen.region) == (event["account"], event["region"])
    assert (seen.old, seen.new, seen.reason) == (State.OK, State.ALARM, event["detail"]["state"]["reason"])
    assert seen.changed_at == datetime(2026, 10, 2, 17, 4, 40, 989_000, tzinfo=UTC)
    assert seen.groups == ("web",)


def test_an_eventbridge_composite_finds_its_children_in_the_reason_data() -> None:
    seen = transition(payload("eventbridge_composite"))
    assert seen.rule == payload("eventbridge_composite")["detail"]["configuration"]["alarmRule"]
    assert [(child.name, child.state) for child in seen.children] == [("ServerCpuTooHigh", "ALARM")]


def test_a_release_from_suppression_stays_a_transition_from_alarm_to_alarm() -> None:
    event = payload("eventbridge_composite")
    event["detail"]["previousState"]["value"] = "ALARM"
    seen = transition(event)
    assert (seen.old, seen.new) == (State.ALARM, State.ALARM)


def test_a_deletion_is_the_alarms_last_transition() -> None:
    event = payload("eventbridge_configuration")
    event["detail"]["operation"] = "delete"
    seen = transition(event)
    assert (seen.arn, seen.name) == (event["resources"][0], "ServiceAggregatedAlarm")
    assert (seen.old, seen.new) == (State.NO_DATA, State.DELETED)
    assert seen.changed_at == datetime(2026, 3, 3, 17, 6, 22, tzinfo=UTC)


def test_no_message_can_say_that_an_alarm_is_in_the_state_deleted() -> None:
    event = payload("eventbridge_metric")
    event["detail"]["state"]["value"] = "DELETED"
    assert isinstance(read(only_record(event)), Notice)
