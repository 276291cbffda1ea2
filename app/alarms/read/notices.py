"""Anything that is no alarm as a notice: what decides comes first, from its service's row and by the names of the rest.

Nothing is lost: what is told nowhere else is the notice's `rest`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from app.alarms.read import paths
from app.alarms.read.envelopes import Record
from app.alarms.read.leaves import Leaf, Path, leaves_of, opened, without
from app.alarms.read.owner import Owner, owner_of
from app.alarms.read.ranking import Rank, words_of
from app.alarms.read.regions import CODE, URL_LIMIT, partition, resource_name
from app.alarms.read.service import service_of
from app.alarms.read.services import SERVICES
from app.alarms.read.severity import Result, result_in, result_of, worries
from app.alarms.read.shapes import understood
from app.alarms.read.telling import VOID, Facts, telling
from app.alarms.read.told import BOOLEANS
from app.alarms.read.transition import Notice
from app.alarms.read.untrusted import instant_or_none, mapping, pretty, text

Title = tuple[str, Sequence[tuple[Path, str]]]  # what it says of the event by their paths

NO_TITLE = "Message without a subject"
WHY, BECAUSE = "Shown as received", "because {why}"
# What EventBridge puts around each event.
ENVELOPE = {"version", "id", "detail-type", "source", "account", "time", "region", "notificationRuleArn"}
# What messages call themselves, the best first; the last are kinds of names.
TITLES = (
    "title",
    "subject",
    "headline",
    "summary",
    "messagetype",
    "notificationtype",
    "eventtype",
    "event",
    "eventname",
)
BEFORE = {"old", "previous", "prior", "before", "history", "transitions", "attempts"}  # a state that is no more
KIND = "{detail-type}"
SAYING = {"name", "title", "status", "state", "result", "outcome"}  # itself, unlike `actionOnFailure`

# Other addresses don't become buttons: anybody may publish to a topic.
CONSOLE = re.compile(
    r"https://([a-z0-9-]+\.)?console\.(aws\.amazon\.com|amazonaws(-us-gov|-eusc)?\.(com|cn|eu))/[!-~]*"
)
EMPTY: tuple[object, ...] = ({}, [], None)
FIRST_LINE = 120
TITLE_LIMIT = 250
ABOUT_LIMIT = 1000
WORD_LIMIT = 60
NEAR = 3  # below the envelope


def read(record: Record, why: str = "") -> Notice:
    """The record as a notice; `why` says why an alarm could not be read as one."""
    body = opened(understood(record.body))
    because = ((WHY, BECAUSE.format(why=why)),) if why else ()
    if not isinstance(body, dict | list) or not body:
        return _plain(record, body, because)
    event = mapping(body)
    service = None if why else service_of(event, SERVICES)
    is_wrapped = _is_event(event) or service is not None
    kept = {name: each for name, each in event.items() if name not in ENVELOPE} if is_wrapped else body
    facts = Facts(event, leaves_of(kept), service)
    title, said = _row_title(facts)
    facts = replace(facts, service=service if title else None, titled=said)
    if not title and not (title := text(record.subject).strip()):
        title, said = _own_title(facts)
        facts = replace(facts, titled=said)
    title = title or NO_TITLE
    owner = owner_of(event, facts.leaves, record, facts.service is not None)
    url = _url(facts, owner)
    told = telling(facts, title[:TITLE_LIMIT], (owner.account, owner.region, owner.told_by, url))
    left = without(kept, told.told.has_leaf)
    return Notice(
        title=title[:TITLE_LIMIT],
        body=told.body,
        fields=(*because, *told.fields),
        url=url,
        rest="" if left is None else pretty(left),
        severity=told.severity or "",
        result=Result.NONE if why else _result(facts, title),
        is_warning=_is_warning(facts, title),
        source=facts.service.source
        if facts.service and facts.service.marks
        else text(event.get("source"))[:TITLE_LIMIT],
        account=owner.account,
        region=owner.region,
        told_by=owner.told_by,
        at=instant_or_none(event.get("time")) if _is_event(event) else None,
        about=_about(facts),
    )


def _plain(record: Record, body: object, because: tuple[tuple[str, str], ...]) -> Notice:
    """A text, a lone scalar or nothing."""
    title = text(record.subject).strip()[:TITLE_LIMIT] or _first_line(body) or NO_TITLE
    shown = text(body) if isinstance(body, str) else pretty(body) if body not in EMPTY else ""
    return Notice(
        title=title,
        body=shown,
        fields=because,
        result=result_in([title, shown] if len(shown) <= TITLE_LIMIT else [title]),
        is_warning=worries([title]),
        url=_link(shown.split()),
    )


def _is_event(event: Mapping[str, object]) -> bool:
    return "detail-type" in event and isinstance(event.get("detail"), dict)


def _first_line(body: object) -> str:
    """AWS Budgets starts its message with its name."""
    lines = text(body).strip().splitlines() if isinstance(body, str) else []
    return lines[0] if len(lines) > 1 and len(lines[0]) <= FIRST_LINE else ""


def _row_title(facts: Facts) -> Title:
    """By the row's first template that can be filled; none if it says the detail-type alone: names tell more then."""
    row = facts.service
    for template in row.title if row else ():
        title = paths.filled(template, facts.event, row.wording) if row else ""
        if title and (template != KIND or _has_facts(facts)):
            return title, tuple(_said(facts, template))
    return "", ()


def _said(facts: Facts, template: str) -> Iterator[tuple[Path, str]]:
    """What a better word stands for is not said itself: `failed` for RetriesExhausted."""
    wording = facts.service.wording if facts.service else {}
    for path in paths.PLACEHOLDER.findall(template):
        for value in paths.values(facts.event, path)[:1]:
            yield from ((each, value) for each in paths.names_in(path) if value not in wording)


def _has_facts(facts: Facts) -> bool:
    row = facts.service
    return row is not None and any(paths.first(facts.event, each) for each in (*row.fields.values(), row.body) if each)


def _own_title(facts: Facts) -> Title:
    """What the message calls itself, nearest to its top; an event also says what it is about, and what came of it."""
    kind = text(facts.event.get("detail-type")).strip()
    if not kind:
        return next(filter(None, (each.values[0].strip() for each in sorted(_titles(facts), key=_order))), ""), ()
    name, outcome = _nearest(facts, Rank.NAME), _nearest(facts, Rank.OUTCOME)
    said = tuple(leaf for leaf in (name or _only_resource(facts), outcome) if leaf)
    words = [value for leaf in said if (value := resource_name(leaf.values[0])).casefold() not in kind.casefold()]
    return f"{kind}: {' '.join(words)}" if words else kind, tuple((leaf.path, leaf.values[0]) for leaf in said)


def _nearest(facts: Facts, rank: Rank) -> Leaf | None:
    """The one short word of that rank that is nearest to the top; none if it is a number, or of before."""
    found = [leaf for leaf in facts.leaves if leaf.rank is rank and len(leaf.path) <= NEAR and not _is_past(leaf)]
    fitting = [leaf for leaf in found if len(leaf.values) == 1 and _is_word(leaf.values[0])]
    return min(fitting, key=lambda leaf: (words_of(leaf.name)[-1] not in SAYING, len(leaf.path)), default=None)


def _is_word(written: str) -> bool:
    is_short = len(written) <= WORD_LIMIT and any(map(str.isalpha, written))
    return is_short and written not in BOOLEANS and written.casefold() not in VOID


def _only_resource(facts: Facts) -> Leaf | None:
    found = paths.values(facts.event, "resources")
    return Leaf(("resources",), (found[0],)) if len(found) == 1 and len(found[0]) <= FIRST_LINE else None


def _is_past(leaf: Leaf) -> bool:
    return any(BEFORE & set(words_of(name)) for name in leaf.path)


def _titles(facts: Facts) -> Iterator[Leaf]:
    for leaf in facts.leaves:
        if leaf.name.casefold() in (*TITLES, "type") or leaf.rank is Rank.NAME:
            yield leaf


def _order(leaf: Leaf) -> tuple[int, int]:
    name = leaf.name.casefold()
    place = TITLES.index(name) if name in TITLES else len(TITLES) + (name == "type")
    return place, len(leaf.path)


def _result(facts: Facts, title: str) -> Result:
    """From the row's own place, or from statuses, the title and what is called an error."""
    service = facts.service
    if service and (service.result or service.is_plain or service.is_warning):
        found = result_in(paths.values(facts.event, service.result)) if service.result else Result.NONE
        return Result.NONE if service.is_plain and found is Result.SUCCEEDED else found
    now = [leaf for leaf in facts.leaves if not _is_past(leaf)]
    said = [value for leaf in now if leaf.rank is Rank.OUTCOME for value in leaf.values]
    found = result_in([text(facts.event.get("detail-type")), title, *said])
    flags = [result_of(leaf.name, value) for leaf in now for value in leaf.values]
    if Result.FAILED in (found, *flags):
        return Result.FAILED
    return (
        found or next(filter(None, flags), Result.NONE) or _said_in(leaf for leaf in now if leaf.rank is Rank.MESSAGE)
    )


def _said_in(leaves: Iterable[Leaf]) -> Result:
    """What short words say: only that something failed, since much goes well in a failure's words."""
    short = [value for leaf in leaves for value in leaf.values if len(value) <= FIRST_LINE]
    return Result.FAILED if result_in(short) is Result.FAILED else Result.NONE


def _is_warning(facts: Facts, title: str) -> bool:
    """By its row, or what it is called."""
    service = facts.service
    return service.is_warning if service and service.is_warning else worries([title])


def _url(facts: Facts, owner: Owner) -> str:
    """The address in the row's place, the row's page of the console, or any address of the console."""
    service, event = facts.service, {**facts.event, "region": owner.region, "account": owner.account}
    if service and service.link and (found := _link(paths.values(event, service.link))):
        return found
    if service and service.console and CODE.fullmatch(owner.region) and partition(owner.region).console:
        page = paths.filled(service.console, event, is_url=True) if "{" in service.console else service.console
        if page:
            return f"https://{owner.region}.{partition(owner.region).console}/{page}"
    return _link(value for leaf in facts.leaves for value in leaf.values)


def _link(values: Iterator[str] | list[str]) -> str:
    return next((value for value in values if len(value) <= URL_LIMIT and CONSOLE.fullmatch(value)), "")


def _about(facts: Facts) -> str:
    """Which thing it is about, with whose; '' if it names none."""
    found = paths.first(facts.event, facts.service.about) if facts.service and facts.service.about else ""
    found = found or paths.first(facts.event, "resources") if _is_event(facts.event) else found
    return f"{text(facts.event.get('source'))} {found}"[:ABOUT_LIMIT] if found else ""
