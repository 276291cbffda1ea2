"""Anything that is no known alarm: shown as it came, with a title and its short fields, never dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from app.alarms.read.envelopes import Record
from app.alarms.read.regions import URL_LIMIT
from app.alarms.read.transition import Notice
from app.alarms.read.untrusted import items, mapping, pretty, text

NO_TITLE = "Message without a subject"
WHY = "Shown as received"
TITLES = ("detail-type", "Subject", "subject", "title", "Event", "AlarmName", "Type")
NOISE = {"version", "id", "detail-type"}  # EventBridge's own; the JSON below still has them

# Other addresses don't become buttons: anybody may publish to a topic.
CONSOLE = re.compile(
    r"https://([a-z0-9-]+\.)?console\.(aws\.amazon\.com|amazonaws(-us-gov|-eusc)?\.(com|cn|eu))/[!-~]*"
)
MOST_DEPTH = 4

SHORT = 120
MOST_FIELDS = 10
TITLE_LIMIT = 250


def read(record: Record, why: str = "") -> Notice:
    """The record as a notice; `why` says why an alarm could not be read as one."""
    fields = tuple(_fields(mapping(record.body)))[: MOST_FIELDS - bool(why)]
    return Notice(
        title=text(record.subject).strip()[:TITLE_LIMIT] or _title(record.body),
        body=_body(record.body),
        fields=(*(((WHY, f"because {why}"),) if why else ()), *fields),
        url=next(_console_links(record.body), ""),
    )


def _console_links(value: object, depth: int = 0) -> Iterator[str]:
    """Addresses in AWS's console among the texts of JSON; SNS messages of RDS and CodePipeline have some."""
    if isinstance(value, str) and len(value) <= URL_LIMIT and CONSOLE.fullmatch(value):
        yield value
    if depth < MOST_DEPTH:
        for inner in (*mapping(value).values(), *items(value)):
            yield from _console_links(inner, depth + 1)


def _title(body: object) -> str:
    """An object's own title, or the first line of a payload: AWS Budgets start theirs with their name."""
    titles = [text(mapping(body).get(key)).strip()[:TITLE_LIMIT] for key in TITLES]
    lines = text(body).strip().splitlines() if isinstance(body, str) else []
    if len(lines) > 1 and len(lines[0]) <= SHORT:
        titles.append(lines[0])
    return next(filter(None, titles), NO_TITLE)


def _body(body: object) -> str:
    return text(body) if isinstance(body, str) else pretty(body)


def _fields(body: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The short scalars, those of EventBridge's `detail` too; the rest is in the JSON below."""
    for source in (body, mapping(body.get("detail"))):
        for key, value in source.items():
            shown = text(value).strip()
            if 0 < len(shown) <= SHORT and 0 < len(key.strip()) <= SHORT and key not in NOISE:
                yield text(key), shown
