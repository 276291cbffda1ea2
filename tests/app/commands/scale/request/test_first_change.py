from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from app.base.errors import Wrong
from app.commands.scale.request import vocabulary
from app.commands.scale.request.alternatives import MEANT
from app.commands.scale.request.first_change import first_change
from app.commands.scale.request.parse import Request, words
from app.commands.scale.request.readings import readings
from app.commands.scale.request.tokens import DRY
from tests.app.commands.scale.request.test_parse import ROWS

pytestmark = pytest.mark.slow

LINES = tomllib.loads((Path(__file__).parents[4] / "payloads" / "words" / "lines.toml").read_text())["line"]
TYPED = sorted({each.removeprefix("/scale").strip() for line in LINES for each in [line["typed"]]} | ROWS.keys())
WORDS = {*words(), *vocabulary.ANY, *MEANT, *DRY, *(part for text in TYPED for part in text.split())}


def first_of_all(text: str) -> Request | None:
    """By reading the words in every way that there is."""
    try:
        return next((way.request for way in readings(text).ways if way.is_sure and way.request.changes), None)
    except Wrong:
        return None


@pytest.mark.parametrize("text", TYPED)
def test_it_is_the_first_of_all_readings(text: str) -> None:
    assert first_change(text) == first_of_all(text)


def test_of_one_word_too() -> None:
    assert [word for word in sorted(WORDS) if first_change(word) != first_of_all(word)] == []


@pytest.mark.parametrize(
    ("text", "group"),
    [("web 4", "web"), ("web=4", "web"), ("set web 4", "web"), ("undo web", "web"), ("set 4", "set"), ("we 4", "we")],
)
def test_the_first_change_that_is_sure_orders_the_jobs(text: str, group: str) -> None:
    request = first_change(text)
    assert request
    assert request.group == group


@pytest.mark.parametrize("text", ["web", "web four", "4 web", "web history", "dry-run web 4", "web 4 because", "frob"])
def test_what_only_looks_or_is_a_guess_is_no_change(text: str) -> None:
    assert first_change(text) is None
