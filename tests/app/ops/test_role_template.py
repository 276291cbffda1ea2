"""The template of the role in another account: whom it trusts, and what it lets them do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from app.ops.role_template import AT_HOME, template, template_text


def statements() -> list[dict[str, Any]]:
    (policy,) = template()["Resources"]["Role"]["Properties"]["Policies"]
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


def test_cloudformation_takes_it(tmp_path: Path) -> None:
    file = tmp_path / "role.json"
    file.write_text(template_text())
    cfn_lint = str(Path(sys.executable).parent / "cfn-lint")
    done = subprocess.run([cfn_lint, "--", str(file)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert json.loads(file.read_text()) == template()
