"""What is known of a group's metrics as a figure for any size, or the reason why there is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.aws.scaling import NO_LIMIT
from app.commands.scale.outlook.forecast.figure import Figure
from app.commands.scale.outlook.forecast.foresight import Asked, Found
from app.commands.scale.outlook.forecast.shared import LEAST_POINTS, Why
from tests.app.commands.scale.outlook.forecast.series import (
    CPU,
    PAST,
    REQUESTS,
    above,
    at,
    below,
    divided,
    known,
    measured,
    staying,
)

LATENCY = replace(CPU, metric="Latency")
ENDED = sum(periods for periods, _ in PAST)


def of_cpu(load: float = 120.0, *sizes: tuple[int, int], size: int | None = None) -> Found:
    return known((CPU, divided(load, *(sizes or PAST)), above(80.0)), sizes=sizes or PAST, size=size)


def then(found: Found, to: int, asked: Asked = CPU) -> float:
    figure = found.figure(asked, to)
    assert isinstance(figure, Figure), figure
    return figure.then


@pytest.mark.parametrize(("to", "value"), [(2, 60.0), (3, 40.0), (4, 30.0)])
def test_a_shared_metric_has_a_figure_for_each_size(to: int, value: float) -> None:
    assert then(of_cpu(), to) == pytest.approx(value)


def test_a_share_is_never_foretold_above_a_hundred_percent() -> None:
    figure = of_cpu().figure(CPU, 1)
    assert isinstance(figure, Figure)
    assert (figure.then, figure.high) == (100.0, 100.0)


def test_a_share_that_has_been_above_a_hundred_percent_is_foretold_so() -> None:
    """ECS measures more than all that a task has."""
    assert then(of_cpu(240.0), 1) == pytest.approx(240.0)


def test_what_is_no_share_is_foretold_above_a_hundred() -> None:
    found = known((REQUESTS, divided(150.0), above(900.0)))
    assert then(found, 1, REQUESTS) == pytest.approx(150.0)


def test_one_at_its_limit_now_has_no_figure_whatever_its_past_says() -> None:
    found = of_cpu(120.0)
    full = tuple((time, 99.5 if time >= at(ENDED - 3) else value) for time, value in found.values[CPU])
    assert replace(found, values={CPU: full}).figure(CPU, 3) is Why.FULL


def test_one_value_at_its_limit_is_no_limit_yet() -> None:
    found = of_cpu(120.0)
    full = tuple((time, 100.0 if time == at(ENDED - 1) else value) for time, value in found.values[CPU])
    assert then(replace(found, values={CPU: full}), 3) == pytest.approx(40.0)


def test_a_count_of_a_hundred_is_at_no_limit() -> None:
    assert then(known((REQUESTS, divided(200.0), above(900.0))), 4, REQUESTS) == pytest.approx(50.0)


def test_a_time_has_none_though_it_divides() -> None:
    assert known((LATENCY, divided(120.0), above(80.0))).figure(LATENCY, 3) is Why.A_TIME


def test_what_stays_the_same_at_each_size_has_none() -> None:
    values = measured(lambda number, size: 60 + number % 3 / 10, staying(*PAST))
    assert known((CPU, values, above(80.0))).figure(CPU, 3) is Why.NOT_SHARED


def test_without_a_value_there_is_none() -> None:
    assert known((CPU, (), above(80.0))).figure(CPU, 3) is Why.FEW_POINTS


def test_of_one_value_fewer_than_is_stated_there_is_none() -> None:
    lengths = ((12, 2), (12, 4), (12, 2))  # two of each settle
    values = divided(120.0, *lengths)
    assert then(known((CPU, values, above(80.0)), sizes=lengths), 3) == pytest.approx(40.0)
    one_less = [pair for pair in values if pair[0] != at(5)]
    assert len(one_less) - 6 == LEAST_POINTS - 1
    assert known((CPU, one_less, above(80.0)), sizes=lengths).figure(CPU, 3) is Why.FEW_POINTS


def test_where_nobody_knows_the_sizes_there_is_none() -> None:
    assert replace(of_cpu(), stays=()).figure(CPU, 3) is Why.FEW_POINTS


def test_a_metric_that_has_stopped_has_none() -> None:
    found = of_cpu()
    stopped = tuple(pair for pair in found.values[CPU] if pair[0] < at(ENDED - 10))
    assert replace(found, values={CPU: stopped}).figure(CPU, 3) is Why.MOVING


def test_a_gap_in_the_past_changes_nothing() -> None:
    found = of_cpu()
    gap = tuple(pair for pair in found.values[CPU] if not at(50) <= pair[0] < at(60))
    assert then(replace(found, values={CPU: gap}), 3) == pytest.approx(40.0)


@pytest.mark.parametrize("size", [0, 3])
def test_while_another_number_is_in_service_than_was_measured_there_is_none(size: int) -> None:
    assert of_cpu(size=size).figure(CPU, 4) is Why.MOVING


def test_no_instance_at_all_has_none() -> None:
    assert of_cpu().figure(CPU, 0) is Why.NOBODY


def test_a_size_much_farther_than_any_that_was_has_none() -> None:
    assert of_cpu().figure(CPU, 9) is Why.TOO_FAR


def test_each_alarm_of_the_metric_has_an_outcome_and_no_other() -> None:
    values = divided(180.0)
    found = known(
        (CPU, values, above(80.0)),
        (CPU, values, below(50.0)),
        (REQUESTS, divided(900.0), above(1.0, "web-requests")),
    )
    figure = found.figure(CPU, 4)
    assert isinstance(figure, Figure)
    comes = {alarm.name: outcome.state for alarm, outcome in found.outcomes(CPU, figure)}
    assert comes == {"web-high-cpu": "OK", "web-low-cpu": "ALARM"}


def test_the_smallest_size_that_fits_is_not_the_first_below_the_threshold_but_a_tenth_below() -> None:
    assert of_cpu(150.0).fitting(1, 8) == 3  # 75 % at 2 is no tenth below 80 %


def test_the_present_size_may_be_the_one_that_fits() -> None:
    assert of_cpu(120.0).fitting(1, 8) == 2


def test_a_smaller_one_may_fit() -> None:
    assert of_cpu(60.0).fitting(1, 8) == 1


@pytest.mark.parametrize(
    ("minimum", "maximum", "fits"), [(3, 3, 3), (4, 8, 4), (1, 2, None), (2, 2, None), (5, 4, None)]
)
def test_only_sizes_within_the_limits_fit(minimum: int, maximum: int, fits: int | None) -> None:
    assert of_cpu(150.0).fitting(minimum, maximum) == fits


def test_no_instance_at_all_never_fits() -> None:
    assert of_cpu(0.5, *PAST).fitting(0, 8) == 1


def test_two_alarms_between_which_no_size_is_fit_none() -> None:
    values = divided(180.0)
    assert known((CPU, values, above(80.0)), (CPU, values, below(75.0))).fitting(1, 8) is None


def test_all_metrics_with_a_figure_have_to_fit() -> None:
    metrics = (CPU, divided(120.0), above(80.0)), (REQUESTS, divided(900.0), above(350.0, "web-requests"))
    assert known(*metrics).fitting(1, 8) == 3


def test_one_that_never_has_a_figure_does_not_count() -> None:
    metrics = (CPU, divided(120.0), above(80.0)), (LATENCY, divided(120.0), above(1.0, "web-slow"))
    assert known(*metrics).fitting(1, 8) == 2


def test_while_one_is_at_its_limit_nothing_fits() -> None:
    """Nobody sees how much more there is to do, so the others don't say that fewer are enough."""
    full = tuple((time, 100.0) for time, _ in divided(1.0))
    metrics = (CPU, full, above(80.0)), (REQUESTS, divided(200.0), above(350.0, "web-requests"))
    assert known(*metrics).fitting(1, 8) is None


def test_where_nothing_has_a_figure_nothing_fits() -> None:
    assert known((LATENCY, divided(120.0), above(80.0))).fitting(1, 8) is None
    assert known().fitting(1, 8) is None


def test_while_none_is_in_service_nothing_fits() -> None:
    assert of_cpu(size=0).fitting(0, 8) is None


def test_that_nothing_fits_is_found_soon_where_there_is_no_limit_and_sizes_differed_widely() -> None:
    sizes = ((40, 1), (40, 100), (40, 1), (40, 100))
    found = known((REQUESTS, divided(9000.0, *sizes), below(80.0)), sizes=sizes)
    tried: list[int] = []
    seen = Found.figure

    class Counting(Found):
        def figure(self, asked: Asked, to: int) -> Figure | Why:
            tried.append(to)
            return seen(self, asked, to)

    counting = Counting(found.watching, found.values, found.stays, found.size, found.end)
    assert counting.fitting(200, NO_LIMIT) is None
    assert len(tried) < 2_000


@pytest.mark.parametrize("maximum", [1001, 1003, NO_LIMIT])
def test_of_a_thousand_sizes_it_is_the_smallest_to_the_last_instance(maximum: int) -> None:
    sizes = ((40, 500), (40, 1000), (40, 500), (40, 1000))
    found = known((REQUESTS, divided(72_000.0, *sizes), above(79.93)), sizes=sizes)
    assert found.fitting(1, maximum) == 1001  # 72 000 by 79.93, less a tenth of that
    assert found.fitting(1, 1000) is None


def test_what_is_foretellable_is_so_by_its_past() -> None:
    metrics = (CPU, divided(120.0), above(80.0)), (LATENCY, divided(120.0), above(1.0, "web-slow"))
    assert known(*metrics).foretellable == (CPU,)
