"""The door to the services whose numbers Application Auto Scaling changes: one answer of each row."""

from __future__ import annotations

from typing import Any

import pytest

from app.aws.numbers import Numbers
from app.aws.scaled_number import Number, Row
from app.aws.scaled_numbers.catalogue import ROWS
from app.base.errors import Refused, Wrong
from sandbox.aws.scalable.dimensions import FORMS
from tests.app.aws.answers import NINE
from tests.app.conftest import Stubbed
from tests.sandbox.aws.test_scalable_targets import RESOURCES

ENDPOINT_ARN = "arn:aws:sagemaker:us-east-1:123456789012:endpoint/my-end-point"
COMPONENT_ARN = "arn:aws:sagemaker:us-east-1:123456789012:inference-component/my-inference-component"
ROW = {row.dimension: row for row in ROWS}
THROUGHPUT = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 3}
INDEXES = [{"IndexName": "other"}, {"IndexName": "my-table-index", "ProvisionedThroughput": THROUGHPUT}]
TABLE = {"Table": {"ProvisionedThroughput": THROUGHPUT}}
INDEX = {"Table": {"GlobalSecondaryIndexes": INDEXES}}


def endpoint(**variant: Any) -> dict[str, Any]:
    """As SageMaker's DescribeEndpoint answers."""
    return {
        "EndpointName": "my-end-point",
        "EndpointArn": ENDPOINT_ARN,
        "ProductionVariants": [{"VariantName": "other"}, {"VariantName": "KMeansClustering", **variant}],
        "EndpointStatus": "InService",
        "CreationTime": NINE,
        "LastModifiedTime": NINE,
    }


# What the service is asked, what it answers, and what that means.
ANSWERS: dict[str, tuple[dict[str, Any], dict[str, Any], Number]] = {
    "dynamodb:table:ReadCapacityUnits": ({"TableName": "my-table"}, TABLE, Number(5, 5)),
    "dynamodb:table:WriteCapacityUnits": ({"TableName": "my-table"}, TABLE, Number(3, 3)),
    "dynamodb:index:ReadCapacityUnits": ({"TableName": "my-table"}, INDEX, Number(5, 5)),
    "dynamodb:index:WriteCapacityUnits": ({"TableName": "my-table"}, INDEX, Number(3, 3)),
}
ANSWERS |= {
    "lambda:function:ProvisionedConcurrency": (
        {"FunctionName": "my-function", "Qualifier": "prod"},
        {"RequestedProvisionedConcurrentExecutions": 10, "AvailableProvisionedConcurrentExecutions": 4},
        Number(10, 4),
    ),
    "rds:cluster:ReadReplicaCount": (
        {"DBClusterIdentifier": "my-db-cluster"},
        {"DBClusters": [{"DBClusterMembers": [{"IsClusterWriter": True}, *[{"IsClusterWriter": False}] * 2]}]},
        Number(2, 2),
    ),
    "neptune:cluster:ReadReplicaCount": (
        {"DBClusterIdentifier": "mycluster"},
        {"DBClusters": [{"DBClusterMembers": [{"IsClusterWriter": True}]}]},
        Number(0, 0),
    ),
    "elasticache:replication-group:Replicas": (
        {"ReplicationGroupId": "mycluster"},
        {"ReplicationGroups": [{"NodeGroups": [{"NodeGroupMembers": [{}, {}, {}]}]}]},
        Number(2, 2),
    ),
    "elasticache:replication-group:NodeGroups": (
        {"ReplicationGroupId": "mycluster"},
        {"ReplicationGroups": [{"NodeGroups": [{}, {}]}]},
        Number(2, 2),
    ),
    "elasticache:cache-cluster:Nodes": (
        {"CacheClusterId": "mycluster"},
        {"CacheClusters": [{"NumCacheNodes": 3}]},
        Number(3, 3),
    ),
    "sagemaker:variant:DesiredInstanceCount": (
        {"EndpointName": "my-end-point"},
        endpoint(DesiredInstanceCount=4, CurrentInstanceCount=2),
        Number(4, 2),
    ),
    "sagemaker:variant:DesiredProvisionedConcurrency": (
        {"EndpointName": "my-end-point"},
        endpoint(
            DesiredServerlessConfig={"MemorySizeInMB": 1024, "MaxConcurrency": 9, "ProvisionedConcurrency": 6},
            CurrentServerlessConfig={"MemorySizeInMB": 1024, "MaxConcurrency": 9, "ProvisionedConcurrency": 3},
        ),
        Number(6, 3),
    ),
    "sagemaker:inference-component:DesiredCopyCount": (
        {"InferenceComponentName": "my-inference-component"},
        {
            "InferenceComponentName": "my-inference-component",
            "InferenceComponentArn": COMPONENT_ARN,
            "EndpointName": "my-end-point",
            "EndpointArn": ENDPOINT_ARN,
            "RuntimeConfig": {"DesiredCopyCount": 3, "CurrentCopyCount": 1},
            "CreationTime": NINE,
            "LastModifiedTime": NINE,
        },
        Number(3, 1),
    ),
    "appstream:fleet:DesiredCapacity": (
        {"Names": ["sample-fleet"]},
        {
            "Fleets": [
                {
                    "Arn": "arn:aws:appstream:us-east-1:123456789012:fleet/sample-fleet",
                    "Name": "sample-fleet",
                    "InstanceType": "stream.standard.medium",
                    "State": "RUNNING",
                    "ComputeCapacityStatus": {"Desired": 5, "Running": 4},
                }
            ]
        },
        Number(5, 4),
    ),
    "ec2:spot-fleet-request:TargetCapacity": (
        {"SpotFleetRequestIds": ["sfr-73fbd2ce-aa30-494c-8788-1cee4EXAMPLE"]},
        {
            "SpotFleetRequestConfigs": [
                {
                    "SpotFleetRequestConfig": {
                        "IamFleetRole": "arn:aws:iam::123456789012:role/fleet",
                        "TargetCapacity": 20,
                        "FulfilledCapacity": 12.0,
                    }
                }
            ]
        },
        Number(20, 12),
    ),
    "elasticmapreduce:instancegroup:InstanceCount": (
        {"ClusterId": "j-2EEZNYKUA1NTV"},
        {
            "InstanceGroups": [
                {"Id": "ig-other", "RequestedInstanceCount": 9, "RunningInstanceCount": 9},
                {"Id": "ig-1791Y4E1L8YI0", "RequestedInstanceCount": 4, "RunningInstanceCount": 3},
            ]
        },
        Number(4, 3),
    ),
    **{
        f"comprehend:{kind}-endpoint:DesiredInferenceUnits": (
            {"EndpointArn": f"arn:aws:comprehend:us-west-2:123456789012:{kind}-endpoint/EXAMPLE"},
            {"EndpointProperties": {"DesiredInferenceUnits": 3, "CurrentInferenceUnits": 2}},
            Number(3, 2),
        )
        for kind in ("document-classifier", "entity-recognizer")
    },
    **{
        f"cassandra:table:{name}CapacityUnits": (
            {"keyspaceName": "mykeyspace", "tableName": "mytable"},
            {
                "keyspaceName": "mykeyspace",
                "tableName": "mytable",
                "resourceArn": "arn:aws:cassandra:us-east-1:123456789012:/keyspace/mykeyspace/table/mytable",
                "capacitySpecification": {
                    "throughputMode": "PROVISIONED",
                    "readCapacityUnits": 40,
                    "writeCapacityUnits": 30,
                },
            },
            Number(number, number),
        )
        for name, number in (("Read", 40), ("Write", 30))
    },
    "kafka:broker-storage:VolumeSize": (
        {"ClusterArn": RESOURCES["kafka:broker-storage:VolumeSize"]},
        {
            "ClusterInfo": {
                "BrokerNodeGroupInfo": {
                    "ClientSubnets": ["subnet-1"],
                    "InstanceType": "kafka.m5.large",
                    "StorageInfo": {"EbsStorageInfo": {"VolumeSize": 1000}},
                }
            }
        },
        Number(1000, 1000),
    ),
    "workspaces:workspacespool:DesiredUserSessions": (
        {"PoolIds": ["wspool-123456"]},
        {
            "WorkspacesPools": [
                {
                    "PoolId": "wspool-123456",
                    "PoolArn": "arn:aws:workspaces:us-east-1:123456789012:workspacespool/wspool-123456",
                    "CapacityStatus": {
                        "AvailableUserSessions": 1,
                        "DesiredUserSessions": 6,
                        "ActualUserSessions": 5,
                        "ActiveUserSessions": 4,
                    },
                    "PoolName": "pool",
                    "State": "RUNNING",
                    "CreatedAt": NINE,
                    "BundleId": "wsb-123456789",
                    "DirectoryId": "wsd-123456789",
                    "RunningMode": "AUTO_STOP",
                }
            ]
        },
        Number(6, 5),
    ),
}
# What it is asked to set 7.
ALIAS = {"FunctionName": "my-function", "Qualifier": "prod"}
SETS: dict[str, dict[str, Any]] = {
    "lambda:function:ProvisionedConcurrency": {**ALIAS, "ProvisionedConcurrentExecutions": 7},
    "sagemaker:variant:DesiredInstanceCount": {
        "EndpointName": "my-end-point",
        "DesiredWeightsAndCapacities": [{"VariantName": "KMeansClustering", "DesiredInstanceCount": 7}],
    },
    "sagemaker:variant:DesiredProvisionedConcurrency": {
        "EndpointName": "my-end-point",
        "DesiredWeightsAndCapacities": [
            {"VariantName": "KMeansClustering", "ServerlessUpdateConfig": {"ProvisionedConcurrency": 7}}
        ],
    },
    "sagemaker:inference-component:DesiredCopyCount": {
        "InferenceComponentName": "my-inference-component",
        "DesiredRuntimeConfig": {"CopyCount": 7},
    },
    "ec2:spot-fleet-request:TargetCapacity": {
        "SpotFleetRequestId": "sfr-73fbd2ce-aa30-494c-8788-1cee4EXAMPLE",
        "TargetCapacity": 7,
    },
    "elasticmapreduce:instancegroup:InstanceCount": {
        "ClusterId": "j-2EEZNYKUA1NTV",
        "InstanceGroups": [{"InstanceGroupId": "ig-1791Y4E1L8YI0", "InstanceCount": 7}],
    },
    **{
        f"comprehend:{kind}-endpoint:DesiredInferenceUnits": {
            "EndpointArn": f"arn:aws:comprehend:us-west-2:123456789012:{kind}-endpoint/EXAMPLE",
            "DesiredInferenceUnits": 7,
        }
        for kind in ("document-classifier", "entity-recognizer")
    },
    "workspaces:workspacespool:DesiredUserSessions": {
        "PoolId": "wspool-123456",
        "Capacity": {"DesiredUserSessions": 7},
    },
}
# What it has to answer then.
SAID = {
    "sagemaker:variant": {"EndpointArn": ENDPOINT_ARN},
    "sagemaker:inference-component": {"InferenceComponentArn": COMPONENT_ARN},
}


def test_no_row_is_without_an_answer() -> None:
    assert ANSWERS.keys() == {row.dimension for row in ROWS if row.read}
    assert SETS.keys() == {row.dimension for row in ROWS if row.change}


@pytest.mark.parametrize("dimension", ANSWERS)
def test_a_number_is_read_as_its_service_tells_it(stubbed: Stubbed, dimension: str) -> None:
    row, (asked, answer, number) = ROW[dimension], ANSWERS[dimension]
    assert row.read
    stubbed(row.service).add_response(row.read.operation, answer, asked)
    assert Numbers().read(row, RESOURCES[dimension]) == number


@pytest.mark.parametrize("dimension", ANSWERS)
def test_what_is_not_there_is_none_and_what_is_denied_is_refused(stubbed: Stubbed, dimension: str) -> None:
    row = ROW[dimension]
    assert row.read
    door = stubbed(row.service)
    door.add_client_error(row.read.operation, "ResourceNotFoundException", "Not found", 400)
    door.add_client_error(row.read.operation, "AccessDeniedException", "Not for you", 400)
    assert Numbers().read(row, RESOURCES[dimension]) is None
    with pytest.raises(Refused, match=row.name_of(RESOURCES[dimension])):
        Numbers().read(row, RESOURCES[dimension])


@pytest.mark.parametrize("dimension", SETS)
def test_a_number_is_set_as_its_service_takes_it(stubbed: Stubbed, dimension: str) -> None:
    row = ROW[dimension]
    assert row.change
    door = stubbed(row.service)
    door.add_response(row.change.operation, SAID.get(dimension.rpartition(":")[0], {}), SETS[dimension])
    door.add_client_error(row.change.operation, "ValidationException", "Too many.", 400)
    Numbers().change(row, RESOURCES[dimension], 7)
    with pytest.raises(Wrong, match=r"Too many"):
        Numbers().change(row, RESOURCES[dimension], 7)


def test_lambda_has_no_configuration_for_no_provisioned_concurrency(stubbed: Stubbed) -> None:
    row = ROW["lambda:function:ProvisionedConcurrency"]
    door = stubbed("lambda")
    code = "ProvisionedConcurrencyConfigNotFoundException"
    door.add_client_error("get_provisioned_concurrency_config", code, "No configuration", 404)
    door.add_response("delete_provisioned_concurrency_config", {}, ALIAS)
    assert Numbers().read(row, "function:my-function:prod") == Number(0, 0)
    Numbers().change(row, "function:my-function:prod", 0)


def test_a_table_on_demand_has_no_number_that_counts(stubbed: Stubbed) -> None:
    row = ROW["dynamodb:table:ReadCapacityUnits"]
    stubbed("dynamodb").add_response("describe_table", {"Table": {"TableName": "my-table"}}, {"TableName": "my-table"})
    assert Numbers().read(row, "table/my-table") is None


def test_an_index_that_is_gone_has_none(stubbed: Stubbed) -> None:
    row: Row = ROW["dynamodb:index:ReadCapacityUnits"]
    stubbed("dynamodb").add_response("describe_table", {"Table": {"GlobalSecondaryIndexes": []}})
    assert Numbers().read(row, "table/my-table/index/my-table-index") is None


@pytest.mark.parametrize("dimension", ROW)
def test_the_least_min_is_that_of_the_api_reference(dimension: str) -> None:
    assert ROW[dimension].least == FORMS[dimension].least
