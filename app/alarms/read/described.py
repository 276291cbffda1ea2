"""An alarm as DescribeAlarms says it: AWS's sample for repeated notifications publishes that to the topic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from app.alarms.read import cloudwatch_sns
from app.alarms.read.alarm_data import MOST_GROUPS
from app.alarms.read.envelopes import Record
from app.alarms.read.regions import build_arn
from app.alarms.read.transition import Transition
from app.alarms.read.untrusted import mapping
from app.aws.alarm import Alarm
from app.config.home import Home

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
    said["StateChangeTime"] = alarm.get("StateTransitionedTimestamp") or said["StateChangeTime"]
    return cloudwatch_sns.read(replace(record, body={**alarm, **said}))


def seen(alarm: Alarm, home: Home, now: datetime, tags: Mapping[str, str] | None = None) -> Transition:
    """What CloudWatch said of one of our alarms when it was asked, as the change that it is in since then."""
    said = {
        **alarm.item,
        "AlarmName": alarm.name,
        "AlarmArn": alarm.arn or build_arn(home.region, home.account, alarm.name),
        "NewStateValue": alarm.state,
        "NewStateReason": alarm.reason,
        "NewStateReasonData": alarm.item.get("StateReasonData"),
        "StateChangeTime": (alarm.since or now).isoformat(),
        "AlarmTags": [{"Key": name, "Value": value} for name, value in (tags or {}).items()],
    }
    found = cloudwatch_sns.read(Record("asked", body=said))
    groups = dict.fromkeys((*found.groups, *alarm.groups))
    return replace(found, groups=tuple(groups)[:MOST_GROUPS])
