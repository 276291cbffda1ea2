"""The door to CloudWatch alarms: what they are, and SetAlarmState."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.aws.door import AwsError, client, translated
from app.errors import Wrong

if TYPE_CHECKING:
    from types_boto3_cloudwatch import CloudWatchClient
    from types_boto3_cloudwatch.literals import AlarmTypeType

ACTIONS = ("cloudwatch:DescribeAlarms", "cloudwatch:SetAlarmState")

# Without AlarmTypes, DescribeAlarms returns metric alarms only (botocore cloudwatch/2010-08-01).
ALARM_TYPES: tuple[AlarmTypeType, ...] = ("MetricAlarm", "CompositeAlarm", "LogAlarm")
REASON_LIMIT = 1023
MOST_NAMES = 100  # in one DescribeAlarms; without MaxRecords it answers with 50


@dataclass(frozen=True)
class Alarm:
    """An alarm as DescribeAlarms shows it; `actions` by state are the ARNs that a change to that state calls."""

    name: str
    state: str
    since: datetime | None
    reason: str
    is_composite: bool
    actions_enabled: bool
    actions: dict[str, tuple[str, ...]]


class CloudWatch:
    """What Bellhop asks of CloudWatch."""

    def alarms(self) -> tuple[Alarm, ...]:
        """Every alarm of the account and region, by name."""
        with translated("list the alarms"):
            pages = _client().get_paginator("describe_alarms").paginate(AlarmTypes=list(ALARM_TYPES))
            found = [alarm for page in pages for alarm in _alarms(page)]
        return tuple(sorted(found, key=lambda alarm: alarm.name))

    def named(self, names: Sequence[str]) -> tuple[Alarm, ...]:
        """The alarms that have one of these names, at most a hundred of them."""
        with translated(f"look at the alarm {names[0]}"):
            answer = _client().describe_alarms(
                AlarmNames=list(names[:MOST_NAMES]), AlarmTypes=list(ALARM_TYPES), MaxRecords=MOST_NAMES
            )
        return tuple(_alarms(answer))

    def set_state(self, name: str, state: str, reason: str) -> None:
        """SetAlarmState; AWS's refusal comes as Wrong, in its own words."""
        try:
            with translated(f"set the state of the alarm {name}"):
                _client().set_alarm_state(
                    AlarmName=name,
                    StateValue=state,  # type: ignore[arg-type]  # checked by /forcealarm against its words
                    StateReason=reason[:REASON_LIMIT],
                )
        except AwsError as problem:
            raise Wrong(str(problem)) from problem

    def warm(self) -> None:
        """Open the connection by a look at nothing."""
        self.named(["-"])


def _client() -> CloudWatchClient:
    made: CloudWatchClient = client("cloudwatch")
    return made


def _alarms(answer: Any) -> list[Alarm]:
    plain = [*answer.get("MetricAlarms", []), *answer.get("LogAlarms", [])]
    composite = answer.get("CompositeAlarms", [])
    return [_alarm(item, False) for item in plain] + [_alarm(item, True) for item in composite]


def _alarm(item: Any, is_composite: bool) -> Alarm:
    return Alarm(
        name=item["AlarmName"],
        state=item["StateValue"],
        # StateUpdatedTimestamp also moves when only the reason does; the transition is what "since" means.
        since=item.get("StateTransitionedTimestamp") or item.get("StateUpdatedTimestamp"),
        reason=item.get("StateReason", ""),
        is_composite=is_composite,
        actions_enabled=item.get("ActionsEnabled", True),
        actions={
            "ALARM": tuple(item.get("AlarmActions", [])),
            "OK": tuple(item.get("OKActions", [])),
            "INSUFFICIENT_DATA": tuple(item.get("InsufficientDataActions", [])),
        },
    )
