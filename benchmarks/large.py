"""What somebody waits for in a large account: the longest of a few first answers, and what AWS is asked for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.events import batch
from benchmarks.measures import Event, Plan, Relay, started
from benchmarks.peers import Code
from benchmarks.process import Process
from benchmarks.world import World

GROUPS, ALARMS = 1_000, 10_000
TIMES = 3
TYPED = (
    *("/scale", "/scale web", "/forcealarm", "/forcealarm bench-2"),
    *("/alarms", "/alarms other-*", "/alarms bench-2"),
)


@dataclass(frozen=True)
class Large:
    """Seconds of λ worker on loopback until it has answered, with its calls."""

    event: str
    seconds: float
    calls: Counter[str]


def large(world: World, code: Code, relay: Relay) -> Iterator[Large]:
    world.models.grow(GROUPS, ALARMS)
    with started(world, code, Plan("handlers.worker", dict, is_ours=True)) as running:
        for what, event in _asked(world, relay, running).items():
            walls: list[float] = []
            for _ in range(TIMES):
                with world.calls_of(event()) as (given, calls):
                    walls.append(running.invoke(given).wall)
            yield Large(what, max(walls), calls)
    world.models.shrink()


def _asked(world: World, relay: Relay, running: Process) -> Mapping[str, Event]:
    def job(text: str) -> Event:
        return lambda: relay.job(world.typed(text))

    def audit() -> Any:
        world.table.forget("audit-running#all")  # else it joins the one before
        return relay.job(world.typed("/alarms audit"))

    def look() -> Any:
        world.taken("watch")
        running.invoke(audit())
        return batch(world.taken("watch"), "watch")

    return {
        **{text: job(text) for text in TYPED},
        "/alarms audit": audit,
        "what the audit reads, after that answer": look,
        "the Home tab": lambda: relay.job(world.opened_home()),
    }
