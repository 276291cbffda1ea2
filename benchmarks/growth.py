"""What grows with the account: the same requests, as it gets more groups and alarms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from benchmarks.measures import Event, Plan, started
from benchmarks.peers import Code
from benchmarks.world import World

SIZES = ((10, 100), (100, 1_000), (1_000, 10_000))


@dataclass(frozen=True)
class Growth:
    """Instructions in millions and calls of one event in an account of so many groups and alarms."""

    event: str
    groups: int
    alarms: int
    instructions: float
    calls: int


def growth(world: World, code: Code, plans: Mapping[str, Plan]) -> Iterator[Growth]:
    for name, warm in _asked(plans).items():
        with started(world, code, plans[name], callgrind=True) as running:
            for event in warm.values():
                running.invoke(event())
            for groups, alarms in SIZES:
                world.models.grow(groups, alarms)
                for what, event in warm.items():
                    world.end_storms()
                    with world.calls_of(event()) as (given, calls):
                        count = running.counted(given)[0] / 1e6
                    yield Growth(what, groups, alarms, count, calls.total())
        world.models.shrink()


def _asked(plans: Mapping[str, Plan]) -> dict[str, Mapping[str, Event]]:
    worker = {name: event for name, event in plans["worker"].warm.items() if name != "/echo"}
    return {"worker": worker, "alarms": {"alarm posted": plans["alarms"].warm["alarm posted"]}}
