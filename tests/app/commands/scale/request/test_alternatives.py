"""What a word may mean that the grammar doesn't know there."""

from __future__ import annotations

import pytest

from app.commands.scale.request.alternatives import MEANT, NOT, both_of, meanings
from app.commands.scale.request.vocabulary import ANY


@pytest.mark.parametrize(
    ("word", "before", "means"),
    [
        ("6", ("at",), ("6am", "6pm")),
        ("6", (), ()),
        ("2h", (), ("for 2h", "in 2h")),
        ("morning", ("tomorrow",), ("8am", "9am")),
        ("IST", (), ("Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin")),
        ("refesh", (), ("refresh",)),
        ("1/2", (), ("on 2-jan", "on 1-feb")),
        ("2/2", (), ("on 2-feb",)),
        ("12/25", (), ("on 25-dec",)),
        ("12/25/2027", (), ("on 25-dec-2027",)),
        ("13/32", (), ()),
        ("pods", (), ()),
    ],
)
def test_a_word_may_mean(word: str, before: tuple[str, ...], means: tuple[str, ...]) -> None:
    assert tuple(" ".join(each) for each in meanings(word, before, is_last=False)) == means


@pytest.mark.parametrize(
    ("word", "times"),
    [
        ("8am-6pm", ("8am", "6pm")),
        ("08:00\u201318:00", ("08:00", "18:00")),
        ("9-5", ("9am", "5pm")),
        ("9-17:30", ("9am", "17:30")),
        ("9", None),
        ("mon-fri", None),
    ],
)
def test_two_times_in_one_word(word: str, times: tuple[str, str] | None) -> None:
    assert both_of(word) == times


def test_no_word_that_turns_a_request_around_is_understood_otherwise() -> None:
    assert not NOT & (ANY | MEANT.keys())
