"""What sizes come to at a group, and what its limits refuse."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.aws.scaling import Capacity
from app.base.errors import Wrong
from app.commands.scale.request.parse import Request
from app.commands.scale.sizes import OutsideBounds, SizesIntent, resolved
from tests.app.commands.scale.test_plan import plan, resizing
from tests.fakes.scaling import web


@pytest.mark.parametrize(
    ("words", "after"),
    [
        ("web 4", Capacity(1, 8, 4)),
        ("web +50%", Capacity(1, 8, 3)),
        ("web min=2 max=12 10", Capacity(2, 12, 10)),
        ("web min=3", Capacity(3, 8, 3)),
        ("web max=1", Capacity(1, 1, 1)),
    ],
)
def test_sizes_are_resolved_and_a_size_that_was_not_asked_for_moves_with_the_bounds(
    words: str, after: Capacity
) -> None:
    assert resizing(words).after == after


@pytest.mark.parametrize(
    ("words", "offer"),
    [
        ("web 10", "web max=10 10"),
        ("web 0", "web min=0 0"),
        ("web +7 for 2h", "web max=9 +7 for 2h"),
        ("web 9 at 18:00", "web max=9 9 at 18:00"),
        ("dry-run web 10", "dry-run web max=10 10"),
    ],
)
def test_out_of_bounds_is_a_refusal_with_the_words_that_would_move_the_bound(words: str, offer: str) -> None:
    with pytest.raises(OutsideBounds, match="`web` may have 1 to 8") as refusal:
        plan(words)
    request = replace(Request.parse(words), intent=refusal.value.offer)
    assert str(request) == offer


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("min=0", "`dynamodb:orders:read` can't have fewer than 1 read unit: AWS takes no lower min."),
        ("min=0 4", "can't have fewer than 1 read unit"),
        ("min=0 0", "can't have fewer than 1 read unit"),
        ("min=0 4 for 2h", "can't have fewer than 1 read unit"),
        ("min=0 max=4 at 18:00", "can't have fewer than 1 read unit"),
        ("0", "`dynamodb:orders:read` may have 1 to 8, not 0"),
        ("-9", "4 - 9 would be -5"),
    ],
)
def test_a_min_that_aws_does_not_take_is_refused_at_the_plan_and_not_offered(words: str, said: str) -> None:
    name = "dynamodb:orders:read"
    table = web(name=name, minimum=1, maximum=8, desired=4, least=1)
    with pytest.raises(Wrong, match=said) as refusal:
        resolved(sizes_in(f"{name} {words}"), table)
    assert not isinstance(refusal.value, OutsideBounds)


def test_what_is_at_its_least_min_can_be_scaled() -> None:
    table = web(name="dynamodb:orders:read", minimum=1, maximum=8, desired=4, least=1)
    assert resolved(sizes_in("dynamodb:orders:read min=1 1"), table) == Capacity(1, 8, 1)


def sizes_in(words: str) -> SizesIntent:
    intent = Request.parse(words).intent
    assert isinstance(intent, SizesIntent)
    return intent
