"""The grammar's words from those that people type."""

from __future__ import annotations

import pytest

from app.commands.scale.request.guess import guessed


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("4", "4"),
        ("to 4 please", "4"),
        ("desired=4", "4"),
        ("maximum=8 4", "max=8 4"),
        ("history of", "history"),
        ("undo on", "undo"),
        ("start refresh", "refresh start"),
        ("Launch suspend", "suspend Launch"),
        ("suspend all", "suspend all"),
        ("log", "history"),
        ("every day at 08:00", "every day at 08:00"),
    ],
)
def test_what_leaves_no_doubt_is_sure(said: str, words: str) -> None:
    guess = guessed(said.split())
    assert (" ".join(guess.words), guess.is_sure, guess.only_looks) == (words, True, False)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("four", "4"),
        ("Double", "x2"),
        ("min 2 max eight", "min=2 max=8"),
        ("2-8", "min=2 max=8"),
        ("up", "+1"),
        ("down by 2", "-2"),
        ("2 more", "+2"),
        ("two fewer", "-2"),
        ("up to 4", "4"),
        ("to 4 increase", "4"),
        ("stop", "0"),
        ("refresh stop", "refresh cancel"),
        ("cancel", "refresh cancel"),
        ("restart", "refresh start"),
        ("for two hours", "for 2 hours"),
        ("from 2 to 4", "4"),
        ("by 2", "+2"),
        ("should be 4", "4"),
        ("could you set to 4", "4"),
        ("just changed to 4", "4"),
        ("did set to 4", "4"),
        ("schedule 4 at 18:00", "4 at 18:00"),
        ("remove", "remove"),
    ],
)
def test_what_is_likely_is_no_more_than_that(said: str, words: str) -> None:
    guess = guessed(said.split())
    assert (" ".join(guess.words), guess.is_sure) == (words, False)


def test_a_word_that_only_looks_is_left_out_and_remembered() -> None:
    guess = guessed(["show", "4"])
    assert (guess.words, guess.only_looks) == (["4"], True)
