"""EventBridge events of CloudWatch: an alarm, or one contributor of an alarm, changed its state; one was deleted."""

from __future__ import annotations

from dataclasses import replace

from app.alarms.read import alarm_data
from app.alarms.read.envelopes import Record
from app.alarms.read.regions import parse_arn
from app.alarms.read.shapes import CONFIGURED
from app.alarms.read.transition import State, Transition
from app.alarms.read.untrusted import MalformedError, instant, items, mapping, text

NOT_CLOUDWATCHS = "it is an event of {source}, not of CloudWatch"

SOURCE, SOURCE_LIMIT = "aws.cloudwatch", 256
DETAIL_TYPES = ("CloudWatch Alarm State Change", "CloudWatch Alarm Contributor State Change")


def recognises(body: object) -> bool:
    return mapping(body).get("detail-type") in DETAIL_TYPES or _is_deletion(body)


def read(record: Record) -> Transition:
    """Read one event; raises MalformedError."""
    event = mapping(record.body)
    if (source := text(event.get("source")) or SOURCE) != SOURCE:
        raise MalformedError(NOT_CLOUDWATCHS.format(source=source[:SOURCE_LIMIT]))
    detail, account, region = mapping(event.get("detail")), text(event.get("account")), text(event.get("region"))
    arns = (text(resource) for resource in items(event.get("resources")))
    arn = next((arn for arn in arns if parse_arn(arn).name), "")
    if not _is_deletion(event):
        return replace(alarm_data.transition(detail, arn, account, region), by_event=True)
    alarm = alarm_data.identify(detail.get("alarmName"), arn, account, region)
    return Transition(
        arn=alarm.arn,
        name=alarm.name,
        account=alarm.account,
        region=alarm.region,
        new=State.DELETED,
        changed_at=instant(event.get("time")),
        old=alarm_data.state_or_none(mapping(detail.get("state")).get("value")),
    )


def _is_deletion(body: object) -> bool:
    """An alarm that is renamed is deleted, and another one created. Other configuration changes are notices."""
    event = mapping(body)
    is_of_cloudwatch = event.get("source") == SOURCE and event.get("detail-type") == CONFIGURED
    return is_of_cloudwatch and mapping(event.get("detail")).get("operation") == "delete"
