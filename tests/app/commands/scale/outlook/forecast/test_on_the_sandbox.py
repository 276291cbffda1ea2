"""On the sandbox the load is the truth: what is foretold there is what then comes."""

from __future__ import annotations

import random

import pytest

from app.aws.scaling import NO_LIMIT
from app.commands.scale.outlook.forecast.figure import Figure
from app.commands.scale.outlook.forecast.shared import Why
from tests.app.commands.scale.outlook.forecast.world import World

TRIALS, MOST_TRIALS = 20, 24
POINTS = 2.0


def played(rng: random.Random) -> tuple[World, int]:
    """A world with a load that shares itself over some sizes, one after another, and the next size."""
    sizes = [rng.randint(2, 8)]
    while len(sizes) < 5:
        size = rng.randint(max(2, sizes[-1] // 2), min(10, sizes[-1] * 2))
        sizes += [size] if size != sizes[-1] else []
    world = World(sizes[0], base=2)
    world.load.set("web", rng.uniform(30, 95))
    world.pass_by(rng.randint(10, 25))
    for size in sizes[1:-1]:
        world.scale(size, rng.randint(10, 25))
    return world, sizes[-1]


def test_what_is_foretold_for_twenty_loads_and_sizes_is_within_two_points_of_what_comes() -> None:
    off, held = list[float](), 0
    for trial in range(MOST_TRIALS):
        world, to = played(random.Random(trial))
        found = world.found(to)
        (asked,) = found.watching
        figure = found.figure(asked, to)
        if not isinstance(figure, Figure):
            assert figure is Why.TOO_FAR, (trial, figure)
            continue
        world.scale(to, 12)
        came = world.cloudwatch.measured["CPUUtilization"][-2][1]
        off.append(abs(figure.then - came))
        held += figure.low - 0.1 <= came <= figure.high + 0.1  # the sandbox rounds what it measures to a tenth
    assert len(off) >= TRIALS
    assert max(off) <= POINTS, off
    assert held >= 0.9 * len(off)


def test_a_load_that_moves_a_little_by_itself_stays_in_the_range() -> None:
    held, count = 0, 0
    for trial in range(TRIALS):
        rng = random.Random(100 + trial)
        world, to = played(rng)
        percent = world.load.percent["web"]
        for _ in range(30):
            percent = min(99.0, max(10.0, percent * rng.uniform(0.97, 1.03)))
            world.load.set("web", percent)
            world.pass_by(2)
        figure = (found := world.found(to)).figure(next(iter(found.watching)), to)
        if not isinstance(figure, Figure):
            continue
        count += 1
        world.load.set("web", min(99.0, percent * rng.uniform(0.97, 1.03)))
        world.scale(to, 8)
        came = world.cloudwatch.measured["CPUUtilization"][-2][1]
        held += figure.low - 0.1 <= came <= figure.high + 0.1
    assert count >= TRIALS // 2
    assert held >= 0.9 * count


@pytest.mark.parametrize("to", [3, 4])
def test_before_the_size_has_changed_twice_nothing_is_foretold(to: int) -> None:
    world = World()
    world.load.set("web", 50)
    world.pass_by(60)
    found = world.found(to)
    assert [found.figure(asked, to) for asked in found.watching] == [Why.ONE_SIZE]
    world.scale(3, 20)
    found = world.found(to)
    assert [found.figure(asked, to) for asked in found.watching] == [Why.ONE_SIZE]


def test_a_group_at_its_limit_has_no_figure() -> None:
    world = World()
    world.load.set("web", 60)
    world.pass_by(20)
    for size in (3, 2, 1):
        world.scale(size, 15)
    found = world.found(4)
    assert [found.figure(asked, 4) for asked in found.watching] == [Why.FULL]


def test_the_smallest_size_that_fits_is_found_at_once_where_there_is_no_limit() -> None:
    world = World()
    world.load.set("web", 80)
    world.pass_by(20)
    for size in (3, 4, 2):
        world.scale(size, 15)
    assert world.found(2).fitting(0, NO_LIMIT) == 3  # 160 % by three are 53 %, and two are at 80 %
    assert world.found(2).fitting(0, 2) is None
    assert world.found(2).fitting(4, NO_LIMIT) == 4
