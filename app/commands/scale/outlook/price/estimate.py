"""What another size of a group costs: from what runs in it now, and AWS's list prices; or why nobody can say.

Launch templates and task definitions are not read: they have what people keep secret, and a running instance or task
says more precisely what it is billed as.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from app.aws.ec2 import Billed, Instances
from app.aws.price import Price
from app.aws.scaling import Group
from app.base.clock import Clock
from app.base.deadline import Spent
from app.base.errors import BellhopError, Later, Refused
from app.base.places import local
from app.base.values import dataclass
from app.commands.scale.outlook.price.kept import FARGATE as LISTED_FARGATE
from app.commands.scale.outlook.price.kept import NOT_YET, Prices
from app.commands.scale.outlook.price.mix import mix_in
from app.commands.scale.outlook.price.sums import TASKS, Estimate, Sort, cost_of, task_price
from app.scaling.words import ECS, prefix_of
from app.store.documents import Documents
from app.store.table import Table

if TYPE_CHECKING:
    from app.aws.ecs import Ecs
    from app.aws.ecs_service import TaskSize

K = TypeVar("K")

SPOT = "{count} of its {total} instances are Spot or reserved blocks, which have no list price"
MAY_BE_SPOT = "it may launch Spot instances, which have no list price"
SPOT_TASKS = "its tasks may run on Fargate Spot, which has no list price"
NOTHING_RUNS = "nothing runs in it, so Bellhop can't see what it would launch"
NOT_SEEN = "EC2 does not say what its instances are billed as"
DEDICATED = "its instances have hardware of their own, which is billed otherwise"
LOCAL = "its instances are in a Local or Wavelength Zone, which has other prices"
NO_WEIGHTS = "its size is not in instances, and AWS does not say how much of it each one is"
NOT_LISTED = "AWS's price list has none for {names} here"
ON_INSTANCES = "tasks that don't run on Fargate have none of their own: what they run on has"
NOT_LINUX = "Bellhop only knows those of Linux tasks"
NO_NEW_TASK = "no task of its newest task definition runs, so Bellhop can't see its size"
SILENT, DENIED = "AWS did not say in time what runs in it", "Bellhop may not look at what runs in it"
REFUSED = "AWS refused to say what runs in it"

THERE = ("InService", "Pending")
FARGATE, FARGATE_SPOT, LINUX = "FARGATE", "FARGATE_SPOT", "linux"
FREE_DISK = 20  # GiB of a task (ECS, developer guide, "Fargate task ephemeral storage")
CPU_UNITS, MIB = Decimal(1024), Decimal(1024)  # of a vCPU, of a GB
SIZES_KEPT_DAYS, SEEN_KEPT_DAYS = 90, 30
SIZE_CALLS = 2


logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class RanSort:
    """So many instances of a type, billed as an operation, that count for `weight` of the size each."""

    type: str
    operation: str
    weight: int
    count: int


@dataclass(frozen=True)
class Ran:
    """What was last seen to run in a group; no sorts where that has no plain price."""

    sorts: tuple[RanSort, ...] = ()


class Unknown(Exception):
    """There is no price; the text says why."""


@dataclass(frozen=True)
class Estimator:
    """Asks AWS what runs, and for what is not among the prices that are kept."""

    prices: Prices
    instances: Instances
    ecs: Callable[[], Ecs]
    table: Table
    clock: Clock

    def of(self, group: Group, before: int, after: int) -> Estimate:
        """Of a desired capacity that goes from `before` to `after`."""
        is_past = not prefix_of(group.name) and not _weights(group)
        try:
            sorts, currency = self._tasks(group) if prefix_of(group.name) == ECS else self._instances(group)
        except Unknown as problem:
            return Estimate(why=str(problem))
        except Spent:
            return Estimate(why=NOT_YET)
        except Later:
            return Estimate(why=SILENT)
        except BellhopError as problem:
            logger.warning("nobody says what runs", extra={"group": group.name, "why": str(problem)})
            return Estimate(why=DENIED if isinstance(problem, Refused) else REFUSED)
        return Estimate(cost_of(before, after, sorts, currency, mix_in(group.mixed).has_types), is_past=is_past)

    def _instances(self, group: Group) -> tuple[list[Sort], str]:
        _require(not mix_in(group.mixed).has_spot, MAY_BE_SPOT)
        ran = self._running(group)
        prices = self._of_instances(group.region, sorted({(each.type, each.operation) for each in ran}))
        sorts = [Sort(each.type, each.count, prices[each.type, each.operation].number, each.weight) for each in ran]
        return sorts, _currency(list(prices.values()))

    def _running(self, group: Group) -> tuple[RanSort, ...]:
        """What runs in it; where nothing does, what did when Bellhop looked last."""
        weights, seen = _weights(group), self._seen
        if not weights:
            past = seen.find(_seen_as(group))
            if past is None or not past.sorts:
                raise Unknown(NOTHING_RUNS)
            return past.sorts
        _require(_counts_instances(group, weights), NO_WEIGHTS)
        running = self.instances.billed(sorted(weights))
        try:
            _check(running, group.region)
        except Unknown:
            seen.begin(_seen_as(group), Ran())
            raise
        counted = Counter((each.type, each.operation, weights.get(each.id, 1)) for each in running)
        now = Ran(tuple(RanSort(*each, count) for each, count in sorted(counted.items())))
        seen.change(_seen_as(group), lambda known: now)
        return now.sorts

    def _of_instances(self, region: str, asked: list[tuple[str, str]]) -> dict[tuple[str, str], Price]:
        found = self.prices.of_instances(region, asked)
        known = {each: found.prices.get(" ".join(each)) for each in asked}
        return _all(known, {each: each[0] for each in asked}, found.why)

    def _tasks(self, group: Group) -> tuple[list[Sort], str]:
        _require(FARGATE_SPOT not in group.launchers, SPOT_TASKS)
        _require(set(group.launchers) == {FARGATE}, ON_INSTANCES)
        size = self._size(group)
        _require(bool(size and size.cpu and size.memory), NO_NEW_TASK)
        assert size
        _require(size.family.casefold() == LINUX, NOT_LINUX)
        names, disk = _listed_as(size), _disk(size)
        found = self.prices.of_fargate(group.region, names)
        prices = _all({each: found.prices.get(each) for each in names}, dict.fromkeys(names, "Fargate"), found.why)
        numbers = [prices[each].number for each in names] + [Decimal(0)] * (not disk)
        asked = (Decimal(size.cpu) / CPU_UNITS, Decimal(size.memory) / MIB, Decimal(disk))
        hourly = task_price(*asked, (numbers[0], numbers[1], numbers[2]))
        return [Sort(TASKS, 1, hourly)], _currency(list(prices.values()))

    def _size(self, group: Group) -> TaskSize | None:
        """A task definition never changes, so its size is asked for once, by two calls."""
        known = self._sizes.find(group.definition)
        if known:
            return known
        cluster, _, name = local(group.name).removeprefix(ECS).partition("/")
        size = self.ecs().task_size(cluster, name, group.definition)
        return self._sizes.begin(group.definition, size) if size and size.cpu else size

    def needs(self, group: Group) -> int:
        """How many calls it makes at most, as far as the table tells."""
        if prefix_of(group.name) == ECS:
            if set(group.launchers) != {FARGATE}:
                return 0
            size = self._sizes.find(group.definition)
            return (
                SIZE_CALLS if size is None else self._lacks(group, [f"{LISTED_FARGATE} {n}" for n in _listed_as(size)])
            )
        weights = _weights(group)
        if mix_in(group.mixed).has_spot or not _counts_instances(group, weights):
            return 0
        ran = self._seen.find(_seen_as(group))
        if ran is None:
            return 2 if weights else 0
        return bool(weights) + self._lacks(group, sorted({f"{each.type} {each.operation}" for each in ran.sorts}))

    def _lacks(self, group: Group, names: list[str]) -> int:
        return 0 if self.prices.are_known(group.region, names) else 1

    @property
    def _seen(self) -> Documents[Ran]:
        return Documents(self.table, self.clock, Ran, "ran", SEEN_KEPT_DAYS)

    @property
    def _sizes(self) -> Documents[TaskSize]:
        from app.aws.ecs_service import TaskSize

        return Documents(self.table, self.clock, TaskSize, "task-size", SIZES_KEPT_DAYS)


def _seen_as(group: Group) -> str:
    return group.arn or group.name


def _counts_instances(group: Group, weights: Mapping[str, int]) -> bool:
    return not weights or group.unit in ("", "units") or set(weights.values()) != {1}


def _disk(size: TaskSize) -> int:
    """What is billed of it."""
    return max(0, size.disk - FREE_DISK)


def _listed_as(size: TaskSize) -> list[str]:
    """What of a task has a price, as app/aws/price.py has it."""
    return [f"arm-{each}" if size.is_arm else each for each in ("vcpu", "gb")] + ["storage"] * bool(_disk(size))


def _weights(group: Group) -> dict[str, int]:
    """By the ids of those that are there, or come."""
    return {each.id: each.weight for each in group.instances if each.lifecycle in THERE}


def _check(running: Sequence[Billed], region: str) -> None:
    """Raises Unknown where one of them is billed in a way that the list has no plain price for."""
    _require(bool(running) and all(each.type and each.operation for each in running), NOT_SEEN)
    spot = sum(each.is_spot for each in running)
    _require(not spot, SPOT.format(count=spot, total=len(running)))
    _require(all(each.tenancy == "default" for each in running), DEDICATED)
    zone = re.compile(re.escape(region) + "[a-z]")
    _require(all(not each.zone or zone.fullmatch(each.zone) for each in running), LOCAL)


def _require(is_so: bool, else_why: str) -> None:
    if not is_so:
        raise Unknown(else_why)


def _all(known: dict[K, Price | None], names: dict[K, str], why: str) -> dict[K, Price]:
    """The prices, where all are known; else raises Unknown with the reason, or with what is not listed."""
    found = {each: price for each, price in known.items() if price}
    lacking = sorted({names[each] for each in known if each not in found})
    _require(not lacking, why or NOT_LISTED.format(names=", ".join(lacking)))
    return found


def _currency(prices: Sequence[Price]) -> str:
    currencies = {each.currency for each in prices}
    _require(len(currencies) == 1, NOT_LISTED.format(names="one currency"))
    return currencies.pop()
