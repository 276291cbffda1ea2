"""Sizes as people write them, in exact numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.commands.scale.request.size import Size
from tests.app.commands.scale.request.test_parse import SIZES


@given(SIZES, st.integers(0, 10**6))
def test_a_size_is_rounded_away_from_what_is_wanted_now_but_never_to_none(size: Size, desired: int) -> None:
    wanted, exact = size.from_now(desired), size._exact(desired)
    if 0 < exact < 1:
        assert wanted == 1
    elif exact < 10**9:
        assert abs(wanted - desired) >= abs(exact - desired) > abs(wanted - desired) - 1 or wanted == exact
        assert (wanted > desired) == (exact > desired)


@pytest.mark.parametrize(
    ("word", "desired", "wanted"),
    [("+50%", 3, 5), ("-50%", 3, 1), ("150%", 3, 5), ("50%", 3, 1), ("x1.5", 3, 5), ("x0.5", 3, 1), ("+10%", 10, 11)],
)
def test_percentages_and_factors_of_the_desired_capacity(word: str, desired: int, wanted: int) -> None:
    assert Size.parse(word, "web").from_now(desired) == wanted


@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("-3", "2 - 3"),
        ("+3", "2 + 3"),
        ("x5", "2 x 5"),
        ("x1.5", "2 x 1.5"),
        ("500%", "500% of 2"),
        ("+50%", "2 + 50%"),
        ("9", ""),
    ],
)
def test_how_a_size_is_reckoned_from_now(word: str, words: str) -> None:
    assert Size.parse(word, "web").sum_words(2) == words
