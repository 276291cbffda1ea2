"""What a word may mean that the grammar doesn't know there, in its own words: each becomes a button. No IO."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.commands.scale.request.vocabulary import JOINTS, NOISE
from app.commands.scale.request.when import WHEN_WORDS, begins_when
from app.commands.scale.verbs import catalogue
from app.listeners.times.days import LONG_DAYS, MONTHS, RELATIVE
from app.listeners.times.span import SPAN
from app.slack.messages.text import similar

LIKE, ALMOST = 0.65, 0.85
LONG_NOISE = tuple(word for word in NOISE if len(word) > 4)

ALL_OF_THEM = ("resume", "all")
INDIA, WEST, EAST, CENTRAL = "Asia/Kolkata", "America/Los_Angeles", "America/New_York", "America/Chicago"

MEANT: dict[str, tuple[tuple[str, ...], ...]] = {
    "start": (("+1",), ALL_OF_THEM),
    "resume": (ALL_OF_THEM,),
    "unpause": (ALL_OF_THEM,),
    "unfreeze": (ALL_OF_THEM,),
    "continue": (ALL_OF_THEM,),
    "pause": (("suspend", "all"),),
    "freeze": (("suspend", "all"),),
    "by": (("at",),),
    "before": (("at",), ("until",)),
    # Parts of a day.
    "morning": (("8am",), ("9am",)),
    "afternoon": (("1pm",), ("3pm",)),
    "evening": (("6pm",), ("8pm",)),
    "night": (("10pm",),),
    "eod": (("5pm",), ("6pm",)),
    "cob": (("5pm",), ("6pm",)),
    # Time zones whose short names are several places', or none that a library knows.
    "ist": ((INDIA,), ("Asia/Jerusalem",), ("Europe/Dublin",)),
    "bst": (("Europe/London",), ("Asia/Dhaka",)),
    "cst": ((CENTRAL,), ("Asia/Shanghai",)),
    "mst": (("America/Denver",), ("America/Phoenix",)),
    **dict.fromkeys(("et", "est", "edt"), ((EAST,),)),
    **dict.fromkeys(("ct", "cdt"), ((CENTRAL,),)),
    **dict.fromkeys(("mt", "mdt"), (("America/Denver",),)),
    **dict.fromkeys(("pt", "pst", "pdt"), ((WEST,),)),
    **dict.fromkeys(("cet", "cest"), (("Europe/Paris",),)),
    "jst": (("Asia/Tokyo",),),
    "sgt": (("Asia/Singapore",),),
    "aest": (("Australia/Sydney",),),
}

_HOUR = r"[0-9]{1,2}(?::[0-9]{2})?(?:[ap]m)?"
HOURS = re.compile(rf"(?P<first>{_HOUR})[-\u2013\u2014](?P<last>{_HOUR})", re.IGNORECASE)
DAY_AND_MONTH = re.compile(r"(?P<one>[0-9]{1,2})/(?P<other>[0-9]{1,2})(?:/(?P<year>[0-9]{4}))?")
GLUED = re.compile(r"(?P<verb>for|in|at|until)(?P<rest>[0-9].*)", re.IGNORECASE)
SO_MANY, SPANS, UNITS = re.compile(r"[0-9]{1,3}"), ("for", "in"), ("minutes", "hours", "days")
BARE = re.compile(r"[1-9]|1[0-2]")
# What people write before a reason, beside `because`.
REASONS = frozenset(("bc", "b/c", "cause", "cuz", "coz", "since", "due", "reason", "for", "-m", "#", "//"))
ANY_TIME = frozenset(("for", "since"))  # what follows these may say when
NOT = frozenset(("not", "no", "never", "don't", "dont", "don\u2019t", "without", "except", "unless", "if"))


def meanings(word: str, before: Sequence[str], *, is_last: bool) -> Iterator[tuple[str, ...]]:
    """What to put in its place: what a duration or an hour lacks, nothing, or one of the grammar's words like it."""
    if found := DAY_AND_MONTH.fullmatch(word):
        yield from _dates(found)
    if found := GLUED.fullmatch(word):
        yield found["verb"], found["rest"]
    if SPAN.fullmatch(word):
        yield from (("for", word), ("in", word))
    if SO_MANY.fullmatch(word) and before and before[-1].casefold() in SPANS:
        yield from ((f"{word}m",), (f"{word}h",))
    elif BARE.fullmatch(word) and any(map(begins_when, before)):
        yield from ((f"{word}am",), (f"{word}pm",))
    if before and SO_MANY.fullmatch(before[-1]):
        yield from ((each,) for each in similar(word, UNITS, LIKE) if each != word)
    if similar(word, LONG_NOISE, ALMOST):
        yield ()
    yield from MEANT.get(word.casefold(), ()) or ((each,) for each in _like(word, is_last))


def _like(word: str, is_last: bool) -> tuple[str, ...]:
    known = (*catalogue.parsers(), *catalogue.arguments(), *WHEN_WORDS, *LONG_DAYS, *RELATIVE, "because")
    final = tuple(each for each in known if each not in JOINTS)  # those lead nowhere at the end
    return () if word.casefold() in known else similar(word, final if is_last else known, LIKE)


def _dates(found: re.Match[str]) -> Iterator[tuple[str, ...]]:
    """`1/2` is a day in February, or one in January; `12/25` can only be one."""
    one, other = int(found["one"]), int(found["other"])
    year = f"-{found['year']}" if found["year"] else ""
    for day, month in dict.fromkeys(((other, one), (one, other))):
        if 1 <= day <= 31 and 1 <= month <= len(MONTHS):
            yield ("on", f"{day}-{MONTHS[month - 1]}{year}")


def both_of(word: str) -> tuple[str, str] | None:
    """Of `8am-6pm` and `9-5` the two times of day; None if the word is not two of them."""
    found = HOURS.fullmatch(word)
    if not found:
        return None
    first, last = found["first"], found["last"]
    return (f"{first}am" if BARE.fullmatch(first) else first), (f"{last}pm" if BARE.fullmatch(last) else last)
