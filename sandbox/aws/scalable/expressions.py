"""When a scheduled action of Application Auto Scaling is due: at(...), rate(...), and cron(...) with its six fields.

As "Schedule recurring scaling actions using cron expressions" and "Cron expressions reference" (Amazon EventBridge
Scheduler user guide) have them: Sunday is 1, names are allowed, `?` is any; `L`, `W` and `#` are not emulated.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.aws.clock import moment

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (1, 7), (1970, 2199))
SECONDS = {"minute": 60, "hour": 3600, "day": 86400}
LONGEST_WAIT = timedelta(days=9 * 366)
FORM = re.compile(r"(at|rate|cron)\((.*)\)")
RATE = re.compile(r"([1-9]\d*) (minute|hour|day)(s?)")


@dataclass(frozen=True)
class Schedule:
    """`next` is when it comes after a time, None for never again."""

    next: Callable[[float], float | None]
    is_once: bool = False


def parse(text: str, zone: str, start: float) -> Schedule:
    """ValueError for what is no schedule; a rate counts from `start`."""
    found = FORM.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    try:
        here = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, OSError) as unknown:
        raise ValueError(zone) from unknown
    kind, inner = found.groups()
    if kind == "at":
        at = datetime.strptime(inner, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=here).timestamp()
        return Schedule(lambda after: at if at > after else None, is_once=True)
    return _rate(inner, start) if kind == "rate" else _cron(inner, here)


def _rate(inner: str, start: float) -> Schedule:
    found = RATE.fullmatch(inner)
    if not found or (found[1] == "1") == bool(found[3]):
        raise ValueError(inner)
    every = int(found[1]) * SECONDS[found[2]]
    return Schedule(lambda after: start + (max(after - start, 0.0) // every + 1) * every)


def _cron(inner: str, zone: ZoneInfo) -> Schedule:
    texts = inner.upper().split()
    if len(texts) != len(RANGES) or (texts[2] == "?") == (texts[4] == "?"):
        raise ValueError(inner)
    texts[3], texts[4] = _named(texts[3], MONTHS), _named(texts[4], DAYS)
    fields = [_numbers(text, low, high) for text, (low, high) in zip(texts, RANGES, strict=True)]
    return Schedule(lambda after: _next(fields, after, zone))


def _next(fields: list[set[int]], after: float, zone: ZoneInfo) -> float | None:
    at = moment(after).astimezone(zone).replace(second=0, microsecond=0) + timedelta(minutes=1)
    last = at + LONGEST_WAIT
    minutes, hours, days, months, weekdays, years = fields
    while at < last:
        if at.year not in years or at.month not in months or at.day not in days or _weekday(at) not in weekdays:
            at = at.replace(hour=0, minute=0) + timedelta(days=1)
        elif at.hour in hours and at.minute in minutes and _exists(at):
            return at.timestamp()
        else:
            at += timedelta(minutes=1)
    return None


def _exists(at: datetime) -> bool:
    """Not an hour that daylight saving time leaves out."""
    return at.astimezone(UTC).astimezone(at.tzinfo).replace(fold=0) == at.replace(fold=0)


def _weekday(at: datetime) -> int:
    return at.isoweekday() % 7 + 1


def _named(text: str, names: tuple[str, ...]) -> str:
    for number, name in enumerate(names, 1):
        text = text.replace(name, str(number))
    return text


def _numbers(text: str, low: int, high: int) -> set[int]:
    numbers: set[int] = set()
    for part in text.split(","):
        span, _, step = part.partition("/")
        first, _, last = (f"{low}-{high}" if span in ("*", "?") else span).partition("-")
        numbers.update(range(int(first), int(last or (high if step else first)) + 1, int(step or 1)))
    if not numbers or min(numbers) < low or max(numbers) > high:
        raise ValueError(text)
    return numbers
