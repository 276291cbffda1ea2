"""The template with all of its options, deployed as a stage of its own beside the sandbox's."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from app.config.kinds import NUMBERS
from sandbox.locks import alone
from sandbox.root import HOME, ROOT
from tests.sandbox_process import SandboxProcess
from tools.node import environment

STAGE = "options"


@pytest.fixture(scope="module")
def stack(sandbox: SandboxProcess) -> Iterator[dict[str, str]]:
    """The outputs of a stack with every option, which nobody's Slack hears of: it has no secrets."""
    key = sandbox.client("kms").create_key()["KeyMetadata"]["Arn"]
    parameters = {
        "data-key": key,
        "secrets-key": key,
        "scale-tag": "team=shop",
        "other-accounts": "111111111111,222222222222",
        "warn-email": "oncall@example.com",
        "alarm-events": "yes",
        "scaling-events": "yes",
        "scale-ecs": "yes",
        "scale-numbers": ",".join(NUMBERS),
        "direct-action": "no",
        "reserved-concurrency": "no",
        "tracing": "Active",
        "snap-start": "true",
        "log-days": "7",
    }
    account = {
        "AWS_ACCESS_KEY_ID": sandbox.at.aws_access_key_id,
        "AWS_SECRET_ACCESS_KEY": sandbox.at.aws_secret_access_key,
        "AWS_REGION": sandbox.at.region,
    }
    given = [f"--param={name}={value}" for name, value in parameters.items()]
    env = {
        **environment(),
        **account,
        "AWS_ENDPOINT_URL": sandbox.at.aws_endpoint_url,
        "NODE_EXTRA_CA_CERTS": sandbox.at.ca_file,
    }
    done = asyncio.run(deployed(given, env))
    assert done.returncode == 0, done.stdout + done.stderr
    cloudformation = sandbox.client("cloudformation")
    (made,) = cloudformation.describe_stacks(StackName=f"bellhop-{STAGE}")["Stacks"]
    yield {**{each["OutputKey"]: each["OutputValue"] for each in made["Outputs"]}, "key": key}
    cloudformation.delete_stack(StackName=f"bellhop-{STAGE}")


async def deployed(given: list[str], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """osls writes into .serverless, so it waits for other sandboxes' deployments of this checkout."""
    command = [str(ROOT / "node_modules" / ".bin" / "osls"), "deploy", "--stage", STAGE, *given]
    async with alone(HOME / "deploy.lock"):
        return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)


def test_the_stack_says_what_and_which_stage_it_is(sandbox: SandboxProcess, stack: dict[str, str]) -> None:
    (made,) = sandbox.client("cloudformation").describe_stacks(StackName=f"bellhop-{STAGE}")["Stacks"]

    tags = {tag["Key"]: tag["Value"] for tag in made["Tags"]}
    assert tags.items() >= {"app": "bellhop", "stage": STAGE}.items()


def test_every_queue_has_the_customers_key(sandbox: SandboxProcess, stack: dict[str, str]) -> None:
    """The topics and the table too (tests/packaging), but the emulator forgets theirs."""
    sqs, urls = sandbox.client("sqs"), [value for name, value in stack.items() if name.endswith("QueueUrl")]

    found = [sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"] for url in urls]
    assert [each["KmsMasterKeyId"] for each in found] == [stack["key"]] * 6


def test_a_group_without_the_tag_may_not_be_changed_and_still_be_looked_at(
    sandbox: SandboxProcess, stack: dict[str, str]
) -> None:
    role = sandbox.client("lambda").get_function_configuration(FunctionName=f"bellhop-{STAGE}-worker")["Role"]
    session = sandbox.client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    worker = sandbox.client(
        "autoscaling",
        aws_access_key_id=session["AccessKeyId"],
        aws_secret_access_key=session["SecretAccessKey"],
        aws_session_token=session["SessionToken"],
    )

    assert worker.describe_auto_scaling_groups()["AutoScalingGroups"]
    with pytest.raises(ClientError, match="not authorized to perform: autoscaling:SetDesiredCapacity"):
        worker.set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=2)


@pytest.mark.parametrize(
    ("rule", "payload"),
    [
        ("AlarmEvents", "eventbridge_metric"),
        ("AlarmEvents", "eventbridge_composite"),
        ("AlarmEvents", "eventbridge_contributor"),
        ("ScalingEvents", "asg_event_launch_unsuccessful"),
    ],
)
def test_a_rule_puts_the_events_that_aws_sends_onto_the_alarms_queue(
    sandbox: SandboxProcess, stack: dict[str, str], rule: str, payload: str
) -> None:
    """Nobody but AWS may put an event of AWS's own, so the rule is asked whether it would take it."""
    events = sandbox.client("events")
    (made,) = (each for each in events.list_rules()["Rules"] if f"{STAGE}-{rule}Rule" in each["Name"])
    event = (ROOT / f"tests/payloads/alarms/{payload}.json").read_text()

    assert events.test_event_pattern(EventPattern=made["EventPattern"], Event=event)["Result"]
    (target,) = events.list_targets_by_rule(Rule=made["Name"])["Targets"]
    assert target["Arn"] == stack["AlarmsQueueArn"]
    assert target["DeadLetterConfig"]["Arn"].endswith("-alarms-dead")
