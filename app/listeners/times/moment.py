"""When clocks show a time of day, in the time zone that was said or the person's own. No IO."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Protocol

from app.base.errors import Wrong
from app.base.values import dataclass
from app.listeners.times.clock import NEXT, clock_words
from app.listeners.times.days import DAYS_AHEAD, IN_MONTH, LONG_DAYS, MONTHS, WEEK, Day
from app.slack.messages.text import ticked

NO_SUCH_ZONE = "Slack says that your time zone is {zone}, which Bellhop doesn't know. Add one, such as `UTC`."
NOT_A_ZONE = "Bellhop knows no time zone {zone}. Type `UTC`, or a place such as `America/New_York`."
PAST = "{when} is over: it is {now} in {zone} now. Nothing was done."
SHOWN = "{date}, {at:%H:%M} {zone}"
SKIPPED = "; the clocks skip {at:%H:%M} that day"
TWICE = "; {at:%H:%M} comes twice that day, and this is the {which}"


class Time(Protocol):
    """Once: the next time, or `on` a day, as in a Clock."""

    @property
    def at(self) -> time: ...
    @property
    def on(self) -> str: ...
    @property
    def zone(self) -> str: ...


class Repeated(Protocol):
    """On each of these days."""

    @property
    def days(self) -> tuple[Day, ...]: ...
    @property
    def at(self) -> time: ...
    @property
    def zone(self) -> str: ...


@dataclass(frozen=True)
class Moment:
    """A time in UTC, and how it is `shown`: with its date, on clocks in the zone that was meant."""

    at: datetime
    shown: str
    zone: str


def moment_of(when: Time, zone: str, now: datetime) -> Moment:
    """When clocks show that, after `now`; `zone` is the person's.

    A time that is skipped when summer time starts counts as an hour later; of one that comes twice, the next counts.
    Raises Wrong for a zone that is not known, and for a time that is over.
    """
    name, place = _zone(when.zone, zone, now)
    here = now.astimezone(place)
    first = (datetime.combine(day, when.at, place) for day in _days_meant(when.on, here.date()))
    for there in (each.replace(fold=fold) for each in first for fold in (0, 1)):
        if there.astimezone(UTC) > now:
            shown = SHOWN.format(date=_date(there, here), at=_real(there), zone=name)
            return Moment(there.astimezone(UTC), shown + _note(there), name)
    said = clock_words(when.at, when.on, when.zone)
    raise Wrong(PAST.format(when=ticked(said), now=f"{here:%H:%M on %Y-%m-%d}", zone=name))


def first_of(every: Repeated, zone: str, now: datetime) -> Moment:
    """The first time of a recurrence, which is `shown` with its date only, and its zone."""
    name, place = _zone(every.zone, zone, now)
    here = now.astimezone(place)
    days = (here.date() + timedelta(days=ahead) for ahead in range(len(WEEK) + 2))
    moments = (datetime.combine(day, every.at, place) for day in days if WEEK[day.weekday()] in every.days)
    first = next(moment for moment in moments if moment.astimezone(UTC) > now)
    return Moment(first.astimezone(UTC), _date(first, here) + _note(first), name)


def _days_meant(on: str, today: date) -> list[date]:
    """The days that may be meant, soonest first."""
    if not on:
        return [today + timedelta(days=ahead) for ahead in range(3)]
    if on in DAYS_AHEAD:
        return [today + timedelta(days=DAYS_AHEAD[on])]
    if on.startswith(f"{NEXT} "):
        return [day for day in _days_meant(on.removeprefix(f"{NEXT} "), today) if day > today]
    if on in LONG_DAYS:
        ahead = (LONG_DAYS.index(on) - today.weekday()) % len(WEEK)
        return [today + timedelta(days=ahead), today + timedelta(days=ahead + len(WEEK))]
    found = IN_MONTH.fullmatch(on)
    if not found:
        return [date.fromisoformat(on)]
    month, day = MONTHS.index(found["month"]) + 1, int(found["day"])
    years = range(today.year, today.year + 9)  # so far ahead is the next February 29 at most
    return [date(year, month, day) for year in years if (month, day) != (2, 29) or _is_leap(year)]


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _real(there: datetime) -> datetime:
    """What clocks show then: another time, if they skip this one."""
    return there.astimezone(UTC).astimezone(there.tzinfo)


def _date(there: datetime, here: datetime) -> str:
    """`Mon 30 Nov`, with the year if it is not this one."""
    year = f" {there.year}" if there.year != here.year else ""
    return f"{there:%a} {there.day} {there:%b}{year}"


def _note(there: datetime) -> str:
    """What the clocks do to it on that day, if they are put forward or back."""
    if _real(there).replace(tzinfo=None) != there.replace(tzinfo=None):
        return SKIPPED.format(at=there)
    is_twice = there.replace(fold=0).utcoffset() != there.replace(fold=1).utcoffset()
    return TWICE.format(at=there, which="second" if there.fold else "first") if is_twice else ""


def _zone(said: str, own: str, now: datetime) -> tuple[str, tzinfo]:
    """The zone that was said, by its name or its place (`Berlin`), else the person's own; raises Wrong."""
    from zoneinfo import ZoneInfo, available_timezones  # λ slack only reads the words and saves these 5 ms

    name = own
    if said:
        folded, known = said.casefold(), sorted(available_timezones())
        by_name = [each for each in known if each.casefold() == folded]
        found = by_name or [each for each in known if each.casefold().endswith(f"/{folded}")]
        if len({now.astimezone(ZoneInfo(each)).utcoffset() for each in found}) != 1:
            raise Wrong(NOT_A_ZONE.format(zone=ticked(said)))
        name = found[0]
    try:
        return name, ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
        raise Wrong(NO_SUCH_ZONE.format(zone=ticked(name))) from None
