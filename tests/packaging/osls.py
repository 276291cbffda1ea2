"""The CloudFormation template that osls writes of serverless.yml."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tools import node
from tools.package import ROOT

NOTHING: Mapping[str, str] = {}


def written(
    folder: Path, parameters: Mapping[str, str] = NOTHING, environment: Mapping[str, str] = NOTHING, stage: str = "test"
) -> Path:
    """The template's file; of the deployer's environment osls finds only Node's, and this."""
    node.ensure()
    given = [f"--param={name}={value}" for name, value in parameters.items()]
    command = ["npx", "--no-install", "osls", "package", "--stage", stage, "--package", str(folder), *given]
    inherited = {name: value for name, value in node.environment().items() if not name.startswith(("SLACK_", "AWS_"))}
    subprocess.run(command, check=True, cwd=ROOT, env={**inherited, **environment}, capture_output=True)
    return folder / "cloudformation-template-update-stack.json"


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
