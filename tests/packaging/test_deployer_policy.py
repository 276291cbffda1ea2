"""infrastructure/deployer-policy.json: what CloudFormation's schemas ask for, of what is called bellhop-..., no more.

tests/flows/test_deploy_page.py deploys with it; the emulator asks only about calls that osls makes itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

import pytest
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER  # type: ignore[import-untyped]

from tools.package import ROOT

Template = Mapping[str, Any]

FILE = ROOT / "infrastructure" / "deployer-policy.json"
STATEMENTS: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))["Statement"]
MOST_CHARACTERS = 6144  # of a managed policy, without white space

# What the schemas name for properties that our template does not have, or for a table that stays.
NOT_NEEDED: Mapping[str, tuple[str, ...]] = {
    "a key of one's own: docs/deploy.md names what it needs": ("kms:*", "logs:*KmsKey"),
    "networks, file systems, streams, replicas, imports": (
        *("ec2:*", "elasticfilesystem:*", "s3files:*", "s3tables:*", "kinesis:*", "firehose:*"),
        *("dynamodb:*Kinesis*", "dynamodb:*Replica", "dynamodb:ImportTable", "dynamodb:*ContributorInsights"),
        *("logs:CreateLogStream", "logs:PutLogEvents", "iam:CreateServiceLinkedRole"),
    ),
    "its items, and its end: the table stays": (
        *("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"),
        *("dynamodb:Query", "dynamodb:Scan", "dynamodb:DeleteTable", "dynamodb:*ResourcePolicy"),
    ),
    "managed policies and boundaries of roles": ("iam:*RolePolicy", "iam:*PermissionsBoundary"),
    "functions' signing, layers, capacity": (
        "lambda:*CodeSigning*",
        "lambda:*Scaling*",
        "lambda:*Provider",
        "lambda:*Alias",
    ),
    "what else a log group, a topic and a bucket can have": (
        *("logs:*Policy", "logs:PutBearerTokenAuthentication", "logs:PutLogGroupDeletionProtection"),
        *("s3:REST.*", "s3:Delete*", "s3:Put*", "s3:*Metadata*", "sns:PutDataProtectionPolicy"),
    ),
}


def texts(given: Any) -> list[str]:
    return given if isinstance(given, list) else [given]


ALLOWED = {action.lower() for each in STATEMENTS for action in texts(each["Action"])}


def matches(action: str, patterns: Any) -> bool:
    return any(fnmatchcase(action.lower(), pattern.lower()) for pattern in patterns)


def needed(kind: str) -> set[str]:
    """What CloudFormation asks for to make, read, change and delete a resource of this type."""
    handlers = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema["handlers"]
    of_all = [handlers.get(each, {}) for each in ("create", "read", "update", "delete")]
    return {action for handler in of_all for action in handler.get("permissions", [])}


def test_what_the_templates_resources_need_is_allowed(template: Template) -> None:
    kinds = {each["Type"] for each in template["Resources"].values()}
    without = [pattern for patterns in NOT_NEEDED.values() for pattern in patterns]
    lacking = {action for kind in kinds for action in needed(kind) if not matches(action, [*ALLOWED, *without])}
    assert len(kinds) > 15
    assert not lacking


def test_what_is_not_needed_is_named_by_a_schema(template: Template) -> None:
    asked = {action for each in template["Resources"].values() for action in needed(each["Type"])}
    patterns = [pattern for patterns in NOT_NEEDED.values() for pattern in patterns]
    assert not [pattern for pattern in patterns if not any(matches(action, [pattern]) for action in asked)]


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda each: str(each["Sid"]))
def test_a_change_is_allowed_for_what_is_called_bellhop_alone(statement: dict[str, Any]) -> None:
    if statement["Resource"] == "*":
        changes = [
            action for action in statement["Action"] if not matches(action, ["*:Describe*", "*:List*", "*:Get*"])
        ]
        narrowable = ("iam:*", "s3:*", "lambda:*Function*", "sqs:*", "dynamodb:*", "ssm:*", "kms:*", "sts:*")
        assert not [action for action in changes if matches(action, narrowable)]
    else:
        named = ("bellhop-", "/bellhop/", ":apigateway:", ":alarm:*")
        assert all(any(name in each for name in named) for each in texts(statement["Resource"]))


def test_it_fits_into_a_managed_policy() -> None:
    assert len("".join(FILE.read_text(encoding="utf-8").split())) <= MOST_CHARACTERS
