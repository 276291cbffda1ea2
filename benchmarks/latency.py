"""What somebody waits for: each event many times at a warm function, and a first one on a part of a CPU."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from benchmarks.measures import Plan, started
from benchmarks.peers import Code
from benchmarks.throttle import share_of, throttled
from benchmarks.world import World

TIMES, NOT_COUNTED = 60, 5
MEMORY = (256, 512)  # MB


@dataclass(frozen=True)
class Latency:
    """Of one event of a function, in milliseconds, on loopback."""

    function: str
    event: str
    p50: float
    p99: float
    cpu: float
    calls: Counter[str]


@dataclass(frozen=True)
class Throttled:
    """Milliseconds of a first event with so much memory: with the start, all on a part of a CPU; and alone after INIT.

    Lambda gives INIT a whole CPU (docs/performance.md).
    """

    memory: int
    all: float
    first: float


def latencies(world: World, code: Code, plans: Mapping[str, Plan]) -> Iterator[Latency]:
    for function, plan in plans.items():
        with started(world, code, plan) as running:
            for name, event in plan.warm.items():
                walls, cpus = [], []
                for number in range(NOT_COUNTED + TIMES):
                    world.end_storms()
                    with world.calls_of(event()) as (given, calls):
                        answer = running.invoke(given)
                    if number >= NOT_COUNTED:
                        walls.append(answer.wall * 1000)
                        cpus.append(answer.cpu * 1000)
                parts = statistics.quantiles(walls, n=100)
                yield Latency(function, name, parts[49], parts[98], statistics.median(cpus), calls)


def on_a_part(world: World, code: Code, plan: Plan, times: int = 3) -> list[Throttled]:
    return [
        Throttled(
            memory,
            statistics.median(_whole(world, code, plan, memory) for _ in range(times)),
            statistics.median(_after_init(world, code, plan, memory) for _ in range(times)),
        )
        for memory in MEMORY
    ]


def _whole(world: World, code: Code, plan: Plan, memory: int) -> float:
    event = plan.first()
    with started(world, code, plan, share=share_of(memory)) as running:
        answer = running.invoke(event)
        return sum(running.took.values()) + answer.wall * 1000


def _after_init(world: World, code: Code, plan: Plan, memory: int) -> float:
    event = plan.first()
    with started(world, code, plan) as running, throttled(running.popen.pid, share_of(memory)):
        return running.invoke(event).wall * 1000
