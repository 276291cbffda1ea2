"""Asks CloudWatch for the alarms of a group and for the past of their metrics: two calls, three in a large account.

A form asks for the activities too, where nobody counts the instances.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import isfinite
from typing import TYPE_CHECKING, Any

from app.alarms.decide.evaluation import condition_of
from app.aws.alarm_definition import OF_TARGET_TRACKING, definition_of
from app.base.deadline import calls_left
from app.base.places import local
from app.commands.scale.outlook.forecast.foresight import Asked, Found, Watching
from app.commands.scale.outlook.forecast.points import Stay
from app.commands.scale.outlook.forecast.sizes import by_activities, by_counts
from app.scaling.words import ECS, prefix_of, service_name, short

if TYPE_CHECKING:
    from app.aws.alarm import Alarm
    from app.commands.scale.outlook.estimator import Parts
    from app.commands.scale.outlook.values import About

MOST_METRICS = 5
MINUTE = 60
# CloudWatch keeps values of less than a minute for three hours (API reference, GetMetricData).
PAST, FINE_PAST = timedelta(hours=24), timedelta(hours=2, minutes=59)
COUNTED, READ = "counted", "forecast"
MOST_ACTIVITIES = 20

Values = tuple[tuple[datetime, float], ...]


def read(about: About, parts: Parts) -> Found:
    """What is known of the last day, read once for a request; AWS's refusal is raised as Refused."""
    if READ not in parts.known:
        parts.known[READ] = _read(about, parts)
    found: Found = parts.known[READ]
    return found


def _read(about: About, parts: Parts) -> Found:
    """Nothing where no alarm is on one metric."""
    alarms, is_all = _alarms(about, parts)
    watching = _by_metric(alarms)
    if not watching:
        return Found({}, {}, (), about.in_service, about.at, is_all)
    span = FINE_PAST if any(asked.period < MINUTE for asked in watching) else PAST
    since = max(filter(None, (about.at - span, about.group.created)))
    counter = counter_of(local(about.group.name))
    asked = {f"m{number}": each for number, each in enumerate(watching)}
    queries = [*(query(each, name) for name, each in asked.items()), query(counter, COUNTED)]
    told = parts.cloudwatch.series(queries, since, about.at)
    values = {each: whole(told.get(name, ()), each.period, about.at) for name, each in asked.items()}
    counts = _counts(told.get(COUNTED, ()), about)
    stays = by_counts(counts, MINUTE) if counts else _by_activities(about, parts, since)
    return Found(watching, values, stays, about.in_service, about.at, is_all)


def query(asked: Asked, name: str) -> dict[str, Any]:
    """As botocore takes it."""
    dimensions = [{"Name": key, "Value": value} for key, value in asked.dimensions]
    metric = {"Namespace": asked.namespace, "MetricName": asked.metric, "Dimensions": dimensions}
    stat = {"Metric": metric, "Period": asked.period, "Stat": asked.statistic}
    return {"Id": name, "MetricStat": {**stat, "Unit": asked.unit} if asked.unit else stat, "ReturnData": True}


def counter_of(group: str) -> Asked:
    """What counts those in service each minute.

    Of a group its own metric, where somebody has enabled those; of a service how many tasks report (ECS, developer
    guide, "Service RUNNING task count").
    """
    if prefix_of(group) == ECS:
        cluster, _, service = group.removeprefix(ECS).partition("/")
        named = (("ClusterName", cluster), ("ServiceName", service))
        return Asked("AWS/ECS", "CPUUtilization", named, "SampleCount", MINUTE)
    in_group = (("AutoScalingGroupName", group),)
    return Asked("AWS/AutoScaling", "GroupInServiceInstances", in_group, "Average", MINUTE)


def _alarms(about: About, parts: Parts) -> tuple[Sequence[Alarm], bool]:
    """Of a large account those whose names begin as the group's, and none of them for a form.

    And whether they were asked for: after that there must be a call left for the values.
    """
    group, first = local(about.group.name), parts.cloudwatch.page()
    found = {alarm.name: alarm for alarm in first.alarms}
    is_large = bool(first.after) and about.after is not None
    may_ask = calls_left() > 1
    if is_large and may_ask:
        found |= {alarm.name: alarm for alarm in parts.cloudwatch.page(prefix=short(group)).alarms}
    return [alarm for _, alarm in sorted(found.items()) if _is_about(alarm, group)], may_ask or not is_large


def _is_about(alarm: Alarm, group: str) -> bool:
    is_its_own = alarm.name.startswith(OF_TARGET_TRACKING)
    services = (service_name(*service) for service in alarm.services)
    return not is_its_own and (group in alarm.groups or group in services)


def _by_metric(alarms: Sequence[Alarm]) -> dict[Asked, tuple[Watching, ...]]:
    """Those on one metric and a fixed threshold; others are left out."""
    found: dict[Asked, tuple[Watching, ...]] = {}
    for alarm in alarms:
        condition = condition_of(definition_of(alarm.item)) if alarm.compared else None
        if condition is None:
            continue
        asked = _asked(alarm.item)
        if asked in found or len(found) < MOST_METRICS:
            found[asked] = (*found.get(asked, ()), Watching(alarm, condition))
    return found


def _asked(item: Mapping[str, Any]) -> Asked:
    dimensions = tuple(sorted((each["Name"], each["Value"]) for each in item.get("Dimensions") or []))
    statistic = item.get("Statistic") or item.get("ExtendedStatistic", "")
    return Asked(
        item.get("Namespace", ""), item["MetricName"], dimensions, statistic, item["Period"], item.get("Unit") or ""
    )


def whole(values: Values, period: int, end: datetime) -> Values:
    """Without the period that is not over yet, and without what is no number."""
    return tuple((at, value) for at, value in values if at.timestamp() + period <= end.timestamp() and isfinite(value))


def _counts(values: Values, about: About) -> Values:
    """None where the newest says otherwise than the group itself: then it counts something else."""
    counts = whole(values, MINUTE, about.at)
    is_same = bool(counts) and abs(counts[-1][1] - about.in_service) < 1
    return counts if is_same and about.at - counts[-1][0] < timedelta(minutes=10) else ()


def _by_activities(about: About, parts: Parts, since: datetime) -> tuple[Stay, ...]:
    known = about.activities
    if known is None and prefix_of(local(about.group.name)):
        known = ()  # a service's are four calls
    if known is None:
        known = parts.targets.at(about.group.name, about.group.arn).activities(MOST_ACTIVITIES)
    return by_activities(about.in_service, known, since, about.at, MOST_ACTIVITIES)
