"""Auto Scaling's recurrences. No IO.

Recurrence is a cron expression of five fields in the action's TimeZone, an IANA name (botocore autoscaling/2011-01-01,
PutScheduledUpdateGroupAction); StartTime is in UTC.
"""

from __future__ import annotations

import re
from datetime import datetime, time

from app.base.values import dataclass
from app.commands.scale.request.when import At, Every, In, Later
from app.listeners.times.days import WEEK, Day, days_words
from app.listeners.times.moment import first_of, moment_of

EVERY = "every {days} at {at} {zone}"
BY_CRON = "on the cron schedule {cron} {zone}"
BY_RATE, RATE = "on the schedule {rate}", "rate("  # of Application Auto Scaling: no clock has a part in it

CRON = re.compile(r"(?P<minute>[0-9]{1,2}) (?P<hour>[0-9]{1,2}) \* \* (?P<days>\S+)")
CRON_DAYS = {day: number for number, day in enumerate(WEEK, start=1)}  # cron counts Monday as 1 and Sunday as 7 or 0


@dataclass(frozen=True)
class Due:
    """When Auto Scaling is to do something: once `at`, or by its `recurrence` in `zone`; `shown` as people said it."""

    at: datetime | None
    shown: str = ""
    zone: str = ""
    recurrence: str = ""


def due(when: Later, zone: str, now: datetime) -> Due:
    """`zone` is the person's; raises Wrong."""
    if isinstance(when, In):
        return Due(now + when.span)
    if isinstance(when, At):
        once = moment_of(when, zone, now)
        return Due(once.at, once.shown)
    first = first_of(when, zone, now)
    return Due(None, first.shown, first.zone, cron(when))


def cron(every: Every) -> str:
    days = "*" if every.days == WEEK else ",".join(str(CRON_DAYS[day] % 7) for day in every.days)
    return f"{every.at.minute} {every.at.hour} * * {days}"


def recurrence_words(recurrence: str, zone: str) -> str:
    """`every weekday at 08:00 Europe/Berlin`; other schedules stay as they are written."""
    if recurrence.startswith(RATE):
        return BY_RATE.format(rate=recurrence)
    days = _days(recurrence)
    found = CRON.fullmatch(recurrence)
    if not found or not days or int(found["hour"]) > 23 or int(found["minute"]) > 59:
        return BY_CRON.format(cron=recurrence, zone=zone or "UTC")
    at = time(int(found["hour"]), int(found["minute"]))
    return EVERY.format(days=days_words(days), at=f"{at:%H:%M}", zone=zone or "UTC")


def _days(recurrence: str) -> tuple[Day, ...]:
    """The days of a simple schedule: `*`, numbers, names, and ranges of numbers; () for anything else."""
    found = CRON.fullmatch(recurrence)
    if not found:
        return ()
    if found["days"] == "*":
        return WEEK
    chosen: set[Day] = set()
    for part in found["days"].casefold().split(","):
        first, _, last = part.partition("-")
        numbers = [_number(first), _number(last or first)]
        if None in numbers:
            return ()
        chosen.update(day for day, number in CRON_DAYS.items() if numbers[0] <= number <= numbers[1])  # type: ignore[operator]
    return tuple(day for day in WEEK if day in chosen)


def _number(word: str) -> int | None:
    if word in list(Day):
        return CRON_DAYS[Day(word)]
    return (int(word) or 7) if word in list("01234567") else None
