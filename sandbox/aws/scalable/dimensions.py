"""Every dimension that Application Auto Scaling knows: the form of its resource ids, the least capacity it takes.

As RegisterScalableTarget in the API reference (version 2016-02-06) has them, and the user guide's table of services.
"""

import re
from dataclasses import dataclass

from sandbox.aws.account import Place

UNSUPPORTED = "Unsupported service namespace, resource type or scalable dimension"
NAME = r"[^/:]+"
COMPREHEND = r"arn:aws[\w-]*:comprehend:[\w-]+:\d{12}:%s-endpoint/\S+"
ROLE = "arn:aws:iam::{account}:role/aws-service-role/{principal}.application-autoscaling.amazonaws.com/{name}"
ROLE_NAME = "AWSServiceRoleForApplicationAutoScaling_{kind}"


@dataclass(frozen=True)
class Form:
    """How a dimension's resource ids look, and the least MinCapacity that its service takes."""

    resource: str
    least: int = 0


FORMS = {
    "ecs:service:DesiredCount": Form(f"service/{NAME}/{NAME}"),
    "ec2:spot-fleet-request:TargetCapacity": Form(f"spot-fleet-request/{NAME}"),
    "elasticmapreduce:instancegroup:InstanceCount": Form(f"instancegroup/{NAME}/{NAME}"),
    "appstream:fleet:DesiredCapacity": Form(f"fleet/{NAME}"),
    "dynamodb:table:ReadCapacityUnits": Form(f"table/{NAME}", 1),
    "dynamodb:table:WriteCapacityUnits": Form(f"table/{NAME}", 1),
    "dynamodb:index:ReadCapacityUnits": Form(f"table/{NAME}/index/{NAME}", 1),
    "dynamodb:index:WriteCapacityUnits": Form(f"table/{NAME}/index/{NAME}", 1),
    "rds:cluster:ReadReplicaCount": Form(f"cluster:{NAME}"),
    "sagemaker:variant:DesiredInstanceCount": Form(f"endpoint/{NAME}/variant/{NAME}"),
    "sagemaker:variant:DesiredProvisionedConcurrency": Form(f"endpoint/{NAME}/variant/{NAME}", 1),
    "sagemaker:inference-component:DesiredCopyCount": Form(f"inference-component/{NAME}"),
    "custom-resource:ResourceType:Property": Form(r"https://\S+"),
    "comprehend:document-classifier-endpoint:DesiredInferenceUnits": Form(COMPREHEND % "document-classifier", 1),
    "comprehend:entity-recognizer-endpoint:DesiredInferenceUnits": Form(COMPREHEND % "entity-recognizer", 1),
    "lambda:function:ProvisionedConcurrency": Form(r"function:[\w-]+:(?!\$LATEST)[\w-]+"),
    "cassandra:table:ReadCapacityUnits": Form(f"keyspace/{NAME}/table/{NAME}", 1),
    "cassandra:table:WriteCapacityUnits": Form(f"keyspace/{NAME}/table/{NAME}", 1),
    "kafka:broker-storage:VolumeSize": Form(r"arn:aws[\w-]*:kafka:[\w-]+:\d{12}:cluster/\S+", 1),
    "elasticache:cache-cluster:Nodes": Form(f"cache-cluster/{NAME}", 1),
    "elasticache:replication-group:NodeGroups": Form(f"replication-group/{NAME}", 1),
    "elasticache:replication-group:Replicas": Form(f"replication-group/{NAME}", 1),
    "neptune:cluster:ReadReplicaCount": Form(f"cluster:{NAME}"),
    "workspaces:workspacespool:DesiredUserSessions": Form(f"workspacespool/{NAME}"),
}
# The service-linked roles, by the user guide's page of each service.
ROLE_KINDS = {
    "ecs": "ECSService",
    "ec2": "EC2SpotFleetRequest",
    "appstream": "AppStreamFleet",
    "dynamodb": "DynamoDBTable",
    "rds": "RDSCluster",
    "sagemaker": "SageMakerEndpoint",
    "custom-resource": "CustomResource",
    "comprehend": "ComprehendEndpoint",
    "lambda": "LambdaConcurrency",
    "cassandra": "CassandraTable",
    "kafka": "KafkaCluster",
    "elasticache": "ElastiCacheRG",
    "neptune": "NeptuneCluster",
    "workspaces": "WorkSpacesPool",
}


def fits(namespace: str, resource: str, dimension: str) -> bool:
    """Whether the three belong together."""
    form = FORMS.get(dimension)
    return bool(form and dimension.startswith(f"{namespace}:") and re.fullmatch(form.resource, resource))


def unit(dimension: str) -> str:
    """What is set, as activities say it: `desired count`, `read capacity units`."""
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", dimension.rpartition(":")[2])
    return words.lower()


def role_of(namespace: str, place: Place) -> str:
    """The service-linked role; EMR has none, and is given one."""
    name = ROLE_NAME.format(kind=ROLE_KINDS.get(namespace, "EMR"))
    return ROLE.format(account=place.account, principal=namespace, name=name)
