"""What CloudWatch sends when a Lambda function is the alarm's action."""

from __future__ import annotations

from app.alarms.read import alarm_data
from app.alarms.read.envelopes import Record
from app.alarms.read.transition import Transition
from app.alarms.read.untrusted import mapping, text


def recognises(body: object) -> bool:
    return {"alarmArn", "alarmData"} <= mapping(body).keys()


def read(record: Record) -> Transition:
    """Read one event; raises MalformedError."""
    event = mapping(record.body)
    return alarm_data.transition(
        mapping(event.get("alarmData")),
        arn=text(event.get("alarmArn")),
        account=text(event.get("accountId")),
        region=text(event.get("region")),
    )
