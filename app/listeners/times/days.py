"""Days as people type them: of the week, alone or several, and dates. No IO."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum

from app.base.errors import Wrong
from app.slack.messages.text import ticked

NOT_DAYS = "{word} is not a day.{near} Try `weekday`, `mon-fri` or `monday`."
NOT_A_DATE = "{word} is not a date that there is. Write it as `2027-02-01`."
TWO_DATES = "{word} can be two dates. Write it as `2027-02-01`."


class Day(StrEnum):
    """A day of the week, as people and cron shorten it."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


WEEK = tuple(Day)
NAMED_DAYS: dict[str, tuple[Day, ...]] = {"day": WEEK, "weekday": WEEK[:5], "weekend": WEEK[5:]}
LONG_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORT_DAYS = {"tues": Day.TUE, "weds": Day.WED, "thur": Day.THU, "thurs": Day.THU}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LONG_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october"),
    *("november", "december"),
)
TOMORROW, DAY_AFTER = "tomorrow", "day after tomorrow"
RELATIVE = {
    **dict.fromkeys(("today", "tonight"), "today"),
    **dict.fromkeys((TOMORROW, "tmrw", "tmr"), TOMORROW),
    DAY_AFTER: DAY_AFTER,
}
DAYS_AHEAD = {"today": 0, TOMORROW: 1, DAY_AFTER: 2}

RANGE = re.compile(r"(?P<first>[a-z]+)[-\u2013\u2014](?P<last>[a-z]+)")
TO = frozenset(("to", "through", "thru", "-", "\u2013", "\u2014"))
DATE = re.compile(r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})")
DOTTED = re.compile(r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})")
SLASHED = re.compile(r"[0-9]{1,2}/[0-9]{1,2}(?:/[0-9]{2,4})?")
IN_MONTH = re.compile(r"(?P<day>[0-9]{1,2})-(?P<month>[a-z]{3})(?:-(?P<year>[0-9]{4}))?")
ORDINAL = re.compile(r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?")


def days_in(word: str) -> tuple[Day, ...]:
    """The days that a word means, in the week's order; () if it means none."""
    parts = [_span(part) for part in word.casefold().split(",") if part]
    chosen = {day for part in parts for day in part}
    return tuple(day for day in WEEK if day in chosen) if all(parts) else ()


def is_repeated(word: str) -> bool:
    """Whether a word says that it is about every such day: `mondays`, `mon-fri`, `weekday`, `daily`."""
    folded = word.casefold()
    return bool(days_in(folded)) and (len(days_in(folded)) > 1 or folded.endswith("days"))


def date_in(word: str) -> str:
    """A date as `2027-02-01`, or `1-feb` without a year; '' if the word is none. Raises Wrong for a doubtful one."""
    folded = word.casefold()
    if SLASHED.fullmatch(folded):
        raise Wrong(TWO_DATES.format(word=ticked(word)))
    if found := IN_MONTH.fullmatch(folded):
        if found["month"] not in MONTHS:
            return ""
        month = MONTHS.index(found["month"]) + 1
        _date(word, int(found["year"] or 2028), month, int(found["day"]))  # a leap year: 29-feb may come
        return f"{int(found['day'])}-{found['month']}" if not found["year"] else _iso(word, found, month)
    found = DATE.fullmatch(folded) or DOTTED.fullmatch(folded)
    return _iso(word, found, int(found["month"])) if found else ""


def with_months(words: list[str]) -> list[str]:
    """The words with `1 feb`, `Feb 1st`, `1 February 2027` as one word each: `1-feb`."""
    joined: list[str] = []
    for word in words:
        month = month_in(word)
        before = ORDINAL.fullmatch(joined[-1].casefold()) if joined else None
        is_date = bool(joined) and IN_MONTH.fullmatch(joined[-1])
        if month and before:
            joined[-1] = f"{int(before['day'])}-{month}"
        elif joined and month_in(joined[-1]) and (after := ORDINAL.fullmatch(word.casefold().rstrip(","))):
            joined[-1] = f"{int(after['day'])}-{month_in(joined[-1])}"
        elif is_date and re.fullmatch("[0-9]{4}", word) and joined[-1].count("-") == 1:
            joined[-1] += f"-{word}"
        else:
            joined.append(word)
    return joined


def with_day_after(words: list[str]) -> list[str]:
    """The words with `day after tomorrow` as one."""
    joined: list[str] = []
    for word in words:
        if [each.casefold() for each in joined[-2:]] == ["day", "after"] and RELATIVE.get(word.casefold()) == TOMORROW:
            joined[-2:] = [DAY_AFTER]
        else:
            joined.append(word)
    return joined


def with_ranges(words: list[str]) -> list[str]:
    """The words with `mon to fri`, `from mon - fri`, `monday through friday` as one word each: `mon-fri`."""
    joined: list[str] = []
    for word in words:
        last = _day(word.casefold().rstrip(","))
        first = _day(joined[-2].casefold()) if len(joined) > 1 and joined[-1].casefold() in TO else None
        if not (first and last):
            joined.append(word)
            continue
        del joined[-2:]
        if joined and joined[-1].casefold() in ("from", "between"):
            joined.pop()
        joined.append(f"{first}-{last}")
    return joined


def days_words(days: tuple[Day, ...]) -> str:
    """The shortest words for days, which parse back to them."""
    named = next((name for name, those in NAMED_DAYS.items() if those == days), "")
    if named:
        return named
    return LONG_DAYS[WEEK.index(days[0])] if len(days) == 1 else ",".join(day.value for day in days)


def _span(word: str) -> tuple[Day, ...]:
    """One day, a named set of them, or from one to another."""
    found = RANGE.fullmatch(word)
    if found:
        first, last = _day(found["first"]), _day(found["last"])
        if not (first and last):
            return ()
        start = WEEK.index(first)
        length = (WEEK.index(last) - start) % len(WEEK) + 1
        return tuple((WEEK * 2)[start : start + length])
    plain = "day" if word == "daily" else word.removesuffix("s") if word.endswith(("days", "ends")) else word
    day = _day(word)
    return NAMED_DAYS.get(plain) or ((day,) if day else ())


def _day(word: str) -> Day | None:
    """A day by its name, its plural or its first letters."""
    plain = word.removesuffix("s") if word.endswith("days") else word
    if plain in LONG_DAYS or plain in list(Day):
        return Day(plain[:3])
    return SHORT_DAYS.get(plain)


def month_in(word: str) -> str:
    """`feb`, or '' if the word names no month."""
    folded = word.casefold().rstrip(".,")
    return folded[:3] if folded in LONG_MONTHS or folded in MONTHS or folded == "sept" else ""


def _iso(word: str, found: re.Match[str], month: int) -> str:
    return _date(word, int(found["year"]), month, int(found["day"])).isoformat()


def _date(word: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Wrong(NOT_A_DATE.format(word=ticked(word))) from None
