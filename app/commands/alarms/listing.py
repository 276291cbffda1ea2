"""What `/alarms` lists: asks CloudWatch and the table, in calls that don't grow with the account."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.alarms.decide.grouping import grouped
from app.alarms.read.described import seen
from app.base.errors import Refused
from app.base.values import dataclass
from app.commands.alarms import search
from app.commands.alarms.filters import OK, Filters
from app.commands.alarms.page import ROWS_A_PAGE, Overview, page
from app.commands.alarms.rows import Listed, fits, is_theirs, listed, ranked, with_incident, with_rules
from app.listeners.mute_rules import Active, active_rules
from app.slack.interactions import Caller, Reply

if TYPE_CHECKING:
    from app.alarms.decide.incident import Incident
    from app.alarms.read.transition import Transition
    from app.aws.alarm import Alarm
    from app.listeners.services import Services

# Calls for what CloudWatch doesn't list with the alarms themselves.
MOST_TAGS, MOST_RULES = 20, 10

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kept:
    """The rows that are left, and how many alarms' tags were not read for it."""

    rows: tuple[Listed, ...]
    untold: int = 0


def show(filters: Filters, caller: Caller, services: Services, start: int = 0) -> Reply:
    """The page that begins with that row; the first one if there is none so far."""
    filters = replace(filters, place=services.place)
    cloudwatch, active = services.cloudwatch, active_rules(services) if filters.muted else Active()
    rules = active.rules
    found = search.muted(filters, rules, cloudwatch) if filters.muted else search.by_filters(filters, cloudwatch)
    kept = _kept(found.alarms, filters, caller, services)
    start = start if start < len(kept.rows) else 0
    shown = kept.rows[start : start + ROWS_A_PAGE]
    if not filters.mine:
        shown = tuple(with_incidents(shown, services))
    is_cheap = not filters.asks_more and OK not in filters.wanted
    ok = search.count_ok(filters, cloudwatch) if is_cheap else None
    is_partly = (active.has_more, found.has_more, found.is_partly_read)
    overview = Overview(len(kept.rows), ok, found.cut, kept.untold, *is_partly)
    rows = [with_rules(each, rules) for each in shown] if filters.muted else _with_rules(shown, services)
    return Reply(page(rows, start, overview, filters))


def with_incidents(rows: Sequence[Listed], services: Services) -> list[Listed]:
    """With what people have done about them: two calls for a hundred."""
    last = services.processor.incidents.last_of_many([each.seen.arn for each in rows])
    routes, now = services.processor.routes, services.clock()
    found = [(each, last.get(each.seen.arn)) for each in rows]
    return [with_incident(each, incident, card_link(incident, services), routes, now) for each, incident in found]


def card_link(incident: Incident | None, services: Services) -> str:
    """To its first message in Slack; '' if there is none, or the workspace's address is not known."""
    if incident is None or incident.is_over:
        return ""
    places = [each.place for each in incident.targets if each.place and each.place.ts]
    return services.slack.home().link(places[0].channel, places[0].ts) if places else ""


def grouped_at(transition: Transition, services: Services) -> Transition:
    """With its groups, of its metric, its tag, or bellhop.toml."""
    return grouped(transition, services.processor.groups, services.processor.kinds)


def _kept(alarms: Sequence[Alarm], filters: Filters, caller: Caller, services: Services) -> Kept:
    routes, now = services.processor.routes, services.clock()
    told = [(alarm, grouped_at(seen(alarm, services.home, now), services)) for alarm in alarms]
    rows = ranked(replace(listed(each, routes), is_disabled=not alarm.actions_enabled) for alarm, each in told)
    kept = Kept(tuple(each for each in rows if fits(each, replace(filters, tags=()))))
    if filters.mine:
        groups = {each for row in kept.rows for each in row.calls if each.startswith("S")}
        mine = services.authority.groups_of(caller.user_id, sorted(groups))
        rows = with_incidents(kept.rows, services)
        kept = Kept(tuple(each for each in rows if is_theirs(each, caller.user_id, mine)))
    return _tagged(kept, filters, services) if filters.tags else kept


def _tagged(kept: Kept, filters: Filters, services: Services) -> Kept:
    """Those with the tags: CloudWatch tells them alarm by alarm, so only of the worst."""
    asked = kept.rows[:MOST_TAGS]
    found = [each for each in asked if fits(each, filters, services.cloudwatch.tags(each.seen.arn))]
    return Kept(tuple(found), len(kept.rows) - len(asked))


def _with_rules(rows: Sequence[Listed], services: Services) -> list[Listed]:
    """With the mute rules that are active; without them where AWS doesn't tell: the list is worth more."""
    if not rows:
        return []
    try:
        names = services.cloudwatch.active_rules()
        rules = [rule for name in names[:MOST_RULES] if (rule := services.cloudwatch.rule(name))]
    except Refused as refused:
        logger.info("mute rules not read", extra={"why": str(refused)})
        return list(rows)
    return [with_rules(each, rules) for each in rows]
