"""A time of day, with the day and the zone if they were said, in any order. No IO.

By hand: docs/decisions/by-hand.md says why.
"""

from __future__ import annotations

import re
from datetime import time

from app.base.errors import Wrong
from app.base.values import dataclass
from app.listeners.help import Usage
from app.listeners.times.days import (
    DATE,
    LONG_DAYS,
    RELATIVE,
    Day,
    date_in,
    days_in,
    days_words,
    is_repeated,
    month_in,
    with_day_after,
    with_months,
    with_ranges,
)
from app.slack.messages.text import near, ticked

NOT_A_TIME = "{word} is not a time of day. Try `18:00` or `6pm`, as in {example}."
WHICH_HALF = "{word} can be morning or evening. Type `{hour}am`, `{hour}pm` or `{hour:02}:00`."
YESTERDAY = "yesterday"
OVER = "{word} is over. Try {example}."
NO_TIME = "At what time? Try {example}."
NOT_A_ZONE = "{word} is not clear as a time zone. Type `UTC`, or a place such as `America/New_York`."

TIME = re.compile(
    r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2})(?P<half>[ap]\.?m?\.?)?|(?P<short>[ap]\.?m\.?))", re.IGNORECASE
)
HALF = re.compile(r"[ap]\.?m\.?", re.IGNORECASE)
HOURS = re.compile(r"(?P<hour>1[3-9]|2[0-3]|[0-9]{1,2}(?=h[0-9]))h(?P<minute>[0-9]{2})?", re.IGNORECASE)
STAMP = re.compile(r"(?:(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[tT])?(?P<time>[0-9]{2}:[0-9]{2})(?::00)?(?P<zone>[zZ]?)")
NAMED_TIMES = {"noon": time(12), "midday": time(12), "midnight": time(0)}
ZONE = re.compile(r"[A-Za-z]+(?:/[A-Za-z0-9_+-]+)+|[A-Za-z]{3,}(?:_[A-Za-z]+)*")
ABBREVIATED = re.compile(
    r"[A-Z]{1,2}[SD]?T|[A-Z]{2,3}[SD]T|[A-Z]{1,2}|(?:utc|gmt)?[+\u2212-][0-9:]{1,5}", re.IGNORECASE
)
# What people call the time zone of a country, or of a city that no zone is named after.
PLACES = {
    **dict.fromkeys(("india", "delhi", "new_delhi", "mumbai", "bangalore", "bengaluru"), "Asia/Kolkata"),
    **dict.fromkeys(("chennai", "hyderabad", "pune"), "Asia/Kolkata"),
    "tokyo": "Asia/Tokyo",  # it and Monaco are like mistyped days
    "monaco": "Europe/Monaco",
    **dict.fromkeys(("eastern", "nyc", "boston", "atlanta"), "America/New_York"),
    **dict.fromkeys(("central", "austin", "dallas", "texas"), "America/Chicago"),
    **dict.fromkeys(("mountain",), "America/Denver"),
    **dict.fromkeys(("pacific", "california", "san_francisco", "sf", "seattle"), "America/Los_Angeles"),
}
UTC_NAMES = ("utc", "gmt", "z", "zulu")
NEXT = "next"
BEFORE_A_DAY = (NEXT, "this", "coming")
SKIPPED = frozenset(("at", "on", "the", "of", "time", "o'clock", "hrs", "local", "my", *BEFORE_A_DAY[1:]))
# Words that continue otherwise: no place is called like that.
OTHER_WORDS = frozenset(
    (
        *("for", "until", "every", "because", "from", "and", "then"),
        *("morning", "afternoon", "evening", "night", "eod", "cob"),
    )
)
DAY_WORDS = ("today", "tomorrow", *LONG_DAYS)


@dataclass(frozen=True)
class Clock:
    """When clocks show `at`: on one day, on each of some `days`, or the next time; in the person's zone or in `zone`.

    on  '', 'today', 'tomorrow', a day's name, 'next monday', '2027-02-01', or '1-feb'
    """

    at: time
    on: str = ""
    days: tuple[Day, ...] = ()
    zone: str = ""


def looks_like_clock(word: str) -> bool:
    """Whether a word can only be a time or a day: nothing has to stand before it."""
    folded = word.casefold()
    is_time = TIME.fullmatch(word) is not None and not re.fullmatch(r"[0-9]+\.[0-9]+", word)
    is_day = folded in (*RELATIVE, *BEFORE_A_DAY, *NAMED_TIMES) or (bool(days_in(folded)) and folded != "day")
    is_day = is_day or re.fullmatch(r"[0-9]{1,2}(?:st|nd|rd|th)", folded) is not None
    return is_time or is_day or bool(month_in(word)) or bool(STAMP.fullmatch(word)) or bool(DATE.fullmatch(word))


def read_clock(words: list[str], usage: Usage) -> Clock:
    """The time that is said, with its day and zone. Raises Wrong."""
    if over := next((word for word in words if word.casefold() == YESTERDAY), ""):
        raise Wrong(OVER.format(word=ticked(over), example=usage.example))
    is_next = any(word.casefold() == NEXT for word in words)
    said = _joined([word for word in words if word.casefold() != NEXT])
    dated = [word for word in said if _is_day(word)]
    others = [word for word in said if not _is_day(word)]
    at = next((word for word in others if _is_time(word)), "")
    if not at and others:
        raise Wrong(NOT_A_TIME.format(word=ticked(others[0]), example=usage.example))
    if not at:
        raise Wrong(NO_TIME.format(example=usage.example))
    others.remove(at)
    is_place = all(word.isalpha() and word.casefold() not in OTHER_WORDS | usage.words for word in others)  # `new york`
    if len(others) > 1 and not is_place:
        raise usage.too_many(others[1], ["because"])
    on, days = _on(dated, usage)
    if is_next and on not in LONG_DAYS:
        raise usage.too_many(NEXT, ["because"])
    time_of_day = _time(at, usage)
    if on == "today" and time_of_day == time(0):
        on = "tomorrow"  # `tonight at midnight`: as people say it, the day ends then
    on = f"{NEXT} {on}" if is_next else on
    return Clock(time_of_day, on, days, parse_zone("_".join(others), usage) if others else "")


def parse_zone(word: str, usage: Usage) -> str:
    """An IANA name, or UTC; a place alone is looked up later. Raises Wrong for what can mean several zones."""
    if word.casefold() in UTC_NAMES:
        return "UTC"
    if word.casefold() in PLACES:
        return PLACES[word.casefold()]
    others = [*DAY_WORDS, "because"]
    if word.casefold() in OTHER_WORDS or near(word, others):
        raise usage.too_many(word, others)
    if ABBREVIATED.fullmatch(word) or not ZONE.fullmatch(word):
        raise Wrong(NOT_A_ZONE.format(word=ticked(word)))
    return word


def clock_words(at: time, on: str, zone: str) -> str:
    """`tomorrow 08:00 UTC`, which parses back."""
    return " ".join(part for part in (on, f"{at:%H:%M}", zone) if part)


def _is_day(word: str) -> bool:
    return bool(days_in(word) or word.casefold() in RELATIVE or date_in(word))


def _is_time(word: str) -> bool:
    return word.casefold() in NAMED_TIMES or bool(TIME.fullmatch(word)) or (word.isascii() and word.isdecimal())


def _on(dated: list[str], usage: Usage) -> tuple[str, tuple[Day, ...]]:
    """One day, or each of several; raises Wrong for two dates, or a date and days."""
    named = [word for word in dated if days_in(word)]
    dates = [word for word in dated if not days_in(word)]
    if len(dates) > 1 or (dates and named):
        raise usage.too_many(dated[1])
    if dates:
        return RELATIVE.get(dates[0].casefold()) or date_in(dates[0]), ()
    if len(named) == 1 and not is_repeated(named[0]):
        return days_words(days_in(named[0])), ()
    return "", days_in(",".join(named))


def _time(word: str, usage: Usage) -> time:
    """A time of day; raises Wrong for one that is not on a clock, or on it twice."""
    if word.casefold() in NAMED_TIMES:
        return NAMED_TIMES[word.casefold()]
    wrong = Wrong(NOT_A_TIME.format(word=ticked(word), example=usage.example))
    found = TIME.fullmatch(word)
    if not found:
        return _bare(word, wrong)
    half = (found["half"] or found["short"] or "")[:1].casefold()
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if hour > (12 if half else 23) or minute > 59 or (half and hour == 0):
        raise wrong
    return time(hour % 12 + (12 if half == "p" else 0) if half else hour, minute)


def _bare(word: str, wrong: Wrong) -> time:
    """`18` is on the clock once, `6` twice; `1800` is as some write it."""
    if len(word) == 4 and int(word[:2]) < 24 and int(word[2:]) < 60:
        return time(int(word[:2]), int(word[2:]))
    if len(word) > 2 or int(word) > 23:
        raise wrong
    if 1 <= int(word) <= 12:
        raise Wrong(WHICH_HALF.format(word=ticked(word), hour=int(word)))
    return time(int(word))


def _joined(words: list[str]) -> list[str]:
    """What belongs together as one word (`6 pm`, `1 feb`, `mon, wed`), without words that add nothing."""
    joined: list[str] = []
    said = with_day_after([each for each in words if each.casefold().rstrip(",") not in SKIPPED])
    for word in with_months(with_ranges(said)):
        stamp, hours = STAMP.fullmatch(word), HOURS.fullmatch(word)
        if hours:  # `6h` may be six hours
            joined.append(f"{hours['hour']}:{hours['minute'] or '00'}")
        elif stamp:
            joined += [part for part in (stamp["day"], stamp["time"], stamp["zone"]) if part]
        elif joined and HALF.fullmatch(word) and re.fullmatch(r"[0-9]{1,2}(?:[:.][0-9]{2})?", joined[-1]):
            joined[-1] += word
        elif word.strip(","):
            joined.append(word.rstrip(","))
    return joined
