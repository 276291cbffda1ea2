"""Anything that is no alarm as a notice: what decides comes first, from its service's row and by the names of the rest.

Nothing is lost: what is told nowhere else is the notice's `rest`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from app.alarms.read import paths
from app.alarms.read.envelopes import Record
from app.alarms.read.known.catalogue import SERVICES
from app.alarms.read.leaves import Leaf, leaves_of, opened, without
from app.alarms.read.owner import Owner, owner_of
from app.alarms.read.ranking import Rank, words_of
from app.alarms.read.regions import CODE, URL_LIMIT, partition
from app.alarms.read.services import service_of
from app.alarms.read.severity import Result, result_in, result_of
from app.alarms.read.shapes import understood
from app.alarms.read.telling import Facts, telling
from app.alarms.read.transition import Notice
from app.alarms.read.untrusted import instant_or_none, mapping, pretty, text

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
BEFORE = {"old", "previous", "prior", "before"}  # a state that is no more

# Other addresses don't become buttons: anybody may publish to a topic.
CONSOLE = re.compile(
    r"https://([a-z0-9-]+\.)?console\.(aws\.amazon\.com|amazonaws(-us-gov|-eusc)?\.(com|cn|eu))/[!-~]*"
)
FIRST_LINE = 120
TITLE_LIMIT = 250
ABOUT_LIMIT = 1000


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
    title = _row_title(facts)
    if not title:
        facts = Facts(event, facts.leaves, None)
        title = text(record.subject).strip() or _own_title(facts) or NO_TITLE
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
        is_warning=facts.service is not None and facts.service.is_warning,
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
    shown = text(body) if isinstance(body, str) else pretty(body)
    return Notice(title=title, body=shown, fields=because, result=result_in([title]), url=_link(shown.split()))


def _is_event(event: Mapping[str, object]) -> bool:
    return "detail-type" in event and isinstance(event.get("detail"), dict)


def _first_line(body: object) -> str:
    """AWS Budgets starts its message with its name."""
    lines = text(body).strip().splitlines() if isinstance(body, str) else []
    return lines[0] if len(lines) > 1 and len(lines[0]) <= FIRST_LINE else ""


def _row_title(facts: Facts) -> str:
    if facts.service is None:
        return ""
    wording = facts.service.wording
    return next(filter(None, (paths.filled(each, facts.event, wording) for each in facts.service.title)), "")


def _own_title(facts: Facts) -> str:
    """What the message calls itself, nearest to its top."""
    event = facts.event
    own = text(event.get("detail-type")).strip()
    return own or next(filter(None, (each.values[0].strip() for each in sorted(_titles(facts), key=_order))), "")


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
    if service and (service.result or service.is_plain):
        found = result_in(paths.values(facts.event, service.result)) if service.result else Result.NONE
        return Result.NONE if service.is_plain and found is Result.SUCCEEDED else found
    now = [leaf for leaf in facts.leaves if leaf.rank is Rank.OUTCOME and not BEFORE & set(words_of(leaf.name))]
    said = [value for leaf in now for value in leaf.values]
    found = result_in([text(facts.event.get("detail-type")), title, *said])
    flags = [result_of(leaf.name, value) for leaf in facts.leaves for value in leaf.values]
    return Result.FAILED if Result.FAILED in flags else found or next(filter(None, flags), Result.NONE)


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
