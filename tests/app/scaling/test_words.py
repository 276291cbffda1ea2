"""How sentences speak of each kind."""

from __future__ import annotations

import pytest

from app.scaling.catalogue import KINDS
from app.scaling.words import GROUP, SERVICE, prefix_of, short, thing_of, things, words_for, words_of_kind


@pytest.mark.parametrize(
    ("name", "words", "last"),
    [("web", GROUP, "web"), ("shop/web", GROUP, "shop/web"), ("ecs", GROUP, "ecs"), ("ecs:shop/web", SERVICE, "web")],
)
def test_the_name_says_the_kind(name: str, words: object, last: str) -> None:
    assert words_for(name) is words
    assert short(name) == last


@pytest.mark.parametrize(
    ("name", "thing", "unit", "last"),
    [
        ("dynamodb:orders:read", "DynamoDB table", "read units", "orders:read"),
        ("dynamodb:orders/by-day:write", "DynamoDB index", "write units", "by-day:write"),
    ],
)
def test_a_number_is_said_in_its_own_unit(name: str, thing: str, unit: str, last: str) -> None:
    words = words_for(name)
    assert (words.thing, words.unit, words.many, words.scaler) == (thing, unit, unit, "Application Auto Scaling")
    assert short(name) == last


@pytest.mark.parametrize(
    ("names", "thing"),
    [
        ([], "Auto Scaling group"),
        (["web"], "Auto Scaling group"),
        (["ecs:shop/web"], "ECS service"),
        (["ecs:shop/web", "web"], "Auto Scaling group or ECS service"),
        (["dynamodb:orders:read", "web"], "Auto Scaling group or DynamoDB table"),
    ],
)
def test_what_there_is_is_called_by_its_kinds(names: list[str], thing: str) -> None:
    assert thing_of(names) == thing


def test_every_kind_that_can_be_listed_has_words() -> None:
    assert things(["group", "ecs", "dynamodb"]) == "Auto Scaling groups, ECS services or DynamoDB tables"
    assert all(words_of_kind(kind).by for kind in KINDS)
    assert [kind for kind in KINDS if words_of_kind(kind) is GROUP] == ["group"]


@pytest.mark.parametrize("name", ["web", "ecs:shop/api", "a b", "shop/web", "x:y", "dynamodb:orders/by-day:read"])
def test_where_it_is_changes_nothing_of_what_it_is(name: str) -> None:
    whole = f"prod/eu-west-1:{name}"
    assert (prefix_of(whole), words_for(whole), short(whole)) == (prefix_of(name), words_for(name), short(name))
