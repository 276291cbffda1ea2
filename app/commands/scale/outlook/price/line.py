"""The price as a line of a plan, and what is kept of it with the change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.commands.scale.outlook.estimator import Parts
from app.commands.scale.outlook.price.estimate import SILENT, Estimator
from app.commands.scale.outlook.price.kept import NOT_YET, Prices
from app.commands.scale.outlook.price.kept import SILENT as LIST_SILENT
from app.commands.scale.outlook.price.sums import CURRENCY, HOURLY, Cost
from app.commands.scale.outlook.price.words import told
from app.commands.scale.outlook.values import About, Estimate
from app.scaling.words import ECS, prefix_of

if TYPE_CHECKING:
    from app.aws.ecs import Ecs

PASSES = (SILENT, LIST_SILENT, NOT_YET)  # the next plan may say more
PRICED = ("", ECS)  # Auto Scaling groups and ECS services


def estimate(about: About, parts: Parts) -> Estimate:
    """Where nobody has said a size yet: what one more costs."""
    estimator = _estimator(about, parts)
    if estimator is None:
        return Estimate()
    after = about.before + 1 if about.after is None else about.after
    found = estimator.of(about.group, about.before, after)
    line = told(found, about.at, about.until)
    said = (line,) if line else ()
    if found.cost is None:
        return Estimate(said) if found.why in PASSES else Estimate(reasons=said)
    return Estimate(said, {} if about.after is None else _kept(found.cost))


def needs(about: About, parts: Parts) -> int:
    """How many calls to AWS it makes at most."""
    estimator = _estimator(about, parts)
    return estimator.needs(about.group) if estimator else 0


def _estimator(about: About, parts: Parts) -> Estimator | None:
    if parts.price_list is None or prefix_of(about.group.name) not in PRICED:
        return None
    prices = Prices(parts.table, parts.clock, parts.price_list())
    return Estimator(prices, parts.instances, lambda: _ecs(about, parts), parts.table, parts.clock)


def _kept(cost: Cost) -> dict[str, str]:
    return {HOURLY: str(cost.hourly), CURRENCY: cost.currency}


def _ecs(about: About, parts: Parts) -> Ecs:
    """The door that the service is scaled through."""
    from app.scaling.ecs_services import ServiceTarget
    from app.scaling.own_schedule import Carried

    name, arn = about.group.name, about.group.arn
    target, doors = parts.targets.at(name, arn), parts.targets.doors
    if isinstance(target, Carried):
        target = target.target
    if isinstance(target, ServiceTarget):
        return target.ecs
    from app.aws.ecs import Ecs

    way = doors.way(name, arn) if doors else None
    return way.of(Ecs()) if way else Ecs()
