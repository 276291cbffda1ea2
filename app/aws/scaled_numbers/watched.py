"""Which numbers an alarm is about: by its metric, or by a scaling policy among its actions. No IO."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.aws.scaled_number import Row
from app.aws.scaled_numbers.catalogue import ROWS
from app.aws.scaling_policy import OF_RESOURCE, policy_of

LONGEST = 255  # an alarm's message is not to be trusted


def of_metric(namespace: str, metric: str, dimensions: Mapping[str, str]) -> Iterator[str]:
    """The whole names of the numbers that are of what the metric is about; a metric of more or less is of none."""
    for row in ROWS:
        if row.watched == namespace and row.metric in metric and _are_its(row, dimensions):
            # One of a function has both parts of the name in one dimension: `thumbs:live`.
            parts = [part for name in row.dimensions for part in dimensions[name].split(":")]
            name = row.name.format(*parts) if len(parts) == row.name.count("{}") else ""
            if row.parts_of(name) and len(name) <= LONGEST:
                yield name


def _are_its(row: Row, dimensions: Mapping[str, str]) -> bool:
    """Those of an index are a table's with one more. Others may be there: the operation, the broker."""
    is_of_index = "GlobalSecondaryIndexName" in dimensions
    return set(row.dimensions) <= dimensions.keys() and is_of_index == ("GlobalSecondaryIndexName" in row.dimensions)


def of_policy(action: str) -> str:
    """The number that a scaling policy changes, from the policy's ARN; '' where the ARN does not tell which."""
    found = all_of_policy(action)
    return found[0] if len(found) == 1 else ""


def all_of_policy(action: str) -> tuple[str, ...]:
    """The numbers that a scaling policy may change: of a table the ARN does not tell whether it reads or writes."""
    of, _ = policy_of(action) or ("", "")
    namespace, _, resource = of.removeprefix(OF_RESOURCE).partition("/")
    if not of.startswith(OF_RESOURCE):
        return ()
    named = (row.name_of(resource) for row in ROWS if row.namespace == namespace)
    return tuple(dict.fromkeys(name for name in named if name and len(name) <= LONGEST))
