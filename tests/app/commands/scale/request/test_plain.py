from __future__ import annotations

import pytest

from app.base.errors import Wrong
from app.commands.scale.request.parse import Request
from app.commands.scale.request.plain import is_word, plain
from app.commands.scale.request.readings import readings
from tests.app.commands.scale.request.test_first_change import TYPED

pytestmark = pytest.mark.slow


def likeliest(text: str) -> Request | None:
    """Of all readings the first, if it is sure and no word of it likely means something else."""
    try:
        first = next(iter(readings(text).ways), None)
    except Wrong:
        return None
    return first.request if first and first.is_sure and not first.is_whole else None


@pytest.mark.parametrize("text", TYPED)
def test_what_it_reads_is_the_likeliest_of_all_readings(text: str) -> None:
    assert plain(text) in (None, likeliest(text))


@pytest.mark.parametrize("text", ["", "web", "web 4", "web x2 for 2h because of a sale", 'dry-run "two words" 4'])
def test_the_grammar_is_enough_for_its_own_words(text: str) -> None:
    assert plain(text) == Request.parse(text)


@pytest.mark.parametrize("text", ["web four", "please set web to 4", "set 4", "4", "web 4 because"])
def test_other_words_are_left_to_the_other_readings(text: str) -> None:
    assert plain(text) is None


@pytest.mark.parametrize(
    ("name", "expected"), [("web", False), ("", False), ("please", True), ("x2", True), ("tomorrow", True)]
)
def test_a_word_that_likely_means_something_else_than_a_group(name: str, expected: bool) -> None:
    assert is_word(name) is expected
