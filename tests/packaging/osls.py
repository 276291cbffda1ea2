"""The CloudFormation template that osls writes of serverless.yml."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sandbox.locks import alone
from sandbox.root import HOME
from tests.patience import NO_TIMEOUT
from tools import node
from tools.package import ROOT

TEMPLATE = "cloudformation-template-update-stack.json"
NOTHING: Mapping[str, str] = {}


def written(
    folder: Path, parameters: Mapping[str, str] = NOTHING, environment: Mapping[str, str] = NOTHING, stage: str = "test"
) -> Path:
    """The template's file; of the deployer's environment osls finds only Node's, and this."""
    node.ensure()
    given = [f"--param={name}={value}" for name, value in parameters.items()]
    osls = str(ROOT / "node_modules" / ".bin" / "osls")  # what npx runs after half a second
    command = [osls, "package", "--stage", stage, "--package", str(folder), *given]
    inherited = {
        name: value for name, value in node.environment().items() if not name.startswith(("SLACK_", "AWS_", "BELLHOP_"))
    }
    asyncio.run(_alone(command, {**inherited, "AWS_REGION": "us-east-1", **environment}))
    return folder / TEMPLATE


async def _alone(command: list[str], environment: dict[str, str]) -> None:
    """osls clears .serverless away, which a deployment beside this one reads from."""
    async with alone(HOME / "deploy.lock"):
        subprocess.run(command, check=True, cwd=ROOT, env=environment, capture_output=True, timeout=NO_TIMEOUT)


def variables(template_file: Path) -> dict[str, dict[str, Any]]:
    """Each function's environment variables as the template has them: `{"slack": {name: text or {"Ref": ...}}}`."""
    resources = json.loads(template_file.read_text())["Resources"]
    functions = {
        name: each["Properties"] for name, each in resources.items() if each["Type"] == "AWS::Lambda::Function"
    }
    return {
        name.removesuffix("LambdaFunction").lower(): each["Environment"]["Variables"]
        for name, each in functions.items()
    }
