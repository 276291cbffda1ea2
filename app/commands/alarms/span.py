"""For how long: `web-* for 2h` in its parts. No IO."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from app.base.errors import Wrong
from app.slack.messages.text import ticked

SPAN = re.compile(
    r"(?:(?P<d>\d{1,3})d(?:ays?)?)?(?:(?P<h>\d{1,4}(?:\.\d{1,2})?)h(?:(?:ou)?rs?)?)?(?:(?P<m>\d{1,5})m(?:in(?:ute)?s?)?)?",
    re.IGNORECASE,
)
NOT_A_SPAN = "{words} is no duration. Write it as `for 30m`, `for 2h` or `for 3d`."
NO_UNTIL = "A mute of many alarms takes a duration, as in `for 2h`, and no time of day."
TOO_SHORT, TOO_LONG = "A mute lasts at least one minute.", "CloudWatch mutes an alarm for 15 days at most."

FOR = "for"
UNTIL = frozenset(("until", "till", "til"))
ONE = frozenset(("a", "an"))
USUAL, LEAST, MOST = timedelta(hours=1), timedelta(minutes=1), timedelta(days=15)  # Schedule.Duration


def split_span(words: Sequence[str], quoted: str = "") -> tuple[str, str]:
    """What is before the last `for`, and the duration behind it; after a name in quotes all is the duration."""
    if quoted:
        return quoted, " ".join(words)
    places = [at for at, word in enumerate(words) if word.casefold() in (FOR, *UNTIL) and at]
    at = places[-1] if places else len(words)
    return " ".join(words[:at]), " ".join(words[at:])


def with_for(words: str) -> str:
    """`web-* for 2h` of `web-* 2h` and of `web-* 2 hours`; '' if no duration ends it."""
    said = words.split()
    for at in (len(said) - 1, len(said) - 2):
        if at > 0 and SPAN.fullmatch("".join(said[at:])):
            return " ".join((*said[:at], FOR, *said[at:]))
    return ""


def read_span(said: str) -> timedelta:
    """`for 2h`; an hour if nothing is said. Raises Wrong."""
    if not said:
        return USUAL
    first, *rest = said.split()
    if first.casefold() in UNTIL:
        raise Wrong(NO_UNTIL)
    written = "".join("1" if word.casefold() in ONE else word for word in rest)
    found = SPAN.fullmatch(written)
    if not written or not found:
        raise Wrong(NOT_A_SPAN.format(words=ticked(said)))
    hours = timedelta(minutes=round(60 * float(found["h"] or 0)))
    span = timedelta(days=int(found["d"] or 0), minutes=int(found["m"] or 0)) + hours
    if not LEAST <= span <= MOST:
        raise Wrong(TOO_SHORT if span < LEAST else TOO_LONG)
    return span
