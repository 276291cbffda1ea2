"""A composite alarm's rule and reason with the names of its alarms where AWS writes ARNs. No IO."""

from __future__ import annotations

import re
from collections.abc import Collection

ALARM_ARN = re.compile(r"arn:[a-z-]{1,20}:cloudwatch:[a-z0-9-]{1,30}:\d{12}:alarm:")
TERM = re.compile(
    r"(NOT\s{1,9})?(ALARM|OK|INSUFFICIENT_DATA)\(\s{0,9}(?:\"([^\"]{1,255})\"|([^\"()\s]{1,255}))\s{0,9}\)"
)
ANY_OF, ALL_OF = "{state} of any of {count}: {names}", "{state} of all of {count}: {names}"
NAMED = 5  # a shorter rule is shown as it is


def named(text: str) -> str:
    """With names for ARNs, in rules and in reasons."""
    return ALARM_ARN.sub("", text)


def in_words(rule: str, in_alarm: Collection[str] = ()) -> str:
    """A rule of many like terms as a sentence, with those in ALARM first; any other rule as it is."""
    terms = TERM.findall(rule)
    between = {"".join(found.split()) for found in TERM.sub("\0", rule).split("\0")}
    joints = between - {""}
    if len(terms) <= NAMED or len(joints) != 1 or not joints <= {"AND", "OR"}:
        return rule
    states = {f"{'not ' if negated else ''}{state}" for negated, state, *_ in terms}
    names = list(dict.fromkeys(quoted or plain for *_, quoted, plain in terms))
    if len(states) != 1:
        return rule
    first = [name for name in names if name in in_alarm]
    shown = [*first, *(name for name in names if name not in in_alarm)][: max(NAMED, min(len(first), 2 * NAMED))]
    more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    template = ANY_OF if joints == {"OR"} else ALL_OF
    return template.format(state=states.pop(), count=len(names), names=", ".join(shown) + more)
