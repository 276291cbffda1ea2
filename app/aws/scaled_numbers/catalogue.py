"""The rows of all numbers, by kind. No IO.

To add one, add its row to a file here; where its kind is new, app/config/configuration.py and
infrastructure/scale-numbers.js name that too. Dimensions and resources: RegisterScalableTarget (API reference).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.aws.scaled_number import Row
from app.aws.scaled_numbers.compute import ROWS as OF_COMPUTE
from app.aws.scaled_numbers.data import ROWS as OF_DATA

ROWS = (*OF_DATA, *OF_COMPUTE)


def _by_kind(rows: Iterable[Row]) -> dict[str, tuple[Row, ...]]:
    found: dict[str, tuple[Row, ...]] = {}
    for row in rows:
        found[row.kind] = (*found.get(row.kind, ()), row)
    return found


OF_KIND: Mapping[str, tuple[Row, ...]] = _by_kind(ROWS)


def row_of(name: str) -> Row | None:
    """The row that a whole name is of; of a kind, its first where the name has another form."""
    rows = OF_KIND.get(name.partition(":")[0], ()) if ":" in name else ()
    return next((row for row in rows if row.parts_of(name)), rows[0] if rows else None)
