"""Which metrics are shared, and how far a forecast is off, over series of many kinds; each with the same rule."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from datetime import datetime
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.commands.scale.outlook.forecast.figure import Figure
from app.commands.scale.outlook.forecast.points import SETTLES, Point, Stay, settled
from app.commands.scale.outlook.forecast.shared import LEAST_POINTS, LEAST_STEPS, Shared, Why, learned
from tests.app.commands.scale.outlook.forecast.series import BEGIN, PERIOD, at, forecast, measured, points, staying

pytestmark = pytest.mark.slow

NIGHT = 1440.0  # periods of a day
Metric = Callable[[float, int], float]

DIVIDES: dict[str, Metric] = {
    "shared": lambda load, size: load / size,
    "with a little of its own": lambda load, size: 1 + load / size,
}
DOES_NOT: dict[str, Metric] = {
    "of all together": lambda load, size: load,
    "by the root": lambda load, size: load / math.sqrt(size),
    "a knee": lambda load, size: 10 / (1 - min(0.97, load / size / 60)),
    "a queue": lambda load, size: 100 * min(0.97, load / size / 60) / (1 - min(0.97, load / size / 60)),
    "grows with it": lambda load, size: load * size,
}


class Series:
    """A load of a random kind (season, trend, noise, jumps, gaps), and sizes that change at random times."""

    def __init__(self, seed: int, metric: Metric, periods: int = 240) -> None:
        self.rng = rng = random.Random(seed)
        self.metric = metric
        self.noise = rng.choice([0, 0.01, 0.03, 0.08])
        self.sizes = [(rng.randint(8, 80), rng.randint(1, 10))]
        while sum(length for length, _ in self.sizes) < periods:
            size = rng.choice([each for each in range(1, 11) if each != self.sizes[-1][1]])
            self.sizes.append((rng.randint(8, 80), size))
        self.stays = staying(*self.sizes)
        self.periods = sum(length for length, _ in self.sizes)
        self.load = self._load(self.periods + 20)
        gaps = rng.choice([0, 0.02, 0.1])
        self.values = [pair for pair in measured(self.value, self.stays) if rng.random() >= gaps]
        self.to = rng.choice([each for each in range(1, 11) if each != self.stays[-1].size])

    def value(self, number: int, size: int) -> float:
        return max(0.0, self.metric(self.load[number], size) * (1 + self.rng.gauss(0, self.noise)))

    @property
    def came(self) -> float:
        first = self.periods + self.rng.randint(3, 6)
        return median(self.value(first + number, self.to) for number in range(3))

    def _load(self, count: int) -> list[float]:
        rng, level = self.rng, self.rng.uniform(20, 200)
        season, length, begin = rng.choice([0, 0.2, 0.5]), rng.uniform(120, NIGHT), rng.uniform(0, 6.3)
        trend, jumps = rng.choice([0, 0, rng.uniform(-0.3, 0.5)]), rng.random() < 0.3
        load = []
        for number in range(count):
            if jumps and rng.random() < 0.005:
                level *= rng.uniform(0.6, 1.6)
            swing = 1 + season * math.sin(2 * math.pi * number / length + begin)
            load.append(level * swing * (1 + trend * number / count))
        return load


def tried(metric: Metric, seeds: range) -> list[tuple[Figure, float]]:
    """Each figure that there is, and what came."""
    found = []
    for seed in seeds:
        series = Series(seed, metric)
        figure = forecast(series.values, series.stays, series.to)
        if isinstance(figure, Figure):
            found.append((figure, series.came))
    return found


def share_that_held(found: list[tuple[Figure, float]]) -> float:
    return sum(figure.low - 0.5 <= came <= figure.high + 0.5 for figure, came in found) / len(found)


@pytest.mark.parametrize("metric", DIVIDES)
def test_what_divides_mostly_has_a_figure_whose_range_holds_nine_times_of_ten(metric: str) -> None:
    found = tried(DIVIDES[metric], range(150))
    assert len(found) > 100
    assert share_that_held(found) >= 0.9
    assert median(abs(figure.then - came) / came for figure, came in found) < 0.05
    assert median((figure.high - figure.low) / figure.then for figure, _ in found) < 0.4


@pytest.mark.parametrize("metric", DOES_NOT)
def test_what_does_not_divide_has_no_figure_or_one_whose_range_holds(metric: str) -> None:
    found = tried(DOES_NOT[metric], range(150))
    assert len(found) < 15  # while there is little to do, a queue and a knee are nearly straight
    assert not found or share_that_held(found) >= 0.9


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_a_status_check_has_none(value: float) -> None:
    sizes = [(40, 2), (40, 4), (40, 2)]
    assert forecast(measured(lambda number, size: value, stays := staying(*sizes)), stays, 4) in (
        Why.NOTHING,
        Why.NOT_SHARED,
    )


def test_a_queue_that_fills_steadily_has_none() -> None:
    stays = staying((40, 2), (40, 4), (40, 2), (40, 3))
    assert forecast(measured(lambda number, size: 1000 + 50 * number, stays), stays, 4) is Why.NOT_SHARED


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(sorted(DIVIDES | DOES_NOT)))
def test_whatever_the_series_a_figure_is_a_number_within_its_range(seed: int, metric: str) -> None:
    """And it is made of as many points and steps as are stated."""
    series = Series(seed, (DIVIDES | DOES_NOT)[metric], periods=120)
    found = learned(settled(series.values, series.stays, PERIOD), PERIOD)
    if isinstance(found, Shared):
        assert len(found.points) >= LEAST_POINTS
        assert len(found.steps) >= LEAST_STEPS
    figure = forecast(series.values, series.stays, series.to)
    if isinstance(figure, Figure):
        assert 0 < figure.low <= figure.then <= figure.high < math.inf


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 30), st.integers(0, 4)), min_size=1, max_size=6),
    st.lists(st.one_of(st.just(0.0), st.just(100.0), st.floats(0, 1e12), st.floats(0, 1e-300)), max_size=90),
    st.integers(0, 20),
    st.booleans(),
)
def test_no_values_whatever_divide_by_zero(
    sizes: list[tuple[int, int]], values: list[float], to: int, is_capped: bool
) -> None:
    stays = staying(*sizes)
    told: list[tuple[datetime, float]] = [(at(number), value) for number, value in enumerate(values)]
    figure = forecast(told, stays, to, is_capped)
    assert isinstance(figure, Figure | Why)
    if sum(map(len, settled(told, stays, PERIOD))) < LEAST_POINTS:
        assert figure is Why.FEW_POINTS


def test_one_point_fewer_than_is_stated_is_too_few() -> None:
    lengths = [(10 + SETTLES, size) for size in (2, 4, 2)]
    found = points(lambda number, size: 80 / size, *lengths)
    assert sum(map(len, found)) == LEAST_POINTS
    assert isinstance(learned(found, PERIOD), Shared)
    found[0].pop(0)
    assert learned(found, PERIOD) is Why.FEW_POINTS


def test_a_step_that_took_an_hour_compares_nothing() -> None:
    stays = (Stay(BEGIN, BEGIN + 1800, 2), Stay(BEGIN + 5400, BEGIN + 9000, 4), Stay(BEGIN + 12600, BEGIN + 16200, 2))
    assert forecast(measured(lambda number, size: 80 / size, stays), stays, 3) is Why.ONE_SIZE


def test_a_load_that_is_never_alike_has_no_figure() -> None:
    """Ranges from a half to the double say nothing."""
    rng = random.Random(1)
    stays = staying((60, 2), (60, 4), (60, 2), (60, 4))
    values = measured(
        lambda number, size: 80 * (3 if 20 <= number % 60 < 40 else 1) * rng.uniform(0.98, 1.02) / size, stays
    )
    assert forecast(values, stays, 2) is Why.UNSTEADY


def test_a_size_that_is_far_from_all_that_were_compared_has_none() -> None:
    stays = staying((30, 4), (30, 5), (30, 4))
    values = measured(lambda number, size: 80 / size, stays)
    assert isinstance(forecast(values, stays, 6), Figure)
    assert forecast(values, stays, 8) is Why.TOO_FAR


def test_what_has_just_changed_its_size_has_none_yet() -> None:
    stays = staying((30, 2), (30, 4), (30, 2), (4, 4))
    assert forecast(measured(lambda number, size: 80 / size, stays), stays, 8) is Why.MOVING


def test_the_points_of_a_full_metric_count_for_nothing() -> None:
    found = points(lambda number, size: min(100.0, 150 / size), (20, 2), (20, 1), (20, 2), (20, 1))
    assert learned(found, PERIOD, is_capped=True) is Why.ONE_SIZE
    assert all(isinstance(point, Point) for stay in found for point in stay)
