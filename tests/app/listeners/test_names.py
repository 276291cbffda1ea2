"""Which group somebody means by a word."""

from __future__ import annotations

import pytest

from app.listeners.names import matches
from tests.app.commands.scale.test_calendar import NAMES


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("web", ("web",)),
        ("worker", ("WORKER",)),
        ("web-", ("web-api",)),
        ("we", ("web", "web-api")),
        ("shop", ("shop-web",)),
        ("api", ("web-api",)),
        ("e", ("web", "web-api", "WORKER", "shop-web")),
        ("nothing", ()),
        ("", ()),
    ],
)
def test_a_name_by_itself_its_beginning_or_a_part_of_it(word: str, found: tuple[str, ...]) -> None:
    assert matches(word, NAMES) == found
