"""The template of the role in another account: whom it trusts, and what it lets them do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.aws.scaled_numbers.catalogue import OF_KIND
from app.base.errors import Misconfigured
from app.config.kinds import NUMBERS
from app.ops.role_template import AT_HOME, template, template_text


def statements(*kinds: str) -> list[dict[str, Any]]:
    (policy,) = template(kinds)["Resources"]["Role"]["Properties"]["Policies"]
    found: list[dict[str, Any]] = policy["PolicyDocument"]["Statement"]
    return found


def test_it_trusts_only_the_worker_that_knows_the_external_id() -> None:
    (trust,) = template()["Resources"]["Role"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"AWS": {"Ref": "WorkerRoleArn"}}
    assert trust["Condition"] == {"StringEquals": {"sts:ExternalId": {"Ref": "ExternalId"}}}


def test_what_changes_something_is_for_things_of_the_account_and_nothing_is_a_wildcard_of_actions() -> None:
    *changing, looking = statements()
    assert all("${AWS::AccountId}" in each["Resource"]["Fn::Sub"] for each in changing)
    reads = ("Describe", "Get", "List")
    assert all(action.partition(":")[2].startswith(reads) for action in looking["Action"])
    allowed = {action for each in statements() for action in each["Action"]}
    assert not [action for action in allowed if "*" in action]
    assert allowed.isdisjoint(AT_HOME)
    assert {"autoscaling:SetDesiredCapacity", "cloudwatch:PutAlarmMuteRule", "cloudwatch:SetAlarmState"} <= allowed


def test_of_scalable_targets_only_those_of_ecs_and_of_the_numbers_that_are_asked_for_may_be_changed() -> None:
    def of(*kinds: str) -> Any:
        (found,) = (each for each in statements(*kinds) if "scalable-target" in str(each["Resource"]))
        return found["Condition"]["StringEquals"]["application-autoscaling:service-namespace"]

    assert of() == ["ecs"]
    assert of("dynamodb", "spot") == ["ecs", "dynamodb", "ec2"]


@pytest.mark.parametrize("kind", OF_KIND)
def test_a_kind_of_numbers_has_what_its_rows_need_and_without_it_nothing_of_that(kind: str) -> None:
    def allowed(*kinds: str) -> set[str]:
        return {action for each in statements(*kinds) for action in each["Action"]}

    assert allowed(kind) - allowed() == {right for row in OF_KIND[kind] for right in row.rights} - allowed()
    assert {right for row in OF_KIND[kind] for right in row.rights} <= allowed(kind)


def test_kinds_are_named_as_in_the_deployment() -> None:
    assert json.loads(template_text("dynamodb, lambda")) == template(["dynamodb", "lambda"])
    assert json.loads(template_text("no")) == template()
    with pytest.raises(Misconfigured) as refused:
        template_text("dynamo")
    assert '--scale-numbers has "dynamo"; it may have dynamodb' in str(refused.value)


@pytest.mark.slow
def test_cloudformation_takes_it(tmp_path: Path) -> None:
    files = [tmp_path / "role.json", tmp_path / "role-of-numbers.json"]
    for file, numbers in zip(files, ("", ",".join(NUMBERS)), strict=True):
        file.write_text(template_text(numbers))
    cfn_lint = str(Path(sys.executable).parent / "cfn-lint")
    done = subprocess.run([cfn_lint, "--", *map(str, files)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
