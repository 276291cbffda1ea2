"""An alarm as DescribeAlarms says it: AWS's sample for repeated notifications publishes that to the topic."""

from __future__ import annotations

from dataclasses import replace

from app.alarms.read import cloudwatch_sns
from app.alarms.read.envelopes import Record
from app.alarms.read.transition import Transition
from app.alarms.read.untrusted import mapping

# What an alarm's SNS message calls the same.
NAMES = {
    "NewStateValue": "StateValue",
    "NewStateReason": "StateReason",
    "NewStateReasonData": "StateReasonData",
    "StateChangeTime": "StateUpdatedTimestamp",
}


def recognises(body: object) -> bool:
    return {"AlarmName", "AlarmArn", "StateValue", "StateUpdatedTimestamp"} <= mapping(body).keys()


def read(record: Record) -> Transition:
    """The change that it is in since then, which is a repeat if that was told; raises MalformedError."""
    alarm = mapping(record.body)
    said = {name: alarm.get(theirs) for name, theirs in NAMES.items()}
    return cloudwatch_sns.read(replace(record, body={**alarm, **said}))
