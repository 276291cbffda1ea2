"""Whatever is no alarm that we know: shown as it came, with a title and its short fields, never dropped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.alarms.envelopes import Record
from app.alarms.foreign import mapping, pretty, text
from app.alarms.transition import Notice

NO_TITLE = "A message without a subject"
WHY = "Shown as it came"
TITLES = ("detail-type", "Subject", "subject", "title", "Event", "AlarmName", "Type")
NOISE = {"version", "id", "detail-type"}  # EventBridge's own; the JSON below still has them

SHORT = 120
MOST_FIELDS = 10
TITLE_LIMIT = 250


def read(record: Record, why: str = "") -> Notice:
    """The record as a notice; `why` says what kept an alarm from being read as one."""
    fields = tuple(_fields(mapping(record.body)))[: MOST_FIELDS - bool(why)]
    return Notice(
        title=text(record.subject).strip()[:TITLE_LIMIT] or _title(mapping(record.body)),
        body=_body(record.body),
        fields=(*(((WHY, f"because {why}"),) if why else ()), *fields),
    )


def _title(body: Mapping[str, object]) -> str:
    titles = (text(body.get(key)).strip()[:TITLE_LIMIT] for key in TITLES)
    return next(filter(None, titles), NO_TITLE)


def _body(body: object) -> str:
    return text(body) if isinstance(body, str) else pretty(body)


def _fields(body: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The short scalars, those of EventBridge's `detail` too; the rest is for the JSON below them."""
    for source in (body, mapping(body.get("detail"))):
        for key, value in source.items():
            shown = text(value).strip()
            if 0 < len(shown) <= SHORT and 0 < len(key.strip()) <= SHORT and key not in NOISE:
                yield text(key), shown
