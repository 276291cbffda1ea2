"""A duration: `2h`, `1h30m`, `2 hours`, `an hour`. No IO."""

from __future__ import annotations

import re
from datetime import timedelta

SPAN = re.compile(
    r"(?:(?P<w>[0-9]{1,3})w(?:ee)?k?s?)?(?:(?P<d>[0-9]{1,4})d(?:ays?)?)?(?:(?P<h>[0-9]{1,4}(?:\.[0-9]{1,2})?)h(?:ours?|rs?)?)?(?:(?P<m>[0-9]{1,5})m(?:in(?:ute)?s?)?)?",
    re.IGNORECASE,
)
MINUTES_AFTER = re.compile(r"(?<=[0-9]h[0-9][0-9])$", re.IGNORECASE)  # `2h30`
ONE = ("a", "an")


def with_ones(words: str) -> str:
    """`1 hour` of `an hour`."""
    return " ".join("1" if word.casefold() in ONE else word for word in words.split())


def span_in(words: str) -> timedelta | None:
    """The duration that is said; None if it is none."""
    said = MINUTES_AFTER.sub("m", with_ones(words).replace(" ", ""))
    found = SPAN.fullmatch(said)
    if not said or not found:
        return None
    hours = timedelta(minutes=round(60 * float(found["h"] or 0)))
    return timedelta(weeks=int(found["w"] or 0), days=int(found["d"] or 0), minutes=int(found["m"] or 0)) + hours


def span_words(span: timedelta) -> str:
    """`1d`, `1h30m`: whole minutes, which parse back."""
    hours, minutes = divmod(round(span.total_seconds()) // 60, 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "d"), (hours, "h"), (minutes, "m"))
    return "".join(f"{count}{unit}" for count, unit in parts if count)
