"""Series of a metric and sizes, as lists of periods, for the tests of the forecast."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from app.alarms.decide.evaluation import Condition
from app.aws.scaling import Group
from app.commands.scale.outlook.estimator import Parts
from app.commands.scale.outlook.forecast.figure import Figure, foretold
from app.commands.scale.outlook.forecast.foresight import Asked, Found, Values, Watching
from app.commands.scale.outlook.forecast.points import Point, Stay, settled
from app.commands.scale.outlook.forecast.read import READ
from app.commands.scale.outlook.forecast.shared import Shared, Why, learned
from app.commands.scale.outlook.values import About
from app.store.table import MemoryTable, Table
from tests.fakes.aws import FakeCloudWatch, FakeInstances, alarm
from tests.fakes.scaling import FakeAutoScaling, targets

PERIOD = 60
BEGIN = 1_764_504_000
CPU = Asked("AWS/EC2", "CPUUtilization", (("AutoScalingGroupName", "web"),), "Average", PERIOD)
REQUESTS = replace(CPU, namespace="AWS/ApplicationELB", metric="RequestCountPerTarget", statistic="Sum")
PAST = ((40, 2), (40, 4), (40, 3), (40, 2))


def at(number: int) -> datetime:
    return datetime.fromtimestamp(BEGIN + number * PERIOD, UTC)


def staying(*sizes: tuple[int, int]) -> tuple[Stay, ...]:
    """Stays one after another, each so many periods long at a size."""
    stays, begin = list[Stay](), BEGIN
    for periods, size in sizes:
        stays.append(Stay(begin, begin + periods * PERIOD, size))
        begin += periods * PERIOD
    return tuple(stays)


def measured(value: Callable[[int, int], float], stays: Sequence[Stay]) -> list[tuple[datetime, float]]:
    """A value for each period, by its number and the size."""
    found = []
    for stay in stays:
        first, last = (int(end - BEGIN) // PERIOD for end in (stay.begin, stay.end))
        found += [(at(number), value(number, stay.size)) for number in range(first, last)]
    return found


def points(value: Callable[[int, int], float], *sizes: tuple[int, int]) -> list[list[Point]]:
    stays = staying(*sizes)
    return settled(measured(value, stays), stays, PERIOD)


def forecast(
    values: Sequence[tuple[datetime, float]], stays: Sequence[Stay], to: int, is_capped: bool = False
) -> Figure | Why:
    """At the end of the last stay."""
    shared = learned(settled(values, stays, PERIOD), PERIOD, is_capped)
    if not isinstance(shared, Shared):
        return shared
    return foretold(shared, stays[-1].size, to, stays[-1].end, PERIOD, is_capped)


def above(threshold: float, name: str = "web-high-cpu") -> Watching:
    return Watching(alarm(name), Condition("GreaterThanThreshold", threshold, 2, 2, PERIOD))


def below(threshold: float, name: str = "web-low-cpu") -> Watching:
    return Watching(alarm(name), Condition("LessThanThreshold", threshold, 2, 2, PERIOD))


def divided(load: float, *sizes: tuple[int, int]) -> Values:
    """What is shared, and nothing else happens."""
    return measured(lambda number, size: load / size, staying(*(sizes or PAST)))


def known(
    *metrics: tuple[Asked, Values, Watching],
    sizes: Sequence[tuple[int, int]] = PAST,
    size: int | None = None,
) -> Found:
    """What is known at the end of those stays, of each alarm with its metric's values."""
    stays = staying(*sizes)
    watching: dict[Asked, tuple[Watching, ...]] = {}
    for asked, _, watcher in metrics:
        watching[asked] = (*watching.get(asked, ()), watcher)
    values = {asked: tuple(found) for asked, found, _ in metrics}
    now = datetime.fromtimestamp(stays[-1].end, UTC)
    return Found(watching, values, stays, stays[-1].size if size is None else size, now)


def asked_for(group: Group, found: Found, table: Table | None = None, after: int | None = None) -> tuple[About, Parts]:
    """A plan for a group of which this was read already; nobody else is asked anything."""
    cloudwatch, now = FakeCloudWatch(), found.end
    at_targets = targets(FakeAutoScaling(group))
    parts = Parts(at_targets, cloudwatch, table or MemoryTable(), lambda: now, FakeInstances(), known={READ: found})
    return About(group, now, group.desired, after, None, ()), parts
