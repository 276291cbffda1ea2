"""The log lines that CloudWatch puts into a log alarm's notification, if its `ActionLogLineCount` says so. No IO.

AWS does not say what they are called there: any name with log and lines (or events) in it, in the shapes that
CloudWatch Logs has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.alarms.read.ranking import words_of
from app.alarms.read.untrusted import items, mapping, parsed, text

LINES = {"line", "lines", "event", "events", "message", "messages", "records"}
MOST = 50  # as CloudWatch
MESSAGES = ("message", "@message", "line")
POINTER = "@ptr"  # to the record, for GetLogRecord


def lines_of(*sources: Mapping[str, object]) -> Iterator[str]:
    """Each as one text, the first source's first."""
    for source in sources:
        for name, value in source.items():
            words = set(words_of(name))
            if "log" in words and words & LINES:
                yield from filter(None, map(_line, items(parsed(value))[:MOST]))


def _line(value: object) -> str:
    """A text, an event with its message, or a query's result: all its fields."""
    pairs = [(text(mapping(each).get("field")), text(mapping(each).get("value"))) for each in items(value)]
    fields = {name: text(each) for name, each in [*mapping(value).items(), *pairs]}
    message = next(filter(None, map(fields.get, MESSAGES)), "")
    told = [each for name, each in fields.items() if each and name != POINTER]
    return " ".join((message or " ".join(told) or text(value)).split())
