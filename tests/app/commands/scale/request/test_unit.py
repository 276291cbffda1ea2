"""The unit after a number says what is meant; elsewhere the same word is something else."""

from __future__ import annotations

import pytest

from app.aws.scaled_numbers.catalogue import ROWS
from app.commands.scale.request.unit import counts_in, split_unit
from app.commands.scale.request.vocabulary import NOISE


@pytest.mark.parametrize(
    ("text", "without", "unit"),
    [
        ("api 4 tasks", "api 4", "tasks"),
        ("api +1 Task for 2h", "api +1 for 2h", "task"),
        ("orders 40 read units", "orders 40", "read units"),
        ("orders 40  write  capacity  units now", "orders 40 now", "write units"),
        ("set orders to 40 units", "set orders to 40", "units"),
        ("api 4 instances", "api 4 instances", ""),
        ("tasks 4", "tasks 4", ""),
        ("api 4 tasks-x", "api 4 tasks-x", ""),
        ("api 4 because 2 tasks are stuck", "api 4 because 2 tasks are stuck", ""),
        ("api 4 tasks because 2 tasks are stuck", "api 4 because 2 tasks are stuck", "tasks"),
        ('"my 2 tasks" 4', '"my 2 tasks" 4', ""),
        ("", "", ""),
    ],
)
def test_a_unit_is_taken_off_after_a_number_only(text: str, without: str, unit: str) -> None:
    assert split_unit(text) == (without, unit)


@pytest.mark.parametrize(
    ("name", "unit", "does"),
    [
        ("ecs:shop/api", "tasks", True),
        ("web", "tasks", False),
        ("dynamodb:orders:read", "read units", True),
        ("dynamodb:orders:read", "units", True),
        ("dynamodb:orders:read", "write units", False),
        ("dynamodb:orders:write", "write unit", True),
    ],
)
def test_what_counts_in_a_unit(name: str, unit: str, does: bool) -> None:
    assert counts_in(name, unit) is does


def test_every_unit_of_a_number_is_known_or_adds_nothing() -> None:
    """But for those that nobody types after a number."""
    said = {word for row in ROWS for word in (row.one, row.many)}
    unknown = {word for word in said if not split_unit(f"web 4 {word}")[1] and word.split()[-1] not in NOISE}
    assert unknown == {"GiB a broker", "node", "replica", "replica a shard", "replicas a shard"}
