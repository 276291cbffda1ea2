"""The alarms of a group, without reading all of a large account: CloudWatch can't be asked for a group's."""

from __future__ import annotations

from collections.abc import Iterable

from app.aws.cloudwatch import MOST_NAMES, CloudWatch
from app.aws.scaling_policy import ScalingPolicy
from app.listeners.alarm_search import Found, beginning

PAGES = 3  # of a hundred: in most accounts that is all of them


def tied_to(group: str, policies: Iterable[ScalingPolicy], cloudwatch: CloudWatch) -> Found:
    """Of a larger account: those in ALARM, those that scale the group, and those whose names begin as the group's."""
    first = beginning(cloudwatch, pages=PAGES)
    found = dict(first.alarms)
    if first.has_more:
        scaling = [name for policy in policies for name in policy.alarms][:MOST_NAMES]
        more = [*cloudwatch.page(state="ALARM").alarms, *cloudwatch.page(prefix=group).alarms]
        found |= {alarm.name: alarm for alarm in (*more, *(cloudwatch.named(scaling) if scaling else ()))}
    return Found({name: alarm for name, alarm in sorted(found.items()) if group in alarm.groups}, first.has_more)
