"""The alarms of a group, without reading all of a large account: CloudWatch can't be asked for a group's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.aws.alarm import Alarm
from app.aws.cloudwatch import MOST_NAMES, CloudWatch
from app.aws.scaling_policy import ScalingPolicy
from app.listeners.alarm_search import Found, beginning
from app.scaling.words import service_name, short, words_for

PAGES = 3  # of a hundred: in most accounts that is all of them


def tied_to(group: str, policies: Iterable[ScalingPolicy], cloudwatch: CloudWatch) -> Found:
    """Of a larger account: those in ALARM, those that scale the group, and those whose names begin as the group's."""
    first = beginning(cloudwatch, pages=PAGES)
    found = dict(first.alarms)
    if first.has_more:
        scaling = [name for policy in policies for name in policy.alarms][:MOST_NAMES]
        more = [*cloudwatch.page(state="ALARM").alarms, *cloudwatch.page(prefix=short(group)).alarms]
        found |= {alarm.name: alarm for alarm in (*more, *(cloudwatch.named(scaling) if scaling else ()))}
    return Found({name: alarm for name, alarm in sorted(found.items()) if _is_about(alarm, group)}, first.has_more)


def _is_about(alarm: Alarm, group: str) -> bool:
    if group in alarm.groups or group in (service_name(*service) for service in alarm.services):
        return True
    return words_for(group).is_number and group in _numbers(alarm)


def _numbers(alarm: Alarm) -> Iterator[str]:
    from app.aws.scaled_numbers.watched import of_metric, of_policy

    for metric in alarm.metrics:
        dimensions = {each["Name"]: each["Value"] for each in metric.get("Dimensions", [])}
        yield from of_metric(metric.get("Namespace", ""), metric.get("MetricName", ""), dimensions)
    yield from (of_policy(arn) for arns in alarm.actions.values() for arn in arns)
