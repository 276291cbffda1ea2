"""What is measured of each handler, in one process each: its start, its first event, and what it does warm."""

from __future__ import annotations

import itertools
import statistics
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from benchmarks.events import alarm, batch
from benchmarks.peers import Code, environment, of_bellhop
from benchmarks.process import Process, process
from benchmarks.world import World

EACH = 3  # times that a warm event is measured, after one that is not

_sizes = itertools.cycle(range(3, 30))
_names = itertools.count()


@dataclass
class Measured:
    """Instructions in millions, calls by operation, the peak in MB; `warm` by what was asked for."""

    build: float = 0
    first: float = 0
    warm: dict[str, float] = field(default_factory=dict)
    calls: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def cold(self) -> float:
        return self.build + self.first


@dataclass(frozen=True)
class Burst:
    """A batch of new alarms after a calm, at a function that was just started."""

    size: int
    calls: Counter[str]
    cpu: float
    peak: float


Event = Callable[[], Any]


@dataclass(frozen=True)
class Plan:
    """A handler, and the events for it: one at the start, and those that are measured warm, by their names."""

    module: str
    first: Event
    warm: Mapping[str, Event] = field(default_factory=dict)
    is_ours: bool = False


class Relay:
    """Takes what people do through λ slack, unmeasured, and hands on the job that it makes of it."""

    def __init__(self, world: World, edge: Process) -> None:
        self._world = world
        self._edge = edge

    def job(self, event: Any) -> Any:
        self._world.taken("jobs")  # what was measured put jobs there too
        answer = self._edge.invoke(event).answer
        assert answer["statusCode"] == 200, answer
        (body,) = self._world.taken("jobs")
        return batch([body], "jobs.fifo")


@contextmanager
def started(world: World, code: Code, plan: Plan, callgrind: bool = False, share: float = 1) -> Iterator[Process]:
    where = code.task if plan.is_ours else code.baselines
    variables = of_bellhop(world, code) if plan.is_ours else environment(world, code)
    with process(code.compiler.path, plan.module, where, variables, callgrind, share) as running:
        yield running


def counted(world: World, code: Code, plan: Plan) -> Measured:
    """One process under callgrind."""
    found = Measured()
    with started(world, code, plan, callgrind=True) as running:
        found.build = sum(running.took.values()) / 1e6
        found.first = running.counted(plan.first())[0] / 1e6
        for name, event in plan.warm.items():
            running.invoke(event())
            found.warm[name], found.calls[name] = warm(world, running, event)
    return found


def warm(world: World, running: Process, event: Event) -> tuple[float, Counter[str]]:
    """The median of a few, and what was asked of AWS and Slack for the last."""
    counts: list[float] = []
    for _ in range(EACH):
        with world.calls_of(event()) as (given, calls):
            counts.append(running.counted(given)[0] / 1e6)
    return statistics.median(counts), calls


def peak_of(world: World, code: Code, plan: Plan) -> float:
    """In MB, without callgrind, after the first event."""
    event = plan.first()
    with started(world, code, plan) as running:
        return running.invoke(event).peak / 1024


def burst(world: World, code: Code, size: int) -> Burst:
    """In a channel of its own time: the digest of an earlier one is over."""
    world.forget()
    with started(world, code, Plan("handlers.alarms", new_alarm, is_ours=True)) as running:
        given = batch([alarm(f"burst-{size}-{number}") for number in range(size)], "alarms")
        with world.calls_of(given) as (event, calls):
            answer = running.invoke(event)
    assert answer.answer == {"batchItemFailures": []}, answer.answer
    return Burst(size, calls, answer.cpu, answer.peak / 1024)


def new_alarm() -> Any:
    return batch([alarm(f"new-{next(_names)}")], "alarms")


def changed_alarm(states: Iterator[str]) -> Any:
    """The alarm of a card that is there changes again."""
    state = next(states)
    old = "OK" if state == "ALARM" else "ALARM"
    return batch([alarm("bench-0", old, state, seconds_ago=0, group="web")], "alarms")


def plans(world: World, relay: Relay, quick: bool) -> dict[str, Plan]:
    """By the letters of docs/performance.md, ours by their functions."""

    def scale() -> Any:
        return world.typed(f"/scale web {next(_sizes)}")

    def typed(text: str) -> Event:
        return lambda: world.typed(text)

    def job(text: str) -> Event:
        return lambda: relay.job(world.typed(text))

    states, forced = itertools.cycle(("OK", "ALARM")), itertools.cycle(("ALARM", "OK"))
    edge = {"/echo": typed("/echo hi"), "acknowledge": lambda: world.pressed(world.card_of("bench-1"), "alarm_ack")}
    alarms = {"alarm posted": new_alarm, "alarm edited": lambda: changed_alarm(states)}
    worker = {
        "/echo": job("/echo hi"),
        "/scale": job("/scale"),
        "/scale GROUP": job("/scale web"),
        "/scale GROUP N": lambda: relay.job(scale()),
        "/forcealarm": lambda: relay.job(world.typed(f"/forcealarm bench-2 {next(forced)}")),
    }
    found = {
        "D": Plan("bolt_example", scale, {"/scale GROUP N": scale}),
        "edge": Plan("handlers.slack", scale, edge, is_ours=True),
        "alarms": Plan("handlers.alarms", new_alarm, alarms, is_ours=True),
        "worker": Plan("handlers.worker", lambda: relay.job(scale()), worker, is_ours=True),
    }
    if quick:
        return {name: Plan(plan.module, plan.first, is_ours=plan.is_ours) for name, plan in found.items()}
    found["A"] = Plan("stdlib_only", scale, {"/scale GROUP N": scale})
    found["E"] = Plan("sdk_only", new_alarm, {"alarm posted": new_alarm})
    return found
