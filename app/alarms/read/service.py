"""How one AWS service's events are told: what an event is called, and what decides in it. The rows are in services/.

Formats: each service's own page about its events. Whatever a row does not name is ranked by its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from app.alarms.read.untrusted import mapping, text
from app.base.values import dataclass


@dataclass(frozen=True)
class Service:
    """How to show a service's events, by paths into them (app/alarms/read/paths.py).

    It is for events of `source`, with `kind` in their detail-type, or for messages that have all names of `marks` (with
    `kind` in the first one's value), in which `source` is what routes call it. `title` is the first of its templates
    that can be filled; `body` the first of its paths with a value; `wording` has better words for values in a title.
    `severity` may be a number from 1 to 10; `counts` are findings by theirs. `about` is what it is about, as events
    about the same have it too. `console` is a path of the region's console, `link` an address in the event, `hidden`
    what would mislead in front. `is_warning` if it is never good news, `is_plain` if it is none in itself.
    """

    source: str
    title: tuple[str, ...]
    fields: Mapping[str, str]
    kind: str = ""
    marks: tuple[str, ...] = ()
    body: str = ""
    severity: str = ""
    counts: str = ""
    result: str = ""
    about: str = ""
    console: str = ""
    link: str = ""
    wording: Mapping[str, str] = field(default_factory=dict)
    hidden: str = ""
    is_warning: bool = False
    is_plain: bool = False


def service_of(event: Mapping[str, object], rows: tuple[Service, ...]) -> Service | None:
    """The first row that fits; None for a service without one."""
    source, kind = text(event.get("source")), text(event.get("detail-type"))
    is_event = bool(mapping(event.get("detail")))
    for row in rows:
        if row.marks:
            if event.keys() >= set(row.marks) and row.kind in text(event[row.marks[0]]):
                return row
        elif is_event and row.source in (source, "*") and row.kind in kind:
            return row
    return None
