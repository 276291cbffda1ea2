"""Which numbers a metric and a scaling policy are about."""

from __future__ import annotations

import pytest

from app.aws.scaled_numbers.watched import of_metric, of_policy

POLICY = "arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:0-1:resource/{resource}:policyName/p"


@pytest.mark.parametrize(
    ("namespace", "metric", "dimensions", "names"),
    [
        ("AWS/DynamoDB", "ConsumedReadCapacityUnits", {"TableName": "orders"}, ["dynamodb:orders:read"]),
        ("AWS/DynamoDB", "WriteThrottleEvents", {"TableName": "orders"}, ["dynamodb:orders:write"]),
        (
            "AWS/DynamoDB",
            "ReadThrottleEvents",
            {"TableName": "orders", "GlobalSecondaryIndexName": "by-day"},
            ["dynamodb:orders/by-day:read"],
        ),
        ("AWS/DynamoDB", "SystemErrors", {"TableName": "orders", "Operation": "GetItem"}, []),
        ("AWS/Cassandra", "ConsumedReadCapacityUnits", {"Keyspace": "s", "TableName": "t"}, ["keyspaces:s/t:read"]),
        (
            "AWS/Lambda",
            "ProvisionedConcurrencyUtilization",
            {"FunctionName": "thumbs", "Resource": "thumbs:live"},
            ["lambda:thumbs:live"],
        ),
        ("AWS/Lambda", "Errors", {"FunctionName": "thumbs", "Resource": "thumbs"}, []),
        ("AWS/Lambda", "Errors", {"FunctionName": "thumbs"}, []),
        ("AWS/RDS", "CPUUtilization", {"DBClusterIdentifier": "shop", "Role": "READER"}, ["rds:shop"]),
        ("AWS/Neptune", "CPUUtilization", {"DBClusterIdentifier": "graph"}, ["neptune:graph"]),
        ("AWS/Kafka", "KafkaDataLogsDiskUsed", {"Cluster Name": "events", "Broker ID": "1"}, ["kafka:events"]),
        ("AWS/SageMaker", "Invocations", {"EndpointName": "rank", "VariantName": "blue"}, ["sagemaker:rank/blue"]),
        ("AWS/AppStream", "CapacityUtilization", {"Fleet": "desks"}, ["appstream:desks"]),
        ("AWS/EC2Spot", "CPUUtilization", {"FleetRequestId": "sfr-1"}, ["spot:sfr-1"]),
        ("AWS/EC2", "CPUUtilization", {"AutoScalingGroupName": "web"}, []),
        ("AWS/RDS", "CPUUtilization", {"DBClusterIdentifier": "x" * 300}, []),
    ],
)
def test_a_metric_is_about_what_its_dimensions_name(
    namespace: str, metric: str, dimensions: dict[str, str], names: list[str]
) -> None:
    assert list(of_metric(namespace, metric, dimensions)) == names


@pytest.mark.parametrize(
    ("resource", "name"),
    [
        ("lambda/function:thumbs:live", "lambda:thumbs:live"),
        ("rds/cluster:shop", "rds:shop"),
        ("neptune/cluster:shop", "neptune:shop"),
        ("dynamodb/table/orders", ""),  # its reads or its writes
        ("ecs/service/shop/api", ""),
        ("elsewhere/table/orders", ""),
    ],
)
def test_a_policy_is_of_the_one_number_that_its_resource_has(resource: str, name: str) -> None:
    assert of_policy(POLICY.format(resource=resource)) == name


def test_another_action_is_of_none() -> None:
    assert of_policy("arn:aws:sns:us-east-1:123456789012:alarms") == ""
    assert of_policy(POLICY.format(resource="x").replace("resource/x", "autoScalingGroupName/web")) == ""
