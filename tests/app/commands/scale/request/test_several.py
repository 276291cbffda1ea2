"""Several groups in one line: each gets what was asked for it."""

from __future__ import annotations

import pytest

from app.commands.scale.request.readings import readings
from app.commands.scale.request.several import each_of

NAMES = ("web", "worker", "shop-eu")


@pytest.mark.parametrize(
    ("words", "each"),
    [
        ("web worker 4", ["web 4", "worker 4"]),
        ("web, worker and shop-eu 3", ["web 3", "worker 3", "shop-eu 3"]),
        ("web 4, worker 2", ["web 4", "worker 2"]),
        ("web=4 worker=2 because sale", ["web 4 because sale", "worker 2 because sale"]),
        ("undo web & worker", ["web undo", "worker undo"]),
        ("dry-run web worker 4", ["dry-run web 4", "dry-run worker 4"]),
        ("web worker", ["web", "worker"]),
        ("web 4", []),
        ("web web 4", []),
        ("wb wrkr 4", []),
        ("web nonsense worker 4", []),
    ],
)
def test_each_group_has_its_own_request(words: str, each: list[str]) -> None:
    assert [str(request) for request in each_of(readings(words), NAMES)] == each
