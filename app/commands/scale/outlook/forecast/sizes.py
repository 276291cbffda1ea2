"""How many were in service in the last hours, by a metric that counts them or else by what was done to them. No IO."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from app.aws.scaling import Activity
from app.base.values import dataclass
from app.commands.scale.outlook.forecast.points import Stay

# What Auto Scaling writes ("Verify a scaling activity", EC2 Auto Scaling's user guide), and ECS ("Amazon ECS service
# event messages", its developer guide). What is done to a warm pool changes nothing.
LAUNCHED = re.compile(r"Launching a new EC2 instance(?! into)")
TERMINATED = re.compile(r"Terminating EC2 instance(?!.* warm pool)")
STARTED, STOPPED = re.compile(r"has started (\d{1,6}) tasks"), re.compile(r"has stopped (\d{1,6}) running tasks")
# Instances that come or go otherwise: before that, nobody knows how many there were.
OTHERWISE = re.compile(r"standby|attach|detach", re.IGNORECASE)
WHOLE = 0.01


@dataclass(frozen=True)
class _Change:
    """At a time so many more were in service, or fewer; None where nobody knows."""

    at: datetime
    more: int | None


def by_counts(counts: Sequence[tuple[datetime, float]], period: int) -> tuple[Stay, ...]:
    """From the average number of each period; where it is none, it was changing."""
    stays: list[Stay] = []
    for at, count in sorted(counts):
        begin, size = at.timestamp(), round(count)
        if abs(count - size) > WHOLE:
            continue
        last = stays[-1] if stays else None
        if last and last.size == size and begin <= last.end + period:
            stays[-1] = Stay(last.begin, begin + period, size)
        else:
            stays.append(Stay(begin, begin + period, size))
    return tuple(stays)


def by_activities(
    in_service: int, activities: Sequence[Activity], since: datetime, now: datetime, most: int
) -> tuple[Stay, ...]:
    """Back from how many there are now. Of `most` activities there may be earlier ones, which nobody has read."""
    if len(activities) >= most:
        since = max([since, min(activity.started for activity in activities)])
    stays, end, size = list[Stay](), now, in_service
    for change in sorted(_changes(activities), key=lambda each: each.at, reverse=True):
        if not since < change.at <= now:
            continue
        if change.at < end:
            stays.append(Stay(change.at.timestamp(), end.timestamp(), size))
            end = change.at
        if change.more is None or size - change.more < 0:
            return tuple(reversed(stays))
        size -= change.more
    stays.append(Stay(since.timestamp(), end.timestamp(), size))
    return tuple(reversed(stays))


def _changes(activities: Sequence[Activity]) -> Iterator[_Change]:
    """An instance is in service once its launch has ended, and no more once its end has begun."""
    for activity in activities:
        said = activity.description
        if activity.has_failed or activity.status == "Cancelled":
            continue
        if (found := STARTED.search(said)) or (found := STOPPED.search(said)):
            count = int(found[1])
            yield _Change(activity.started, count if found.re is STARTED else -count)
        elif OTHERWISE.search(said):
            yield _Change(activity.ended or activity.started, None)
        elif LAUNCHED.match(said) and activity.ended:
            yield _Change(activity.ended, 1)
        elif TERMINATED.match(said):
            yield _Change(activity.started, -1)
