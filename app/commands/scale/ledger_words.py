"""The ledger below the history: what sizes for a time cost this month, and what was left up after an incident."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from app.alarms.decide.incident import Incident
from app.alarms.keep.incidents import Incidents
from app.base.errors import BellhopError
from app.commands.scale.change_log import Changes
from app.commands.scale.ledger import LeftUp, Spent, left_up, may_be_left_up, month_of, spent
from app.commands.scale.logged_change import Change
from app.commands.scale.outlook.price.sums import CENT
from app.commands.scale.outlook.price.words import money
from app.scaling.targets import Targets
from app.slack.messages.text import code, moment, within

SPENT = ":moneybag: Raised for a time this {span}{of}: {count}, {cost}."
OF_NEWEST = " (of the newest {most} changes)"
COST, AT_MOST = "{costs} at AWS's list prices", "at most {costs}"
UNKNOWN = ("at a price that Bellhop doesn't know", "at prices that Bellhop doesn't know")
UNPRICED = ("and 1 unknown price", "and {count} unknown prices")
TIMES = ("once", "{count} times")
LEFT = (
    ":warning: {group} was set from {before} to {after} at {at} while {alarms} {was} not OK. {they} OK again since "
    "{since}, and it is still that large{cost}."
)
LEFT_COST = ": {cost} since then"
MORE = " and {count} more"

LONGEST = timedelta(days=30)  # of a size for a time
MOST_READ, MOST_LEFT, MOST_ALARMS, LIMIT = 200, 3, 3, 2500


def ledger(group: str, changes: Changes, incidents: Incidents, targets: Targets, now: datetime) -> str:
    """Of a group, or of all; '' if there is nothing to tell."""
    since = month_of(now)
    read = changes.since(since - LONGEST, MOST_READ, group)
    lines = [spent_words(spent(read, since, now), "month", is_all=len(read) < MOST_READ)]
    lines += [left_words(left, alarms, now) for left, alarms in all_left_up(read, incidents, targets, now, [])]
    return "\n".join(within([each for each in lines if each], MOST_LEFT + 1, LIMIT))


def spent_words(told: Spent, span: str, is_all: bool = True) -> str:
    if not told.count:
        return ""
    parts = [_costs(told)] if told.costs else [UNKNOWN[told.unpriced > 1]]
    if told.costs and told.unpriced:
        parts.append(UNPRICED[told.unpriced > 1].format(count=told.unpriced))
    of = "" if is_all else OF_NEWEST.format(most=MOST_READ)
    return SPENT.format(span=span, of=of, count=TIMES[told.count > 1].format(count=told.count), cost=", ".join(parts))


def _costs(told: Spent) -> str:
    costs = " and ".join(money(amount, currency) for currency, amount in told.costs)
    is_next_to_nothing = all(amount < CENT for _, amount in told.costs)
    return COST.format(costs=costs if is_next_to_nothing else AT_MOST.format(costs=costs))


def left_words(left: LeftUp, alarms: Sequence[str], now: datetime) -> str:
    change = left.change
    assert change.before
    assert change.after
    named = ", ".join(map(code, alarms[:MOST_ALARMS]))
    more = len(alarms) - MOST_ALARMS
    return LEFT.format(
        group=code(change.group),
        before=change.before.desired,
        after=change.after.desired,
        at=moment(change.at),
        alarms=named + (MORE.format(count=more) if more > 0 else ""),
        was="was" if len(alarms) == 1 else "were",
        they="It has been" if len(alarms) == 1 else "All have been",
        since=moment(left.since),
        cost="" if left.hourly is None else LEFT_COST.format(cost=money(left.cost(now), left.currency)),
    )


def all_left_up(
    changes: Sequence[Change], incidents: Incidents, targets: Targets, now: datetime, problems: list[BellhopError]
) -> Iterator[tuple[LeftUp, list[str]]]:
    """Each with the names of the alarms; what can't be read is left out, and the `problems` say why."""
    for change in may_be_left_up(changes)[:MOST_LEFT]:
        known = incidents.find_many(change.incidents)
        keys = [each.latest.key for each in known]
        last = incidents.last_of_many(keys)
        desired = _desired(change, targets, problems)
        all_last: list[Incident | None] = [last.get(each) for each in keys]
        all_last += [None] * (len(change.incidents) - len(known))
        left = None if desired is None else left_up(change, all_last, desired, now)
        if left:
            yield left, sorted({each.latest.name for each in known})


def _desired(change: Change, targets: Targets, problems: list[BellhopError]) -> int | None:
    """The group's size now; None if it is gone, or AWS doesn't say."""
    try:
        group = targets.at(change.group, change.arn).now()
    except BellhopError as problem:
        problems.append(problem)
        return None
    return group.desired if group and (not change.arn or group.arn == change.arn) else None
