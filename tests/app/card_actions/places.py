"""Alarms of other accounts, regions and partitions that have the name of one of ours, as each envelope brings them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.app.alarms.alarm_support import payload
from tests.app.alarms.ringing import cloudwatch_says, eventbridge_says
from tests.fakes.bellhop import Bellhop, sns_record

NAME = "web-high-cpu"


@dataclass(frozen=True)
class Place:
    """Where an alarm is."""

    account: str = "123456789012"
    region: str = "us-east-1"
    partition: str = "aws"

    @property
    def arn(self) -> str:
        return f"arn:{self.partition}:cloudwatch:{self.region}:{self.account}:alarm:{NAME}"


PLACES: Mapping[str, Place] = {
    "another account": Place(account="222222222222"),
    "another region": Place(region="eu-west-1"),
    "another partition": Place(region="cn-north-1", partition="aws-cn"),
    "another partition that says our region": Place(partition="aws-us-gov"),
}


def by_sns(place: Place, old: str, new: str, seconds: float) -> Any:
    says = cloudwatch_says(old, new, seconds)
    return {**says, "AlarmArn": place.arn, "AWSAccountId": place.account, "Region": place.region}


def by_eventbridge(place: Place, old: str, new: str, seconds: float) -> Any:
    says = eventbridge_says(old, new, seconds)
    watched = {"metrics": payload("eventbridge_metric")["detail"]["configuration"]["metrics"]}
    detail = {**says["detail"], "configuration": watched}
    event = {**says, "id": f"event-{seconds}", "resources": [place.arn], "account": place.account}
    return {**event, "region": place.region, "detail": detail}


def by_lambda_action(place: Place, old: str, new: str, seconds: float) -> Any:
    event = by_eventbridge(place, old, new, seconds)
    said = {"source": "aws.cloudwatch", "alarmArn": place.arn, "accountId": place.account, "region": place.region}
    return {**said, "time": event["time"], "alarmData": event["detail"]}


SAYS: Mapping[str, Callable[[Place, str, str, float], Any]] = {
    "SNS": by_sns,
    "EventBridge": by_eventbridge,
    "direct Lambda action": by_lambda_action,
}


def arrive(bellhop: Bellhop, envelope: str, place: Place, old: str = "OK", new: str = "ALARM", at: float = 0) -> None:
    """The change comes as this envelope does on Lambda, and is worked on."""
    message = SAYS[envelope](place, old, new, at)
    if envelope == "direct Lambda action":
        bellhop.intake.take(message, f"request-{at}")
    else:
        bellhop.alarms.put(sns_record(message, f"sns-{at}") if envelope == "SNS" else json.dumps(message))
    bellhop.ring()
