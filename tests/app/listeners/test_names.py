"""Which group somebody means by a word."""

from __future__ import annotations

import pytest

from app.listeners.names import all_with, is_sure, matches
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


@pytest.mark.parametrize(
    ("word", "names", "sure"),
    [
        ("web", ("web", "api-web"), True),
        ("WEB", ("web", "api-web"), True),
        ("wor", ("web", "worker"), True),
        ("wo", ("web", "worker"), True),
        ("web", ("website", "worker"), True),
        ("web", ("website", "api-web"), False),
        ("web", ("Web", "wEb"), False),
        ("api", ("web-api", "worker"), True),
        ("api", ("rapid", "worker"), False),
        ("orke", ("web", "worker"), False),
        ("high-cpu", ("web-high-cpu", "x"), True),
        ("igh-cpu", ("web-high-cpu", "x"), False),
        ("eu_1", ("shop/eu_1", "x"), True),
        ("or", ("web", "store"), False),
        ("or", ("web", "st-or-e"), False),
        ("a", ("payments", "web"), False),
        ("nothing", ("web",), False),
        ("", ("web",), False),
    ],
)
def test_a_part_of_a_name_is_enough_for_a_change_if_no_other_name_has_it_and_it_is_no_mere_chance(
    word: str, names: tuple[str, ...], sure: bool
) -> None:
    assert is_sure(word, names) is sure


def test_of_all_that_have_a_word_in_them_those_that_begin_with_it_come_first() -> None:
    assert all_with("web", ("api-web", "website", "prod-web", "x")) == ("website", "api-web", "prod-web")
    assert all_with("web", ("api-web", "WEB")) == ("WEB",)
