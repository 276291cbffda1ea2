"""Values of somebody's JSON by paths such as `detail.containers[exitCode!=0].reason|detail.reason`. No IO."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from urllib.parse import quote

from app.alarms.read.leaves import shown
from app.alarms.read.regions import resource_name
from app.alarms.read.units import as_money, is_number
from app.alarms.read.untrusted import items, mapping, text, utc

PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
STEP = re.compile(r"([^.\[\]]+)(?:\[([^=!\]]+)(!?=)([^\]]*)\])?")
MONEY, UTC_TIME, WORDS = "$", "@", "'"
SIGNS = MONEY + UTC_TIME
MOST_PAIRS = 12
OWN_ID = re.compile(r"(?<=\w)/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")  # of a stack, behind its name


@cache
def _steps(path: str) -> tuple[tuple[str, str, str, str], ...]:
    """Each name, and the test of its items: name, sign, value."""
    return tuple(STEP.findall(path))


def values(event: Mapping[str, object], path: str) -> list[str]:
    """All values at the first of the path's alternatives that has any, in each item of the lists on its way.

    `$` before a path is money, `@` a time of AWS's that lacks its zone, `'` stands before words instead. An
    object's scalars are its values: `HIGH 3`.
    """
    for alternative in path.split("|"):
        if alternative.startswith(WORDS):
            return [alternative.removeprefix(WORDS)]
        sign = alternative[:1] if alternative[:1] in SIGNS else ""
        found = list(dict.fromkeys(_values(event, alternative.removeprefix(sign), sign)))
        if found:
            return found
    return []


def first(event: Mapping[str, object], path: str) -> str:
    return next(iter(values(event, path)), "")


def filled(
    template: str, event: Mapping[str, object], wording: Mapping[str, str] | None = None, is_url: bool = False
) -> str:
    """The template with the values at its paths, '' if one of them is empty; ARNs as names, but for URLs."""
    words = wording or {}
    found = {path: first(event, path) for path in PLACEHOLDER.findall(template)}
    if not all(found.values()):
        return ""
    written = {
        path: quote(value, safe="") if is_url else words.get(value, OWN_ID.sub("", resource_name(value)))
        for path, value in found.items()
    }
    return PLACEHOLDER.sub(lambda match: written[match[1]], template)


def names_in(path: str) -> list[tuple[str, ...]]:
    """The names of each alternative, as those of a leaf's path."""
    return [
        tuple(name for name, *_ in _steps(each.lstrip(SIGNS))) for each in path.split("|") if each and each[0] != WORDS
    ]


def is_tested(path: str) -> bool:
    """Whether it chooses among the items of a list, so that others may be untold."""
    return "[" in path


def _values(event: object, path: str, kind: str) -> Iterator[str]:
    steps = _steps(path)
    found: Sequence[object] = [event]
    for name, key, sign, wanted in steps:
        found = [inner for value in found for inner in _each(mapping(value).get(name))]
        if key:
            found = [each for each in found if (text(mapping(each).get(key)) == wanted) == (sign == "=")]
    for value in found:
        if isinstance(value, dict):
            pairs = [f"{name} {text(each)}" for name, each in value.items() if text(each).strip()]
            yield from pairs[:MOST_PAIRS]
        elif kind == MONEY and is_number(value):
            yield as_money(value)
        elif kind == UTC_TIME and (when := utc(text(value))):
            yield when
        elif written := shown((steps[-1][0],), value):
            yield written


def _each(value: object) -> Sequence[object]:
    return items(value) if isinstance(value, list) else (value,)
