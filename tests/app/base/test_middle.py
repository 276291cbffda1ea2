"""The median and the mean are those of Python's statistics."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.middle import mean, median

VALUES = st.lists(st.integers(-(10**6), 10**6).map(float), min_size=1, max_size=9)


@given(VALUES)
def test_the_median_is_that_of_statistics(values: list[float]) -> None:
    assert median(iter(values)) == statistics.median(values)


@given(VALUES)
def test_the_mean_is_that_of_statistics(values: list[float]) -> None:
    assert mean(iter(values)) == pytest.approx(statistics.mean(values))
