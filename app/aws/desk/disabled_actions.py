"""Alarms whose actions are disabled, and enabling them, before a stage is removed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.aws.cloudwatch_client import ALARM_TYPES
from app.aws.door import client, translated
from app.base.values import dataclass

if TYPE_CHECKING:
    from types_boto3_cloudwatch import CloudWatchClient


@dataclass(frozen=True)
class Disabled:
    """An alarm without actions."""

    name: str
    arn: str


class DisabledActions:
    """What is asked of CloudWatch before a stage is removed."""

    def all(self) -> Iterator[Disabled]:
        asked: CloudWatchClient = client("cloudwatch")
        with translated("look at the alarms"):
            for page in asked.get_paginator("describe_alarms").paginate(AlarmTypes=list(ALARM_TYPES)):
                found = [*page.get("MetricAlarms", []), *page.get("CompositeAlarms", []), *page.get("LogAlarms", [])]
                yield from (
                    Disabled(each["AlarmName"], each["AlarmArn"]) for each in found if not each["ActionsEnabled"]
                )

    def enable(self, name: str) -> None:
        asked: CloudWatchClient = client("cloudwatch")
        with translated(f"enable the actions of {name}"):
            asked.enable_alarm_actions(AlarmNames=[name])
