"""What a list of alarms says of each, and in which order: the worst first, as a digest ranks them. No IO."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from app.alarms.decide.digest import WORST_FIRST, Row, worst_first
from app.alarms.decide.incident import Incident
from app.alarms.decide.routing import called_at_all, is_dropped
from app.alarms.read.measure import excess, limit
from app.alarms.read.transition import State, Transition
from app.aws.alarm import MuteRule
from app.base.values import dataclass
from app.commands.alarms.filters import Filters
from app.config.routes import Route

LATEST = datetime.max.replace(tzinfo=UTC)  # of a rule that comes again nobody knows the end


@dataclass(frozen=True)
class Listed:
    """An alarm of the list, as CloudWatch says it is (`seen`).

    calls  the ids of those whom its routes mention; `is_dropped` if they show it nowhere
    link   to its card in Slack, '' if it has none
    rule   the mute rule that holds it longest, where mute rules were asked for
    is_disabled  whether its actions are disabled
    """

    row: Row
    seen: Transition
    calls: tuple[str, ...] = ()
    is_dropped: bool = False
    link: str = ""
    rule: MuteRule | None = None
    is_disabled: bool = False


def listed(seen: Transition, routes: Sequence[Route]) -> Listed:
    calls = called_at_all(seen, routes)
    row = Row(
        incident="",
        name=seen.name,
        state=seen.new,
        began_at=seen.changed_at,
        changed_at=seen.changed_at,
        region=seen.region,
        account=seen.account,
        mention=" ".join(calls) if seen.new is State.ALARM else "",
        value=seen.value,
        limit=limit(seen.watch),
        excess=excess(seen.watch, seen.value),
    )
    return Listed(row, seen, calls, is_dropped(seen, routes))


def ranked(found: Iterable[Listed]) -> list[Listed]:
    """Those that nobody hears of are the last ones of their state."""
    by_name = {each.row.name: each for each in found}
    worst = [by_name[row.name] for row in worst_first(each.row for each in by_name.values())]
    return sorted(worst, key=lambda each: (WORST_FIRST.index(each.row.state), each.is_dropped))


def with_incident(each: Listed, incident: Incident | None, link: str, routes: Sequence[Route], now: datetime) -> Listed:
    """With who has it, until when it is muted, and its tags, which routes may ask for: its messages told them."""
    if incident is None or incident.is_over:
        return each
    each = replace(listed(replace(each.seen, tags=incident.latest.tags), routes), is_disabled=each.is_disabled)
    taken, mute, alarm = incident.acknowledged, incident.mute, incident.latest
    until = mute.until if mute else alarm.muted_until
    row = replace(
        each.row,
        incident=incident.id,
        taken_by=taken.user_id if taken else "",
        muted_until=until if until and until > now else None,
    )
    return replace(each, row=row, link=link)


def with_rules(each: Listed, rules: Iterable[MuteRule]) -> Listed:
    """Until when the mute rules that are active keep its actions back: the last one counts."""
    held = [rule for rule in rules if each.row.name in rule.alarms]
    ends = [rule.until for rule in held if rule.until]
    ends += [each.row.muted_until] if each.row.muted_until else []
    last = max(held, key=lambda rule: rule.until or LATEST, default=None)
    return replace(each, row=replace(each.row, muted_until=max(ends)) if ends else each.row, rule=last)


def fits(each: Listed, filters: Filters, tags: Mapping[str, str] | None = None) -> bool:
    """Whether its group and tags are those that were asked for; `tags` if they are known better."""
    known = dict(each.seen.tags) if tags is None else tags
    is_tagged = all(known.get(name) == value for name, value in filters.tags)
    groups = {group.casefold() for group in each.seen.groups}
    return is_tagged and (not filters.group or filters.group.casefold() in groups)


def is_theirs(each: Listed, user_id: str, user_groups: frozenset[str]) -> bool:
    """Whether this person has it in hand, or a route calls them, alone or with a user group."""
    return each.row.taken_by == user_id or user_id in each.calls or not user_groups.isdisjoint(each.calls)
