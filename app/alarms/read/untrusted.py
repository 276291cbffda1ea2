"""Reads other people's JSON without trusting its types: a value with a wrong type counts as missing."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# Control characters and halves of surrogate pairs: JSON may contain them, but Slack and DynamoDB reject them.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
REPLACEMENT = "\ufffd"
# Numbers that Python would also accept as a time: 1791121011223 for a day of 1791. No alarm is older than CloudWatch;
# year 1 is Go's zero time.
TIME = re.compile(r"(20|21)\d\d-")
WHOLE_TIME = re.compile(r"(20|21)\d\d-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)")
# Java's, as CodeDeploy and Inspector write it: Fri Nov 20 09:40:00 UTC 2026.
JAVA_TIME = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2} \d\d? \d\d:\d\d:\d\d)(?:\.\d{1,6})? UTC ((?:20|21)\d\d)")
ZONELESS = ("%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M:%S", "%b %d, %Y %I:%M:%S %p")  # RDS, Redshift; Systems Manager
MAIL_TIME = re.compile(r"[A-Z][a-z]{2}, \d\d? [A-Z][a-z]{2} (20|21)\d\d \d\d:\d\d:\d\d GMT")  # AWS Health's


# AWS nests about ten deep. What is nested deeper is text, and not indented: the blanks would be longer than the rest.
MOST_DEPTH, MOST_INDENTED = 100, 16
TOO_DEEP = "(nested too deeply to be shown)"
LARGEST = 10**12
TIME_LIMIT = 64


class MalformedError(ValueError):
    """A record that looks like an alarm but can't be read as one; the text says why, for the reader in Slack."""


def clean(text: str) -> str:
    """The text with unprintable characters replaced; tabs and line ends stay."""
    return UNPRINTABLE.sub(REPLACEMENT, text.replace("\r\n", "\n"))


def text(value: object) -> str:
    """A string as it is, a number or a boolean as JSON writes it, anything else as '': NaN isn't JSON."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return figure(value) if isinstance(value, int | float) and abs(value) < math.inf else ""


def figure(value: float) -> str:
    """`80` for 80.0, `0.5` for 0.5: no needless decimals."""
    return str(value).removesuffix(".0")


def whole(value: object) -> int:
    """A whole number of a size that AWS has, else 0."""
    if isinstance(value, bool) or not isinstance(value, int):
        return 0
    return value if abs(value) < LARGEST else 0


def mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def items(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def anycase(source: Mapping[str, object], name: str) -> object:
    """The value under `name`, whatever the case of its first letters: SNS writes `Query`, EventBridge `query`."""
    wanted = name.casefold()
    return next((value for key, value in source.items() if key.casefold() == wanted), None)


def parsed(value: object) -> object:
    """The JSON value in a string, with clean names; the string itself if it has none, or is nested too deeply."""
    if not isinstance(value, str):
        return value
    try:
        found = json.loads(value, object_pairs_hook=_with_clean_names)
    except (ValueError, RecursionError):  # RecursionError: thousands of nested brackets
        return value
    return value if is_too_deep(found) else found


def _with_clean_names(pairs: list[tuple[str, object]]) -> dict[str, object]:
    return {clean(name): value for name, value in pairs}


def is_too_deep(value: object, most: int = MOST_DEPTH) -> bool:
    """Whether it is nested deeper than that; without recursion, and in one walk over it."""
    level = [value]
    for _ in range(most):
        level = [inner for each in level for inner in (*mapping(each).values(), *items(each)) if _holds(inner)]
        if not level:
            return False
    return True


def _holds(value: object) -> bool:
    return isinstance(value, dict | list)


def pretty(value: object) -> str:
    """The value as JSON for a person to read."""
    if is_too_deep(value):
        return TOO_DEEP
    return clean(json.dumps(value, indent=None if is_too_deep(value, MOST_INDENTED) else 2, ensure_ascii=False))


def instant(value: object) -> datetime:
    """A time such as `2021-11-10T02:45:55.640+0000` or `...Z` in UTC; raises MalformedError."""
    written = text(value)[:TIME_LIMIT]
    try:
        if not TIME.match(written):
            raise ValueError(written)
        when = datetime.fromisoformat(written)
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError):
        raise MalformedError(f"{written[:60] or 'nothing'!r} is not a time") from None


def instant_or_none(value: object) -> datetime | None:
    try:
        return instant(value)
    except MalformedError:
        return None


def moment_in(written: str) -> datetime | None:
    """The time that a text is, if it is nothing else, with its zone."""
    if len(written) > TIME_LIMIT:
        return None
    try:
        if MAIL_TIME.fullmatch(written):
            return parsedate_to_datetime(written)
        if found := JAVA_TIME.fullmatch(written):
            return datetime.strptime(" ".join(found.groups()), "%b %d %H:%M:%S %Y").replace(tzinfo=UTC)
        return instant(written) if WHOLE_TIME.fullmatch(written) else None
    except ValueError:  # the 31st of February
        return None


def utc(written: str) -> str:
    """A time without a zone that is known to be in UTC, with it; '' if it is no time."""
    for form in ZONELESS:
        try:
            return f"{datetime.strptime(written[:TIME_LIMIT], form):%Y-%m-%dT%H:%M:%SZ}"
        except ValueError:
            continue
    return ""
