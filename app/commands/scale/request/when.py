"""When a change of /scale happens: now, for a time, at a time, in a while, repeatedly. No IO."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum
from itertools import takewhile

from app.base.errors import Wrong
from app.commands.scale.request.errors import missing, plainly, too_many
from app.slack.messages.text import near, ticked

NOT_A_SPAN = "{word} is not a duration. Use `30m`, `2h`, `1h30m` or `1d`, as in `/scale {group} 4 {verb} 2h`."
TOO_SHORT = "{word} is too short: `{verb}` takes at least {least}."
TOO_LONG = "{word} is too long: `{verb}` takes at most 30 days."
NOT_A_TIME = "{word} is not a time of day. Use `18:00` or `6:30`, as in `/scale {group} 4 {verb}`."
NOT_DAYS = (
    "{word} is not a day.{near} Use `day`, `weekday`, `weekend`, `monday` or `mon,wed,fri`, as in `/scale {group} "
    "4 every weekday 08:00`."
)

SPAN = re.compile(
    r"(?:(?P<d>[0-9]{1,4})d(?:ays?)?)?(?:(?P<h>[0-9]{1,4})h(?:ours?|rs?)?)?(?:(?P<m>[0-9]{1,5})m(?:in(?:ute)?s?)?)?",
    re.IGNORECASE,
)
SPAN_PART = re.compile("[0-9]*[a-z]*", re.IGNORECASE)
TIME = re.compile(r"(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})")
LEAST = {"for": timedelta(minutes=5), "in": timedelta(minutes=1)}
LEAST_WORDS = {"for": "5 minutes", "in": "1 minute"}
MOST = timedelta(days=30)


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


@dataclass(frozen=True)
class Now:
    """Now, and to stay."""

    def __str__(self) -> str:
        return ""


@dataclass(frozen=True)
class For:
    """Now, and back after `span`."""

    span: timedelta

    def __str__(self) -> str:
        return f"for {span_words(self.span)}"


@dataclass(frozen=True)
class At:
    """Once, the next time it is `at` in the person's time zone."""

    at: time

    def __str__(self) -> str:
        return f"at {self.at:%H:%M}"


@dataclass(frozen=True)
class In:
    """Once, after `span`."""

    span: timedelta

    def __str__(self) -> str:
        return f"in {span_words(self.span)}"


@dataclass(frozen=True)
class Every:
    """On each of these days, in the week's order, `at` in the person's time zone."""

    days: tuple[Day, ...]
    at: time

    def __str__(self) -> str:
        return f"every {days_words(self.days)} {self.at:%H:%M}"


NOW = Now()
Later = At | In | Every
When = Now | For | Later

EXAMPLES = {"for": "4 for 2h", "in": "4 in 30m", "at": "4 at 18:00", "every": "4 every weekday 08:00"}
WHEN_WORDS = tuple(EXAMPLES)


def parse_when(words: list[str], group: str) -> When:
    """`for 2h`, `in 30m`, `at 18:00`, `every weekday 08:00`; no words mean now. Raises Wrong."""
    if not words:
        return NOW
    verb = words[0].casefold()
    arguments = _joined(verb, words[1:])
    count = 2 if verb == "every" else 1
    if len(arguments) < count:
        raise missing(verb, group, EXAMPLES[verb])
    if len(arguments) > count:
        raise too_many(arguments[count], ["because"])
    return _READERS[verb](arguments, group)


def parse_span(word: str, verb: str, group: str) -> timedelta:
    """`30m`, `2h`, `1h30m`, `1d`, `2 hours`; `verb` is for or in. Raises Wrong."""
    found = SPAN.fullmatch(word.replace(" ", ""))
    if not word or not found:
        raise Wrong(NOT_A_SPAN.format(word=ticked(word), group=plainly(group), verb=verb))
    days, hours, minutes = (int(found[unit] or 0) for unit in "dhm")
    span = timedelta(days=days, hours=hours, minutes=minutes)
    if span < LEAST[verb]:
        raise Wrong(TOO_SHORT.format(word=ticked(word), verb=verb, least=LEAST_WORDS[verb]))
    if span > MOST:
        raise Wrong(TOO_LONG.format(word=ticked(word), verb=verb))
    return span


def parse_time(word: str, verb: str, group: str) -> time:
    """A time of day; `verb` completes the example. Raises Wrong."""
    found = TIME.fullmatch(word)
    if not found or int(found["hour"]) > 23 or int(found["minute"]) > 59:
        raise Wrong(NOT_A_TIME.format(word=ticked(word), group=plainly(group), verb=verb))
    return time(int(found["hour"]), int(found["minute"]))


def parse_days(word: str, group: str) -> tuple[Day, ...]:
    """`day`, `weekday`, `weekend`, `monday`, `mon,wed,fri`; raises Wrong."""
    if word.casefold() in NAMED_DAYS:
        return NAMED_DAYS[word.casefold()]
    chosen = [_day(each) for each in word.casefold().split(",")]
    if not all(chosen):
        known = [*NAMED_DAYS, *LONG_DAYS]
        raise Wrong(NOT_DAYS.format(word=ticked(word), near=near(word, known), group=plainly(group)))
    return tuple(day for day in WEEK if day in chosen)


def days_words(days: tuple[Day, ...]) -> str:
    """The shortest words for days, which parse back to them."""
    named = next((name for name, those in NAMED_DAYS.items() if those == days), "")
    if named:
        return named
    return LONG_DAYS[WEEK.index(days[0])] if len(days) == 1 else ",".join(day.value for day in days)


def span_words(span: timedelta) -> str:
    """`1d`, `1h30m`: whole minutes, which parse back."""
    hours, minutes = divmod(round(span.total_seconds()) // 60, 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "d"), (hours, "h"), (minutes, "m"))
    return "".join(f"{count}{unit}" for count, unit in parts if count)


def _day(word: str) -> Day | None:
    """A day by its name, its plural or its first three letters."""
    plain = word.removesuffix("s") if word.endswith("days") else word
    if plain in LONG_DAYS or plain in list(Day):
        return Day(plain[:3])
    return None


def _joined(verb: str, words: list[str]) -> list[str]:
    """Joins what belongs into one word: `2 hours`, `mon, wed at 08:00`."""
    if verb in ("for", "in"):
        span = list(takewhile(SPAN_PART.fullmatch, words))
        return [" ".join(span), *words[len(span) :]] if span else words
    if verb == "every":
        days, *rest = " ".join(words).replace(", ", ",").split() or [""]
        return [days, *(rest[1:] if rest and rest[0].casefold() == "at" else rest)] if days else []
    return words


_READERS: dict[str, Callable[[list[str], str], When]] = {
    "for": lambda words, group: For(parse_span(words[0], "for", group)),
    "in": lambda words, group: In(parse_span(words[0], "in", group)),
    "at": lambda words, group: At(parse_time(words[0], "at 18:00", group)),
    "every": lambda words, group: Every(
        parse_days(words[0], group), parse_time(words[1], f"every {words[0]} 08:00", group)
    ),
}
