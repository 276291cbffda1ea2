"""The zip and the template as `serverless deploy` would use them, made once a session."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tools import node
from tools.bytecode import Compiler, find_compiler
from tools.package import ROOT

# Literals in the deployer's environment; none of them may travel.
PLANTED = {
    "SLACK_BOT_TOKEN": "xoxb-planted-in-the-environment",
    "SLACK_SIGNING_SECRET": "planted-signing-secret",
    "SLACK_APP_TOKEN": "xapp-planted-in-the-environment",
    "AWS_SECRET_ACCESS_KEY": "planted-aws-secret-key",
}


@pytest.fixture(scope="session")
def planted() -> dict[str, str]:
    return PLANTED


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("zip") / "bellhop.zip"
    command = [sys.executable, "-m", "tools.package", "--out", str(out)]
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, **PLANTED})
    return out


@pytest.fixture(scope="session")
def entries(package: Path) -> dict[str, bytes]:
    """Every file of the zip by its name."""
    with zipfile.ZipFile(package) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="session")
def compiler() -> Compiler | None:
    """The interpreter that the zip's bytecode is made by, if this machine has one."""
    return find_compiler(ROOT / ".build")


@pytest.fixture(scope="session")
def template_text(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The CloudFormation template of stage `test`, as osls writes it with literal secrets in the environment."""
    node.ensure()
    folder = tmp_path_factory.mktemp("template")
    environment = {**node.environment(), **PLANTED}
    command = ["npx", "--no-install", "osls", "package", "--stage", "test", "--package", str(folder)]
    subprocess.run(command, check=True, cwd=ROOT, env=environment, capture_output=True)
    return (folder / "cloudformation-template-update-stack.json").read_text()


@pytest.fixture(scope="session")
def template(template_text: str) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(template_text)
    return parsed
