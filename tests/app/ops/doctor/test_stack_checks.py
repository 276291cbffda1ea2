"""The doctor compares what λ worker's role allows with what the configuration has it do."""

from __future__ import annotations

import pytest

from app.aws.application_autoscaling import AWS_ACTIONS as OF_NUMBERS
from app.aws.desk.deployment import Deployment, Function
from app.aws.scaled_numbers.catalogue import OF_KIND
from app.card_actions.catalogue import AWS_ACTIONS
from app.commands.catalogue import COMMANDS
from app.config.configuration import Configuration, ScaleSettings, SlackChannel
from app.ops.doctor.deployed_stage import DeployedStage
from app.ops.doctor.finding import Finding, Level
from app.ops.doctor.stack_checks import look_at_rights
from app.scaling.ecs_services import AWS_ACTIONS as OF_ECS

ALWAYS = frozenset({action for command in COMMANDS for action in command.aws_actions} | set(AWS_ACTIONS))


class Allowing(Deployment):
    """A deployment whose roles allow these actions."""

    def __init__(self, actions: frozenset[str]) -> None:
        super().__init__()
        self.actions = actions

    def allowed(self, role: str) -> frozenset[str]:
        return self.actions


def found(actions: frozenset[str], *kinds: str) -> Finding:
    deployed = DeployedStage(
        stage="test",
        outputs={},
        configuration=Configuration(SlackChannel("#alarms"), scale=ScaleSettings(kinds=kinds)),
        deployment=Allowing(actions),
        fetch=str,
        http=lambda url, body, headers: 200,
        functions={"worker": Function("bellhop-test-worker", "python3.13", 120, "role", {})},
    )
    (finding,) = look_at_rights(deployed)
    return finding


@pytest.mark.parametrize(
    ("actions", "kinds"),
    [(ALWAYS, ("group",)), (ALWAYS | set(OF_ECS), ("group", "ecs")), (ALWAYS | set(OF_ECS), ("group",))],
)
def test_what_is_needed_is_allowed(actions: frozenset[str], kinds: tuple[str, ...]) -> None:
    assert found(actions, *kinds).level is Level.OK


def test_where_ecs_is_scaled_without_the_rights_it_says_with_which_parameter_they_come() -> None:
    finding = found(ALWAYS, "group", "ecs")
    assert finding.level is Level.FAIL
    assert "ecs:UpdateService" in finding.seen
    assert '--param="scale-ecs=yes"' in str(finding)


def test_where_numbers_are_scaled_without_the_rights_it_says_with_which_parameter_they_come() -> None:
    finding = found(ALWAYS, "group", "dynamodb", "lambda")
    assert finding.level is Level.FAIL
    assert "dynamodb:UpdateTable" in finding.seen
    assert '--param="scale-numbers=dynamodb,lambda"' in str(finding)
    rights = {right for kind in ("dynamodb", "lambda") for row in OF_KIND[kind] for right in row.rights}
    assert found(ALWAYS | rights | set(OF_NUMBERS), "group", "dynamodb", "lambda").level is Level.OK


def test_what_every_worker_needs_is_to_be_added_to_its_role() -> None:
    finding = found(ALWAYS - {"autoscaling:SetDesiredCapacity"}, "group", "ecs")
    assert finding.level is Level.FAIL
    assert "autoscaling:SetDesiredCapacity" in finding.seen
    assert "WorkerRole" in str(finding)
