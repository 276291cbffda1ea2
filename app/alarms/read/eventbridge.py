"""EventBridge events of CloudWatch: an alarm, or one contributor of an alarm, changed its state."""

from __future__ import annotations

from app.alarms.read import alarm_data
from app.alarms.read.envelopes import Record
from app.alarms.read.regions import parse_arn
from app.alarms.read.transition import Transition
from app.alarms.read.untrusted import items, mapping, text

DETAIL_TYPES = ("CloudWatch Alarm State Change", "CloudWatch Alarm Contributor State Change")


def recognises(body: object) -> bool:
    return mapping(body).get("detail-type") in DETAIL_TYPES


def read(record: Record) -> Transition:
    """Read one event; raises MalformedError."""
    event = mapping(record.body)
    arns = (text(resource) for resource in items(event.get("resources")))
    return alarm_data.transition(
        mapping(event.get("detail")),
        arn=next((arn for arn in arns if parse_arn(arn).name), ""),
        account=text(event.get("account")),
        region=text(event.get("region")),
    )
