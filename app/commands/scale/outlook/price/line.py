"""The price as a line of a plan, and what is kept of it with the change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.commands.scale.outlook.estimator import Parts
from app.commands.scale.outlook.price.estimate import Estimator
from app.commands.scale.outlook.price.kept import Prices
from app.commands.scale.outlook.price.sums import CURRENCY, HOURLY, Cost
from app.commands.scale.outlook.price.words import told
from app.commands.scale.outlook.values import About, Estimate
from app.scaling.words import ECS, prefix_of

if TYPE_CHECKING:
    from app.aws.ecs import Ecs

PRICED = ("", ECS)  # Auto Scaling groups and ECS services


def estimate(about: About, parts: Parts) -> Estimate:
    """Where nobody has said a size yet: what one more costs."""
    if parts.price_list is None or prefix_of(about.group.name) not in PRICED:
        return Estimate()
    prices = Prices(parts.table, parts.clock, parts.price_list())
    estimator = Estimator(prices, parts.instances, lambda: _ecs(about, parts), parts.table, parts.clock)
    after = about.before + 1 if about.after is None else about.after
    found = estimator.of(about.group, about.before, after)
    line = told(found, about.at, about.until)
    return Estimate((line,) if line else (), _kept(found.cost) if found.cost and about.after is not None else {})


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
