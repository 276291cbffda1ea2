"""A setting is left out for each thing that it would have lost, or added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from app.alarms.decide.evaluation import Condition, Missing
from app.alarms.decide.tuning.evidence import Checked
from app.alarms.decide.tuning.happened import Happened
from app.alarms.decide.tuning.trial import Trial
from tests.app.alarms.decide.tuning.test_search import above, at, case_of, series, told

PEAKS = [(100, 20, 95.0), (300, 1, 95.0), (500, 20, 90.0)]
VALUES = series(*PEAKS)


def times(first: Sequence[float | None] = (None, None, None)) -> list[Happened]:
    return [told(begin + 1, begin + lasts + 1, acted) for (begin, lasts, _), acted in zip(PEAKS, first, strict=True)]


def trial(*acted: float | None) -> Trial:
    return Trial(case_of(VALUES, *times(acted)))


def test_what_the_present_setting_does_is_known() -> None:
    found = trial(103, None, None)
    assert (found.as_it_is, found.agrees, found.has_lost) == (3, True, False)
    assert found.weakest == 90.0
    assert found.checked(above()) == Checked(above(), 3, timedelta())


@pytest.mark.parametrize(
    ("condition", "acted", "is_left_out"),
    [
        (above(3, 3), (103, None, None), False),
        (above(4, 4), (103, None, None), True),  # it would come a minute after somebody acted
        (above(2, 2), (None, 301, None), True),  # that blip was acted on
        (above(11, 11), (None, None, None), False),
        (above(12, 12), (None, None, None), True),  # what lasted would come more than ten minutes later
        (above(threshold=92.0), (None, None, None), True),  # what lasted at 90 would not come at all
        (above(threshold=10.0), (None, None, None), True),  # it would go off where nothing was
        (above(1, 1, missing=Missing.NOT_BREACHING), (None, None, None), False),
    ],
)
def test_a_setting_is_left_out_that_loses_or_adds_something(
    condition: Condition, acted: tuple[float | None, ...], is_left_out: bool
) -> None:
    assert (trial(*acted).checked(condition) is None) is is_left_out


def test_a_setting_that_stays_in_alarm_long_after_is_left_out() -> None:
    """Data that ends with a peak: who ignores what is missing stays in ALARM."""
    values = [pair for pair in series((100, 20, 95.0)) if not at(110) <= pair[0] < at(2000)]
    found = Trial(case_of(values, told(101, 113)))
    assert found.checked(above(missing=Missing.IGNORE)) is None
    assert found.checked(above(2, 2)) is not None


def test_a_time_is_that_of_the_replay_that_is_nearest() -> None:
    """Two flaps within the lag of each other, of which the history has the second: that one matters."""
    values = series((100, 1, 95.0), (106, 9, 95.0))
    acted = Trial(case_of(values, told(107, 116, 108)))
    assert [need.episode.begun for need in acted.needs] == [at(107)]


def test_where_somebody_acted_the_replay_has_to_go_off() -> None:
    lost = Trial(case_of(VALUES, *times(), told(900, 901, 901)))
    assert lost.has_lost
    assert lost.still(above()) is None
    unknown = replace(told(900, 901), is_told=False)
    assert Trial(case_of(VALUES, *times(), unknown)).has_lost
    assert not Trial(case_of(VALUES, *times(), told(900, 901))).has_lost


@pytest.mark.parametrize(("more", "agrees"), [(1, True), (2, False)])
def test_one_time_of_a_few_may_differ(more: int, agrees: bool) -> None:
    others = [told(900 + 100 * number, 901 + 100 * number) for number in range(more)]
    assert Trial(case_of(VALUES, *times(), *others)).agrees is agrees
