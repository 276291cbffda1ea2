"""Every number that /scale sets through Application Auto Scaling, a row each. No IO.

To add one, add its row; where its kind is new, app/config/configuration.py and infrastructure/scale-kinds.js name that
too. Dimensions and resources: RegisterScalableTarget (API reference).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from app.aws.scaled_number import Call, Row

TABLE = Call("describe_table", {"TableName": "{0}"})
INDEX = "Table.GlobalSecondaryIndexes[?IndexName=='{1}'] | [0].ProvisionedThroughput."
OF_TABLES = ("dynamodb:DescribeTable", "dynamodb:UpdateTable")

ROWS = (
    # While a table is UPDATING, DynamoDB tells the old number, so Application Auto Scaling sets it: its activity tells
    # the new one.
    Row(
        kind="dynamodb",
        namespace="dynamodb",
        dimension="dynamodb:table:ReadCapacityUnits",
        name="dynamodb:{}:read",
        resource="table/{}",
        thing="DynamoDB table",
        one="read unit",
        many="read units",
        there="provisioned",
        by="DynamoDB",
        service="dynamodb",
        read=TABLE,
        wanted="Table.ProvisionedThroughput.ReadCapacityUnits",
        rights=OF_TABLES,
    ),
    Row(
        kind="dynamodb",
        namespace="dynamodb",
        dimension="dynamodb:table:WriteCapacityUnits",
        name="dynamodb:{}:write",
        resource="table/{}",
        thing="DynamoDB table",
        one="write unit",
        many="write units",
        there="provisioned",
        by="DynamoDB",
        service="dynamodb",
        read=TABLE,
        wanted="Table.ProvisionedThroughput.WriteCapacityUnits",
        rights=OF_TABLES,
    ),
    Row(
        kind="dynamodb",
        namespace="dynamodb",
        dimension="dynamodb:index:ReadCapacityUnits",
        name="dynamodb:{}/{}:read",
        resource="table/{}/index/{}",
        thing="DynamoDB index",
        one="read unit",
        many="read units",
        there="provisioned",
        by="DynamoDB",
        service="dynamodb",
        read=TABLE,
        wanted=INDEX + "ReadCapacityUnits",
        rights=OF_TABLES,
    ),
    Row(
        kind="dynamodb",
        namespace="dynamodb",
        dimension="dynamodb:index:WriteCapacityUnits",
        name="dynamodb:{}/{}:write",
        resource="table/{}/index/{}",
        thing="DynamoDB index",
        one="write unit",
        many="write units",
        there="provisioned",
        by="DynamoDB",
        service="dynamodb",
        read=TABLE,
        wanted=INDEX + "WriteCapacityUnits",
        rights=OF_TABLES,
    ),
)


def _by_kind(rows: Iterable[Row]) -> dict[str, tuple[Row, ...]]:
    found: dict[str, tuple[Row, ...]] = {}
    for row in rows:
        found[row.kind] = (*found.get(row.kind, ()), row)
    return found


OF_KIND: Mapping[str, tuple[Row, ...]] = MappingProxyType(_by_kind(ROWS))


def row_of(name: str) -> Row | None:
    """The row that a whole name is of; of a kind, its first where the name has another form."""
    rows = OF_KIND.get(name.partition(":")[0], ()) if ":" in name else ()
    return next((row for row in rows if row.parts_of(name)), rows[0] if rows else None)
