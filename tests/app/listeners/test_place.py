"""`in prod` and `in eu-west-1` say where; `in 2h` says when."""

from __future__ import annotations

import pytest

from app.base.errors import Wrong
from app.listeners.place import Places, Scope, no_place, split_place

IRELAND, VIRGINIA, HOME = ("2", "eu-west-1"), ("2", "us-east-1"), ("1", "us-east-1")
PLACES = Places(
    {
        "prod": frozenset({IRELAND, VIRGINIA}),
        "prod/eu-west-1": frozenset({IRELAND}),
        "210987654321": frozenset({IRELAND, VIRGINIA}),
        "eu-west-1": frozenset({IRELAND}),
        "us-east-1": frozenset({VIRGINIA, HOME}),
        "dev": frozenset(),
    }
)
PROD, EU, US = PLACES.by_word["prod"], PLACES.by_word["eu-west-1"], PLACES.by_word["us-east-1"]


@pytest.mark.parametrize(
    ("text", "rest", "scope"),
    [
        ("in prod", "", PROD),
        ("web 4 in prod", "web 4", PROD),
        ("web in Prod 4 for 2h", "web 4 for 2h", PROD),
        ("web 4 in prod in 2h", "web 4 in 2h", PROD),
        ("web 4 in 2h in prod, because of load in dev", "web 4 in 2h because of load in dev", PROD),
        ("web 4 in eu-west-1", "web 4", EU),
        ("web 4 in 210987654321", "web 4", PROD),
        ("web 4 in prod eu-west-1", "web 4", EU),
        ("web 4 in us-east-1 in prod", "web 4", frozenset({VIRGINIA})),
        ("web 4 in prod/eu-west-1", "web 4", EU),
        ("web 4", "web 4", None),
        ("web 4 in 2h", "web 4 in 2h", None),
        ("web 4 in staging", "web 4 in staging", None),
        ("prod 4", "prod 4", None),
        ("web 4 because it burns in prod", "web 4 because it burns in prod", None),
        ('"web in prod" 4', '"web in prod" 4', None),
        ('"web in prod" 4 in eu-west-1', '"web in prod" 4', EU),
    ],
)
def test_where_is_what_stands_after_in(text: str, rest: str, scope: Scope | None) -> None:
    assert split_place(text, PLACES) == (rest, scope)


@pytest.mark.parametrize("text", ["web in prod 4", "in eu-central-1", "web 4 in 2h"])
def test_where_there_is_only_home_nothing_is_a_place(text: str) -> None:
    assert split_place(text, Places({})) == (text, None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("web 4 in eu-central-1", "Bellhop can't act in `eu-central-1`: bellhop.toml names `prod/eu-west-1`."),
        ("web 4 in 999999999999", "Bellhop can't act in `999999999999`"),
        ("web 4 in dev eu-west-1", "There is no `dev` in `eu-west-1` in bellhop.toml"),
    ],
)
def test_a_place_without_a_way_is_named(text: str, said: str) -> None:
    with pytest.raises(Wrong) as refused:
        split_place(text, PLACES)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("web in staging", "staging"),
        ("web 4 in Staging, because it burns in dev", "Staging"),
        ("web 4 in prod in staging", "staging"),
        ("web 4 in prod", ""),
        ("web 4 in 2h", ""),
        ("web 4 in the morning", ""),
        ("web 4 in an hour", ""),
        ("web 4 because it burns in staging", ""),
        ('"web in staging" 4', ""),
    ],
)
def test_what_stands_where_a_place_would_is_found(text: str, word: str) -> None:
    assert no_place(text, PLACES) == word


def test_of_many_places_the_first_ones_are_named() -> None:
    assert str(Places({})) == "no other account or region"
    many = Places({f"account-{number:02}/eu-west-1": frozenset({IRELAND}) for number in range(12)})
    assert str(many).endswith("`account-09/eu-west-1` and 2 more")
