"""docs/deploy.md is followed: every command of the page is run, in its order, against the sandbox.

By an account's owner until the policy of who deploys is made, and from then on by somebody who has only that.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from sandbox.root import HOME, ROOT
from tests.sandbox_process import SandboxProcess, running_sandbox
from tools import node

pytestmark = [pytest.mark.timeout(600), pytest.mark.slow]

PAGE = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^( *)```sh\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
MAKES_THE_POLICY = "aws iam create-policy"
NOT_RUN = {
    "git pull": "there is nothing to pull",
    ".venv/bin/python -m app secret encrypt": "it asks at a prompt; tests/app/ops/test_encrypt.py types there",
    "WORKER=": "the second account is in tests/flows/test_accounts.py",
    ".venv/bin/python -m app role-template": "tests/app/ops/test_role_template.py and tools/check_template.py do",
    "aws --profile other": "there is no second account here",
}


def commands(page: str = PAGE) -> list[str]:
    """All commands of the page in order, each on one line."""
    text = "\n".join(re.sub(f"^{indent}", "", block, flags=re.MULTILINE) for indent, block in BLOCK.findall(page))
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    return [re.sub(r"\s+# .*", "", line).strip() for line in lines if line.strip()]


def is_run(command: str) -> bool:
    return not any(command.startswith(other) for other in NOT_RUN)


@pytest.fixture(scope="module")
def account() -> Iterator[SandboxProcess]:
    """A Slack, and an AWS account in which nobody deployed anything."""
    with running_sandbox("--no-deploy") as running:
        yield running


def environment(account: SandboxProcess, folder: Path) -> dict[str, str]:
    """Of a shell that has the AWS CLI, and reaches the account and its Slack as others reach theirs by the internet."""
    own = ("AWS_", "SLACK_", "BELLHOP_", "STAGE")
    inherited = {name: text for name, text in node.environment().items() if not name.startswith(own)}
    tools = folder / "bin"
    tools.mkdir(exist_ok=True)
    aws = f'exec {sys.executable} {ROOT}/tests/flows/aws_command.py "$@"'
    # osls takes the proxy for what is on this machine too; and one deployment of a checkout waits for another.
    npx = f'unset HTTPS_PROXY; exec flock {HOME}/deploy.lock {ROOT}/.venv/bin/npx "$@"'
    real = subprocess.check_output(["sh", "-c", "command -v npx"], env=node.environment(), text=True).strip()
    for name, line in (("aws", aws), ("npx", npx.replace(f"{ROOT}/.venv/bin/npx", real))):
        (tools / name).write_text(f"#!/bin/sh\n{line}\n")
        (tools / name).chmod(0o755)
    return {
        **inherited,
        **{name: text for name, text in account.at.environment().items() if not name.startswith("BELLHOP_")},
        "NODE_EXTRA_CA_CERTS": account.at.ca_file,
        "SLS_AWS_MONITORING_FREQUENCY": "500",
        "PATH": f"{tools}:{inherited['PATH']}",
        # make puts the venv first, which has an npx where Node came from PyPI.
        "MAKEFLAGS": f"PATH={tools}:{ROOT}/.venv/bin:{inherited['PATH']}",
    }


def run(lines: list[str], env: Mapping[str, str]) -> str:
    script = "\n".join(lines)
    ran = subprocess.run(
        ["bash", "-eux", "-c", script],
        cwd=ROOT,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout[-6000:]
    return ran.stdout


def deployer(account: SandboxProcess) -> dict[str, str]:
    """The key of somebody who has the policy of the page, and no more."""
    iam = account.client("iam")
    (policy,) = [
        each for each in iam.list_policies(Scope="Local")["Policies"] if each["PolicyName"] == "bellhop-deployer"
    ]
    iam.create_user(UserName="deployer")
    iam.attach_user_policy(UserName="deployer", PolicyArn=policy["Arn"])
    key = iam.create_access_key(UserName="deployer")["AccessKey"]
    return {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}


def test_what_is_not_run_is_on_the_page() -> None:
    assert not [command for command in NOT_RUN if not any(line.startswith(command) for line in commands())]


def test_every_command_of_the_page_works_in_its_order(account: SandboxProcess, tmp_path: Path) -> None:
    assert not (ROOT / ".env").exists(), "make would take the settings of .env"
    owner = f"AWS_ACCESS_KEY_ID={account.at.aws_access_key_id} AWS_SECRET_ACCESS_KEY={account.at.aws_secret_access_key}"
    in_its_place = {
        "eu-central-1": account.at.region,
        "--value xoxb-...": f"--value {account.at.bot_token}",
        "--value ...": f"--value {account.at.signing_secret}",
        "aws cloudwatch": f"{owner} aws cloudwatch",  # whose alarm it is
    }
    lines = [line for line in commands() if is_run(line)]
    for shown, real in in_its_place.items():
        assert any(shown in line for line in lines), shown
        lines = [line.replace(shown, real) for line in lines]
    owners = next(number for number, line in enumerate(lines, start=1) if line.startswith(MAKES_THE_POLICY))
    env = environment(account, tmp_path)

    run(lines[:owners], env)
    said = run(lines[owners:], {**env, **deployer(account)})

    assert said.count("Everything is OK.") == sum(line.startswith("make doctor") for line in lines)
    assert "https://api.slack.com/apps?new_app=1&manifest_json=" in said
    (alarm,) = account.client("cloudwatch").describe_alarms(AlarmNames=["web-high-cpu"])["MetricAlarms"]
    assert alarm["AlarmActions"] == alarm["OKActions"] == ["arn:aws:sns:us-east-1:123456789012:bellhop-prod-alarms"]
