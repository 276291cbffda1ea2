"""Names of several kinds."""

from __future__ import annotations

import pytest

from app.commands.scale.short_names import all_with, is_sure, like, matches, whole

NAMES = ("api", "ecs:blog/web", "ecs:shop/api", "ecs:shop/web", "ecs:shop/worker", "web-1", "web-2")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("ecs:shop/web", ("ecs:shop/web",)),
        ("ECS:Shop/Web", ("ecs:shop/web",)),
        ("shop/web", ("ecs:shop/web",)),
        ("worker", ("ecs:shop/worker",)),
        ("Worker", ("ecs:shop/worker",)),
        ("api", ("api", "ecs:shop/api")),
        ("web", ("ecs:blog/web", "ecs:shop/web")),
        ("shop", ()),
    ],
)
def test_the_last_part_of_a_name_is_a_whole_name_where_only_one_has_it(word: str, meant: tuple[str, ...]) -> None:
    assert whole(word, NAMES) == meant
    assert matches(word, NAMES)[: len(meant)] == meant
    assert is_sure(word, NAMES) is (len(meant) == 1)


def test_a_part_of_a_name_is_found_as_ever() -> None:
    assert matches("web-", NAMES) == ("web-1", "web-2")
    assert matches("orker", NAMES) == ("ecs:shop/worker",)
    assert all_with("work", NAMES) == ("ecs:shop/worker",)


def test_a_mistyped_name_is_like_that_of_any_kind() -> None:
    assert "ecs:shop/worker" in like("wroker", NAMES)
    assert like("nothing-like-it", NAMES) == ()


@pytest.mark.parametrize("word", ["web", "WEB", "we", "web-1", "b-1", "x"])
def test_where_there_are_groups_alone_nothing_is_different(word: str) -> None:
    from app.listeners import names

    groups = ("web-1", "web-2", "worker", "WEB")
    assert whole(word, groups) == names.whole(word, groups)
    assert matches(word, groups) == names.matches(word, groups)
    assert is_sure(word, groups) == names.is_sure(word, groups)
    assert all_with(word, groups) == names.all_with(word, groups)
