"""The names of what was deployed: by `osls deploy` of the project's own serverless.yml, or bare where asked for."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.aws.account import REGION, ROOT_KEY, ROOT_SECRET
from sandbox.aws.clients import Endpoint, root_client
from sandbox.aws.service_folder import service_folder
from sandbox.children import run
from sandbox.errors import SandboxError
from sandbox.root import ROOT
from tools.node import environment

if TYPE_CHECKING:
    from types_boto3_kms import KMSClient
    from types_boto3_secretsmanager import SecretsManagerClient
    from types_boto3_ssm import SSMClient

STAGE = "sandbox"
STACK = f"bellhop-{STAGE}"
FAILED = "{what} ended with status {status}; the last lines of {log}:\n{tail}"
MISSING_OUTPUT = "The stack {stack} has no output {name}: serverless.yml must name it under Outputs."
DEPLOYED_SECRETS = ("bot-token", "signing-secret")
KEY_ALIAS = "alias/bellhop"
SECRET_KEY = "value"
WITH_QUEUES = ("worker", "alarms")
PARAMETERS = {"scale-ecs": "yes", "scale-numbers": "dynamodb"}  # the world has ECS services and a table
MONITORING_MILLISECONDS = "500"


@dataclass(frozen=True)
class Stack:
    """What runs and where it can be reached; `api_id` is None where no function was deployed."""

    alarm_topic_arn: str
    table: str
    queue_urls: dict[str, str]
    dead_letter_queue_urls: dict[str, str]
    api_id: str | None


def store_secrets(ministack: Endpoint, secrets: dict[str, str], kind: str = "ssm") -> dict[str, str]:
    """The app's secrets in this kind of store; the parameters by which serverless.yml finds those it asks for.

    All of them are encrypted SSM parameters too, for who looks for them there.
    """
    ssm: SSMClient = root_client("ssm", ministack)
    for name, value in secrets.items():
        ssm.put_parameter(Name=f"/bellhop/{STAGE}/{name}", Value=value, Type="SecureString", Overwrite=True)
    if kind == "ssm":
        return {}
    deployed = {name: secrets[name] for name in DEPLOYED_SECRETS}
    return _in_kms(ministack, deployed) if kind == "kms" else _in_secrets_manager(ministack, deployed)


def _in_kms(ministack: Endpoint, secrets: dict[str, str]) -> dict[str, str]:
    kms: KMSClient = root_client("kms", ministack)
    key = kms.create_key(Description="what Bellhop's secrets are encrypted with")["KeyMetadata"]
    kms.create_alias(AliasName=KEY_ALIAS, TargetKeyId=key["KeyId"])
    command = [sys.executable, "-m", "app", "secret", "encrypt", "--key", KEY_ALIAS]
    env = _aws_environment(ministack)

    def encrypted(value: str) -> str:
        ran = subprocess.run(command, cwd=ROOT, env=env, input=value, capture_output=True, text=True, check=True)
        return ran.stdout.strip()

    return {"secrets-key": key["Arn"], **{name: encrypted(value) for name, value in secrets.items()}}


def _in_secrets_manager(ministack: Endpoint, secrets: dict[str, str]) -> dict[str, str]:
    """A secret for each, so that a role may read one and not the other; a key of JSON in it, as people keep them."""
    keeper: SecretsManagerClient = root_client("secretsmanager", ministack)
    for name, value in secrets.items():
        keeper.create_secret(Name=f"{STACK}-{name}", SecretString=json.dumps({SECRET_KEY: value}))
    return {name: f"secretsmanager:{STACK}-{name}#{SECRET_KEY}" for name in secrets}


async def prepare_tools(logs: Path) -> None:
    """Node, osls and the zip, where they are missing or old; what is there already takes no time."""
    for module in ("tools.node", "tools.package"):
        await _run_or_fail([sys.executable, "-m", module], logs / f"{module}.log", dict(os.environ))


async def deploy(ministack: Endpoint, slack_api_url: str, logs: Path, parameters: Mapping[str, str]) -> Stack:
    """Deploy serverless.yml onto ministack, as anybody would onto AWS."""
    env = {
        **_aws_environment(ministack),
        "SLACK_API_URL": slack_api_url,
        "SLS_AWS_MONITORING_FREQUENCY": MONITORING_MILLISECONDS,
    }
    given = [f"--param={name}={value}" for name, value in {**PARAMETERS, **parameters}.items()]
    osls = ROOT / "node_modules" / ".bin" / "osls"
    # osls clears .serverless away and writes it, which other deployments of one checkout read from.
    folder = service_folder(ROOT, logs / "service")
    await _run_or_fail([str(osls), "deploy", "--stage", STAGE, *given], logs / "deploy.log", env, folder)
    return await asyncio.to_thread(_read_stack, ministack)


def _aws_environment(ministack: Endpoint) -> dict[str, str]:
    return {
        **{name: value for name, value in environment().items() if not name.startswith(("AWS_", "SLACK_", "BELLHOP_"))},
        "AWS_ENDPOINT_URL": ministack.url,
        "AWS_CA_BUNDLE": str(ministack.ca_file),  # for boto3
        "NODE_EXTRA_CA_CERTS": str(ministack.ca_file),  # for osls
        "AWS_ACCESS_KEY_ID": ROOT_KEY,
        "AWS_SECRET_ACCESS_KEY": ROOT_SECRET,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
    }


async def _run_or_fail(command: list[str], log: Path, env: dict[str, str], cwd: Path = ROOT) -> None:
    status = await run(command, log, env, cwd)
    if status != 0:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-30:])
        what = " ".join(Path(part).name for part in command)
        raise SandboxError(FAILED.format(what=what, status=status, log=log, tail=tail))


def _read_stack(ministack: Endpoint) -> Stack:
    described = root_client("cloudformation", ministack).describe_stacks(StackName=STACK)
    outputs = {each["OutputKey"]: each["OutputValue"] for each in described["Stacks"][0].get("Outputs", [])}

    def output(name: str) -> str:
        if name not in outputs:
            raise SandboxError(MISSING_OUTPUT.format(stack=STACK, name=name))
        return str(outputs[name])

    return Stack(
        output("AlarmTopicArn"),
        output("TableName"),
        {name: output(f"{name.title()}QueueUrl") for name in ("jobs", "watch", "alarms")},
        {name: output(f"{name.title()}DeadLetterQueueUrl") for name in ("jobs", "watch", "alarms")},
        output("HttpApiId"),
    )
