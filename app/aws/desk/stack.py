"""CloudFormation: which stages are deployed, and the names of their queues and table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.aws.door import AwsError, client, translated
from app.base.errors import Misconfigured

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient

PREFIX = "bellhop-"
# An output that somebody else's stack of such a name hardly has.
OURS = "AlarmsFunctionArn"
NO_STACK = "There is no stack {name} in this account and region. Is it another STAGE, or another region (AWS_REGION)?"


def stack_outputs(name: str) -> dict[str, str]:
    """The outputs of a stack by name; raises Misconfigured if there is no such stack."""
    asked: CloudFormationClient = client("cloudformation")
    try:
        with translated(f"look at the stack {name}"):
            (stack,) = asked.describe_stacks(StackName=name)["Stacks"]
    except AwsError as problem:
        if problem.code != "ValidationError":
            raise
        raise Misconfigured(NO_STACK.format(name=name)) from problem
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


def stages() -> tuple[str, ...]:
    """The stages that are deployed in this account and region."""
    asked: CloudFormationClient = client("cloudformation")
    with translated("look for the stacks of Bellhop"):
        stacks = [stack for page in asked.get_paginator("describe_stacks").paginate() for stack in page["Stacks"]]
    return tuple(
        stack["StackName"].removeprefix(PREFIX)
        for stack in stacks
        if stack["StackName"].startswith(PREFIX)
        and any(output["OutputKey"] == OURS for output in stack.get("Outputs", []))
    )
