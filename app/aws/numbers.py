"""The services whose numbers Application Auto Scaling changes: what a number is, and setting it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.aws.door import AwsError, client, refusals, translated
from app.aws.scaled_number import Number, Row, filled
from app.base.errors import Wrong


class Numbers:
    """What Bellhop asks of these services. AWS's refusals to set one are raised as Wrong, in AWS's own words."""

    def read(self, row: Row, resource: str) -> Number | None:
        """None if there is no such resource, or it has no such number."""
        assert row.read
        parts = row.parts_of(row.name_of(resource))
        try:
            with translated(f"look at {row.name_of(resource)}"):
                asked = filled(row.read.asked, parts, resource)
                answer = getattr(client(row.service), row.read.operation)(**asked)
        except AwsError as problem:
            return Number(0, 0) if problem.code == row.none else None
        wanted = _found(row.wanted, parts, answer)
        if wanted is None:
            return None
        there = _found(row.there_now, parts, answer) if row.there_now else wanted
        return Number(wanted - row.minus, (there or 0) - row.minus)

    def change(self, row: Row, resource: str, number: int) -> None:
        call = row.clear if row.clear and not number else row.change
        assert call
        name = row.name_of(resource)
        with refusals(Wrong, f"set {name} to {number}"):
            getattr(client(row.service), call.operation)(**filled(call.asked, row.parts_of(name), resource, number))


def _found(path: str, parts: tuple[str, ...], answer: Mapping[str, Any]) -> int | None:
    import jmespath  # type: ignore[import-untyped]  # which botocore has loaded

    for position, part in enumerate(parts):
        path = path.replace(f"{{{position}}}", part)
    found = jmespath.search(path, answer)
    return None if found is None else int(found)
