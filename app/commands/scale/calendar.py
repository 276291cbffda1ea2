"""Times of day in people's time zones, and Auto Scaling's recurrences. No IO.

Recurrence is a cron expression of five fields in the action's TimeZone, an IANA name (botocore autoscaling/2011-01-01,
PutScheduledUpdateGroupAction); StartTime is in UTC.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta, tzinfo

from app.base.errors import Wrong
from app.commands.scale.request.when import WEEK, Day, Every, days_words

EVERY = "every {days} at {at} {zone}"
BY_CRON = "on the cron schedule {cron} {zone}"
NO_SUCH_ZONE = (
    "Slack says that your time zone is `{zone}`, which Bellhop doesn't know. Say how long from now: `in 2h`. "
    "Or choose another time zone in Slack's preferences."
)

CRON = re.compile(r"(?P<minute>[0-9]{1,2}) (?P<hour>[0-9]{1,2}) \* \* (?P<days>\S+)")
CRON_DAYS = {day: number for number, day in enumerate(WEEK, start=1)}  # cron counts Monday as 1 and Sunday as 7 or 0


def next_at(at: time, zone: str, now: datetime) -> datetime:
    """The next time, after `now`, when clocks in `zone` show `at`; in UTC.

    A time that is skipped when summer time starts counts as an hour later; of one that comes twice, the first counts.
    Raises Wrong for a zone that is not known.
    """
    place = _zone(zone)
    here = now.astimezone(place)
    for days in range(3):
        day = (here + timedelta(days=days)).date()
        moment = datetime.combine(day, at, place).astimezone(UTC)
        if moment > now:
            return moment
    raise AssertionError("the day after tomorrow is in the future")


def _zone(name: str) -> tzinfo:
    from zoneinfo import ZoneInfo  # λ slack only reads the words and saves these 5 ms

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
        raise Wrong(NO_SUCH_ZONE.format(zone=name)) from None


def cron(every: Every) -> str:
    days = "*" if every.days == WEEK else ",".join(str(CRON_DAYS[day] % 7) for day in every.days)
    return f"{every.at.minute} {every.at.hour} * * {days}"


def recurrence_words(recurrence: str, zone: str) -> str:
    """`every weekday at 08:00 Europe/Berlin`; other schedules stay as they are written."""
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
