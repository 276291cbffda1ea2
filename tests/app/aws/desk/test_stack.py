"""What deployed stacks say of themselves."""

from __future__ import annotations

import pytest

from app.aws.desk.stack import stack_outputs, stages
from app.aws.door import AwsError
from app.base.errors import Misconfigured
from tests.app.conftest import Stubbed


def test_outputs_are_read_by_their_names(stubbed: Stubbed) -> None:
    stack = {
        "StackName": "bellhop-prod",
        "StackStatus": "UPDATE_COMPLETE",
        "CreationTime": "2026-11-23T09:00:00Z",
        "Outputs": [{"OutputKey": "TableName", "OutputValue": "bellhop-prod"}],
    }
    stubbed("cloudformation").add_response("describe_stacks", {"Stacks": [stack]}, {"StackName": "bellhop-prod"})
    assert stack_outputs("bellhop-prod") == {"TableName": "bellhop-prod"}


def test_a_stack_that_is_not_there_is_named_with_what_to_look_at(stubbed: Stubbed) -> None:
    stubbed("cloudformation").add_client_error("describe_stacks", "ValidationError", "Stack does not exist", 400)
    with pytest.raises(Misconfigured, match=r"no stack bellhop-prod.*STAGE"):
        stack_outputs("bellhop-prod")


def test_another_refusal_is_not_taken_for_a_stack_that_is_not_there(stubbed: Stubbed) -> None:
    stubbed("cloudformation").add_client_error("describe_stacks", "InsufficientCapabilitiesException", "No", 400)
    with pytest.raises(AwsError, match="No"):
        stack_outputs("bellhop-prod")


def test_the_stages_are_those_whose_stacks_are_bellhops(stubbed: Stubbed) -> None:
    ours = [{"OutputKey": "AlarmsFunctionArn", "OutputValue": "arn"}]
    stacks = [
        {
            "StackName": name,
            "StackStatus": "UPDATE_COMPLETE",
            "CreationTime": "2026-11-23T09:00:00Z",
            "Outputs": outputs,
        }
        for name, outputs in (("bellhop-prod", ours), ("bellhop-site", []), ("web", ours))
    ]
    stubbed("cloudformation").add_response("describe_stacks", {"Stacks": stacks}, {})
    assert stages() == ("prod",)
