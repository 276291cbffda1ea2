"""Names and resources of the numbers, and what their services are asked."""

from __future__ import annotations

import pytest

from app.aws.scaled_number import NUMBER, Row, filled
from app.aws.scaled_numbers.catalogue import ROWS
from tests.sandbox.aws.test_scalable_targets import RESOURCES

ROW = {row.dimension: row for row in ROWS}


@pytest.mark.parametrize(
    ("dimension", "name", "resource"),
    [
        ("dynamodb:table:ReadCapacityUnits", "dynamodb:orders:read", "table/orders"),
        ("dynamodb:table:WriteCapacityUnits", "dynamodb:orders:write", "table/orders"),
        ("dynamodb:index:ReadCapacityUnits", "dynamodb:orders/by-day:read", "table/orders/index/by-day"),
        ("dynamodb:index:WriteCapacityUnits", "dynamodb:orders/by-day:write", "table/orders/index/by-day"),
        ("lambda:function:ProvisionedConcurrency", "lambda:thumbs:live", "function:thumbs:live"),
        ("rds:cluster:ReadReplicaCount", "rds:shop", "cluster:shop"),
        ("elasticache:replication-group:Replicas", "elasticache:carts:replicas", "replication-group/carts"),
        ("sagemaker:variant:DesiredInstanceCount", "sagemaker:rank/blue", "endpoint/rank/variant/blue"),
        ("custom-resource:ResourceType:Property", "custom:a.example.com/prod/1", "https://a.example.com/prod/1"),
    ],
)
def test_a_name_is_its_resource(dimension: str, name: str, resource: str) -> None:
    row = ROW[dimension]
    assert row.name_of(resource) == name
    assert row.resource_of(name) == resource


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.dimension)
def test_every_row_has_a_name_for_the_resource_of_the_api_reference(row: Row) -> None:
    name = row.name_of(RESOURCES[row.dimension])
    assert row.parts_of(name)
    assert name.startswith(f"{row.kind}:")
    assert row.resource_of(name) in ("", RESOURCES[row.dimension])


def test_another_form_is_neither_a_name_nor_a_resource() -> None:
    row = ROW["dynamodb:table:ReadCapacityUnits"]
    assert row.name_of("table/orders/index/by-day") == ""
    assert (row.parts_of("dynamodb:orders"), row.resource_of("dynamodb:orders")) == ((), "")


def test_a_call_is_filled_with_the_parts_the_resource_and_the_number() -> None:
    asked = {"A": "{0}", "B": [{"C": "{1}", "N": NUMBER}], "R": "{resource}", "T": True}
    assert filled(asked, ("x", "y"), "r/x/y", 4) == {"A": "x", "B": [{"C": "y", "N": 4}], "R": "r/x/y", "T": True}


def test_where_the_resource_is_an_arn_its_name_is_what_people_gave_it() -> None:
    row = ROW["kafka:broker-storage:VolumeSize"]
    assert row.name_of(RESOURCES[row.dimension]) == "kafka:demo-cluster-1"
    assert row.resource_of("kafka:demo-cluster-1") == ""
