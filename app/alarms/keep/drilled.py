"""Which alarms a drill sets just now: a composite alarm that goes off by nothing else is a part of the drill, too."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from app.alarms.read.transition import State, Transition
from app.base.clock import Clock
from app.base.values import dataclass
from app.store.documents import Documents
from app.store.table import Table

NOW, KEPT_DAYS = "now", 30
SKEW = timedelta(seconds=5)  # clocks differ


@dataclass(frozen=True)
class InDrill:
    """The alarms (ARNs) that the drill with this `id` sets, from `since` until it is over; `reason` is CloudWatch's."""

    id: str = ""
    reason: str = ""
    arns: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


def in_drill(table: Table, clock: Clock) -> Documents[InDrill]:
    """One document, of the last drill."""
    return Documents(table, clock, InDrill, "drill-running", KEPT_DAYS)


def may_be_of_drill(transition: Transition) -> bool:
    """Whether it went off by other alarms, all of which are known."""
    return transition.new is State.ALARM and bool(transition.children) and not transition.more_children


def as_of_drill(transition: Transition, known: InDrill | None) -> Transition:
    """With the drill's reason if nothing but alarms of the drill set it off, within its time."""
    if known is None or known.since is None or known.until is None or transition.tested_by:
        return transition
    is_within = known.since - SKEW <= transition.changed_at <= known.until + SKEW
    is_all = {child.arn for child in transition.children} <= set(known.arns)
    return replace(transition, reason=known.reason) if is_within and is_all else transition
