"""What the role in another account may do with the kinds of numbers that it is made for. No IO.

As infrastructure/scale-numbers.js, without the tag, and in whichever region; tests/packaging/test_permissions.py
holds both to that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.aws.scaled_numbers.catalogue import OF_KIND

HERE = "${AWS::AccountId}"
# What of a kind's service is meant, by the kind; `*` in place of what has no ARN for it.
RESOURCES: Mapping[str, str] = {
    "dynamodb": f"dynamodb:*:{HERE}:table/*",
    "keyspaces": f"cassandra:*:{HERE}:/keyspace/*",
    "rds": f"rds:*:{HERE}:*",
    "neptune": f"rds:*:{HERE}:*",
    "elasticache": f"elasticache:*:{HERE}:*",
    "kafka": f"kafka:*:{HERE}:*",
    "lambda": f"lambda:*:{HERE}:function:*",
    "sagemaker": f"sagemaker:*:{HERE}:*",
    "appstream": f"appstream:*:{HERE}:fleet/*",
    "spot": f"ec2:*:{HERE}:spot-fleet-request/*",
    "emr": f"elasticmapreduce:*:{HERE}:cluster/*",
    "comprehend": f"comprehend:*:{HERE}:*-endpoint/*",
    "custom": f"execute-api:*:{HERE}:*",
    "workspaces": f"workspaces:*:{HERE}:workspacespool/*",
}
# RDS asks whether the caller may tag an instance of an account that is nobody's; EC2's lists have no resource.
OTHERWISE: Mapping[str, str] = {"rds:AddTagsToResource": "rds:*:*:db:*", "ec2:DescribeSpotFleetRequests": "*"}


def namespaces(kinds: Iterable[str]) -> list[str]:
    """Of Application Auto Scaling."""
    return [OF_KIND[kind][0].namespace for kind in kinds]


def statements(kinds: Iterable[str]) -> Iterator[dict[str, Any]]:
    for kind in kinds:
        by_resource: dict[str, list[str]] = {}
        for right in sorted({right for row in OF_KIND[kind] for right in row.rights}):
            by_resource.setdefault(OTHERWISE.get(right, RESOURCES[kind]), []).append(right)
        for resource, rights in by_resource.items():
            arn = resource if resource == "*" else {"Fn::Sub": f"arn:${{AWS::Partition}}:{resource}"}
            yield {"Effect": "Allow", "Action": rights, "Resource": arn}
