"""One list of commands: the catalogue; the manifest, the README, the worker's role and the template follow it."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pytest
import yaml
from botocore.session import get_session

from app.aws.pricing import AWS_ACTIONS as OF_PRICES
from app.card_actions.catalogue import AWS_ACTIONS
from app.commands.catalogue import COMMANDS
from app.ops.manifest import SCOPES, manifest_text
from app.queues.queue import MAX_RECEIVES
from app.scaling.ecs_services import AWS_ACTIONS as OF_ECS
from tests.house.tree import ROOT


class CloudFormation(yaml.SafeLoader):
    """Reads !Ref, !GetAtt and their like as plain values."""


CloudFormation.add_multi_constructor("!", lambda loader, suffix, node: _plain(loader, node))


def _plain(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    assert isinstance(node, yaml.MappingNode)
    return loader.construct_mapping(node, deep=True)


@cache
def resources() -> dict[str, Any]:
    """The resources of every file of infrastructure/, which serverless.yml puts together."""
    found: dict[str, Any] = {}
    for file in sorted((ROOT / "infrastructure").glob("*.yml")):
        loaded = yaml.load(file.read_text(encoding="utf-8"), Loader=CloudFormation)  # a SafeLoader with tags
        found |= loaded.get("Resources", {})
    return found


def allowed_actions(role: str) -> set[str]:
    """Every IAM action that a role's statements allow."""
    policies = resources()[role]["Properties"]["Policies"]
    written = [policy for policy in policies if isinstance(policy, dict)]  # beside those that secrets.js writes
    statements = [statement for policy in written for statement in policy["PolicyDocument"]["Statement"]]
    actions = [statement["Action"] for statement in statements if statement["Effect"] == "Allow"]
    return {action for entry in actions for action in (entry if isinstance(entry, list) else [entry])}


def test_the_manifest_is_the_catalogues() -> None:
    written = (ROOT / "slack-manifest.json").read_text(encoding="utf-8")

    assert written == manifest_text(), "run: python -m app manifest > slack-manifest.json"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_the_readme_names_every_command(command: Any) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert f"`{command.name}" in readme, f"README.md lacks a row for {command.name}"


def test_the_readme_names_every_scope() -> None:
    readme = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")

    assert not [scope for scope in SCOPES if f"`{scope}`" not in readme]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_the_workers_role_allows_what_a_command_needs(command: Any) -> None:
    missing = set(command.aws_actions) - allowed_actions("WorkerRole")

    assert not missing, f"infrastructure/roles.yml, WorkerRole: add {sorted(missing)} for {command.name}"


def test_the_workers_role_allows_what_commands_and_buttons_need_and_nothing_else() -> None:
    needed = {action for command in COMMANDS for action in command.aws_actions} | set(AWS_ACTIONS)
    of_commands = {
        action
        for action in allowed_actions("WorkerRole")
        if action.startswith(("autoscaling", "cloudwatch", "ec2", "sns"))
    }

    assert of_commands == needed


def test_where_prices_are_wanted_the_workers_role_allows_to_look_into_the_list_and_nothing_else() -> None:
    conditional = [each for each in resources()["WorkerRole"]["Properties"]["Policies"] if isinstance(each, list)]
    policy = next(each[1]["PolicyDocument"] for each in conditional if each[0] == "HasPrices")

    assert tuple(each["Action"] for each in policy["Statement"]) == OF_PRICES


@pytest.mark.parametrize("role", ["WorkerRole", "AlarmsRole"])
def test_a_role_allows_of_the_table_what_its_door_asks_for(role: str) -> None:
    of_table = {action for action in allowed_actions(role) if action.startswith("dynamodb:")}

    assert of_table == {f"dynamodb:{call}" for call in ("GetItem", "BatchGetItem", "PutItem", "DeleteItem", "Query")}


@pytest.mark.parametrize("actions", [*(command.aws_actions for command in COMMANDS), AWS_ACTIONS, OF_ECS, OF_PRICES])
def test_the_actions_of_commands_and_buttons_exist(actions: tuple[str, ...]) -> None:
    for action in actions:
        service, operation = action.split(":")
        assert operation in operations(service)


@cache
def operations(service: str) -> frozenset[str]:
    """Those that AWS has, as its SDK knows them."""
    return frozenset(get_session().get_service_model(service).operation_names)


def test_command_names_are_unique_and_as_slack_wants_them() -> None:
    names = [command.name for command in COMMANDS]

    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"/[a-z0-9_-]{1,31}", name) for name in names)


def test_texts_of_the_manifest_keep_slacks_limits() -> None:
    manifest = json.loads(manifest_text())

    for command in manifest["features"]["slash_commands"]:
        assert len(command["description"]) <= 2000
        assert len(command["usage_hint"]) <= 1000
    assert len(manifest["display_information"]["description"]) <= 140


def test_the_worker_knows_its_last_receive() -> None:
    receives = {
        name: queue["Properties"]["RedrivePolicy"]["maxReceiveCount"]
        for name, queue in resources().items()
        if queue["Type"] == "AWS::SQS::Queue" and "RedrivePolicy" in queue.get("Properties", {})
    }

    assert set(receives.values()) == {MAX_RECEIVES}, receives
