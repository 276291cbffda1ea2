"""What CloudWatch sends when a Lambda function is itself the alarm's action."""

from __future__ import annotations

from app.alarms import alarm_data
from app.alarms.envelopes import Record
from app.alarms.foreign import mapping, text
from app.alarms.transition import Transition


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
