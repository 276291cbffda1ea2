"""CloudFormation: the names of a deployed Bellhop's queues and table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.aws.door import AwsError, client, translated
from app.base.errors import Misconfigured

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient

NO_STACK = "There is no stack {name} in this account and region. Is it another STAGE, or another AWS_REGION?"


def stack_outputs(name: str) -> dict[str, str]:
    """The outputs of a stack by name; raises Misconfigured if there is no such stack."""
    asked: CloudFormationClient = client("cloudformation")
    try:
        with translated(f"look at the stack {name}"):
            (stack,) = asked.describe_stacks(StackName=name)["Stacks"]
    except AwsError as problem:
        raise Misconfigured(NO_STACK.format(name=name)) from problem
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
