"""Scheduled actions of Auto Scaling: when the next one is due, from a start time and a cron expression."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.aws.clock import moment

LONGEST_WAIT = timedelta(days=5 * 366)  # a 29th of February is at most this far away
RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))


@dataclass(frozen=True)
class ScheduledAction:
    """One scheduled action; sizes that are None stay as they are; `due` is None when it is over."""

    name: str
    due: float | None
    start: float | None = None
    end: float | None = None
    recurrence: str | None = None
    zone: str = "UTC"
    minimum: int | None = None
    maximum: int | None = None
    desired: int | None = None


def next_due(recurrence: str, after: float, zone: str = "UTC") -> float:
    """The first minute after `after` that the cron expression names; ValueError for what is no such expression."""
    fields = [_numbers(text, low, high) for text, (low, high) in zip(recurrence.split(), RANGES, strict=True)]
    every_day_of_month, every_weekday = (recurrence.split()[i] == "*" for i in (2, 4))
    at = moment(after).astimezone(ZoneInfo(zone)).replace(second=0, microsecond=0) + timedelta(minutes=1)
    last = at + LONGEST_WAIT
    while at < last:
        if not _day_matches(at, fields, every_day_of_month, every_weekday):
            at = at.replace(hour=0, minute=0) + timedelta(days=1)
        elif at.hour in fields[1] and at.minute in fields[0]:
            return at.timestamp()
        else:
            at += timedelta(minutes=1)
    raise ValueError(f"{recurrence} never comes")


def following(action: ScheduledAction, now: float) -> float | None:
    """When a recurring action comes again after its run, or None: one of a single time, or one that has ended."""
    if not action.recurrence:
        return None
    due = next_due(action.recurrence, now, action.zone)
    return due if action.end is None or due <= action.end else None


def _day_matches(at: datetime, fields: list[set[int]], every_day_of_month: bool, every_weekday: bool) -> bool:
    """cron's rule: where both the day of the month and the weekday are given, one of them is enough."""
    if at.month not in fields[3]:
        return False
    by_date = at.day in fields[2]
    by_weekday = at.isoweekday() % 7 in {number % 7 for number in fields[4]}
    if every_day_of_month or every_weekday:
        return by_date and by_weekday
    return by_date or by_weekday


def _numbers(text: str, low: int, high: int) -> set[int]:
    numbers: set[int] = set()
    for part in text.split(","):
        span, _, step = part.partition("/")
        first, _, last = (f"{low}-{high}" if span == "*" else span).partition("-")
        numbers.update(range(int(first), int(last or (high if step else first)) + 1, int(step or 1)))
    if not numbers or min(numbers) < low or max(numbers) > high:
        raise ValueError(f"{text} is not within {low}-{high}")
    return numbers
