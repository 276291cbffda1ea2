"""When a change of /scale happens: now, for a time or until one, at a time, in a while, repeatedly. No IO."""

from __future__ import annotations

import re
from datetime import time, timedelta
from itertools import takewhile

from app.base.errors import Wrong
from app.base.values import dataclass
from app.commands.scale.request.errors import HELP, missing, plainly, too_many
from app.commands.scale.request.vocabulary import ANY
from app.listeners.help import Usage
from app.listeners.times.clock import clock_words, looks_like_clock, read_clock
from app.listeners.times.days import LONG_DAYS, NAMED_DAYS, NOT_DAYS, Day, days_in, days_words
from app.listeners.times.span import span_in, span_words, with_ones
from app.slack.messages.text import near, ticked

NOT_A_SPAN = "{word} is not a duration. Use `30m`, `2h`, `1h30m` or `1d`, as in `/scale {group} 4 {verb} 2h`."
TOO_SHORT = "{word} is too short: `{verb}` takes at least {least}."
TOO_LONG = "{word} is too long: `{verb}` takes at most 30 days."
SPAN_PART = re.compile(r"[0-9]*(?:\.[0-9]+)?[a-z]*", re.IGNORECASE)
LEAST = {"for": timedelta(minutes=5), "in": timedelta(minutes=1)}
LEAST_WORDS = {"for": "5 minutes", "in": "1 minute"}
MOST = timedelta(days=30)


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
    """Once, when clocks show `at`: the next time, or `on` a day; in the person's time zone or in `zone` (clock.py)."""

    at: time
    on: str = ""
    zone: str = ""

    def __str__(self) -> str:
        return f"at {clock_words(self.at, self.on, self.zone)}"


@dataclass(frozen=True)
class Until:
    """Now, and back when clocks show `at`, as in At."""

    at: time
    on: str = ""
    zone: str = ""

    def __str__(self) -> str:
        return f"until {clock_words(self.at, self.on, self.zone)}"


@dataclass(frozen=True)
class In:
    """Once, after `span`."""

    span: timedelta

    def __str__(self) -> str:
        return f"in {span_words(self.span)}"


@dataclass(frozen=True)
class Every:
    """On each of these days, in the week's order, `at` in the person's time zone or in `zone`."""

    days: tuple[Day, ...]
    at: time
    zone: str = ""

    def __str__(self) -> str:
        return f"every {clock_words(self.at, days_words(self.days), self.zone)}"


NOW = Now()
Later = At | In | Every
When = Now | For | Until | Later

EXAMPLES = {
    "for": "4 for 2h",
    "until": "4 until 18:00",
    "in": "4 in 30m",
    "at": "4 at 18:00",
    "every": "4 every weekday 08:00",
}
ALSO = {"till": "until", "til": "until", "on": "at", "after": "in", "from": "at", "during": "for"}
WHEN_WORDS = (*EXAMPLES, *ALSO)


def begins_when(word: str) -> bool:
    """Whether what follows says when, and no size."""
    return word.casefold() in WHEN_WORDS or looks_like_clock(word)


def parse_when(words: list[str], group: str) -> When:
    """`for 2h`, `in 30m`, `at 18:00`, `tomorrow 6pm`, `every weekday 08:00`; no words mean now. Raises Wrong."""
    if not words:
        return NOW
    first = words[0].casefold()
    verb, said = (ALSO.get(first, first), words[1:]) if first in WHEN_WORDS else ("at", words)
    if verb == "in" and said and looks_like_clock(said[0]):
        verb = "at"  # `after 6pm`
    if verb in ("for", "in"):
        return _span(verb, said, group)
    if verb == "at" and said and said[0].casefold() == "every":
        verb, said = "every", said[1:]
    if not said:
        raise missing(verb, group, EXAMPLES[verb])
    clock = read_clock(said, Usage(f"`/scale {plainly(group)} {EXAMPLES[verb]}`", HELP, ANY))
    days = clock.days or (days_in(clock.on) if verb == "every" else ())
    if verb == "until" and not days:
        return Until(clock.at, clock.on, clock.zone)
    if verb == "until":
        raise too_many(days_words(days))
    if days:
        return Every(days, clock.at, clock.zone)
    if verb == "every":
        raise Wrong(NOT_DAYS.format(word=ticked(said[0]), near=near(said[0], [*NAMED_DAYS, *LONG_DAYS])))
    return At(clock.at, clock.on, clock.zone)


def _span(verb: str, words: list[str], group: str) -> For | In:
    """`2h`, `2 hours`, `an hour`."""
    if not words:
        raise missing(verb, group, EXAMPLES[verb])
    taken = list(takewhile(SPAN_PART.fullmatch, words)) or words[:1]
    if len(words) > len(taken):
        raise too_many(words[len(taken)], ["because"])
    span = parse_span(" ".join(taken), verb, group)
    return For(span) if verb == "for" else In(span)


def parse_span(word: str, verb: str, group: str) -> timedelta:
    """`30m`, `2h`, `1h30m`, `1d`, `2 hours`; `verb` is for or in. Raises Wrong."""
    span = span_in(word)
    if span is None:
        raise Wrong(NOT_A_SPAN.format(word=ticked(word), group=plainly(group), verb=verb))
    word = with_ones(word)
    if span < LEAST[verb]:
        raise Wrong(TOO_SHORT.format(word=ticked(word), verb=verb, least=LEAST_WORDS[verb]))
    if span > MOST:
        raise Wrong(TOO_LONG.format(word=ticked(word), verb=verb))
    return span
