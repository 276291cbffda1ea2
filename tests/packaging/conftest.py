"""The zip and the template as `serverless deploy` would use them, made once a session."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.config.kinds import NUMBERS
from tests.packaging.cloudformation import resolved
from tests.packaging.osls import TEMPLATE, written
from tests.patience import NO_TIMEOUT
from tools.bytecode import Compiler, find_compiler
from tools.package import ROOT

# Literals in the deployer's environment; none of them may travel.
PLANTED = {
    "SLACK_BOT_TOKEN": "xoxb-planted-in-the-environment",
    "SLACK_SIGNING_SECRET": "planted-signing-secret",
    "SLACK_APP_TOKEN": "xapp-planted-in-the-environment",
    "SLACK_WEBHOOK_URL": "https://hooks.slack.com/services/T0/B0/planted-in-the-environment",
    "AWS_SECRET_ACCESS_KEY": "planted-aws-secret-key",
}
# Parameters that CloudFormation has too, under the same names in its own spelling: data-key is DataKey.
FULL = {
    "data-key": "arn:aws:kms:us-east-1:123456789012:key/1",
    "other-accounts": "111111111111,222222222222",
    "roles": "arn:aws:iam::111111111111:role/bellhop,arn:aws:iam::222222222222:role/bellhop",
    "alarm-events": "yes",
    "scaling-events": "yes",
    "scale-ecs": "yes",
    "direct-action": "no",
    "reserved-concurrency": "no",
    "warn-email": "oncall@example.com",
}


def shared(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder of that name, filled once for all processes of a run."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = folder.with_suffix(".unfinished")
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(folder)
    return folder


@pytest.fixture(scope="session")
def planted() -> dict[str, str]:
    return PLANTED


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    command = [sys.executable, "-m", "tools.package", "--out"]

    def make(folder: Path) -> None:
        out = str(folder / "bellhop.zip")
        subprocess.run([*command, out], check=True, cwd=ROOT, env={**os.environ, **PLANTED}, timeout=NO_TIMEOUT)

    return shared(tmp_path_factory, "zip", make) / "bellhop.zip"


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
    folder = shared(tmp_path_factory, "template", lambda folder: written(folder, environment=PLANTED))
    return (folder / TEMPLATE).read_text()


@pytest.fixture(scope="session")
def template(template_text: str) -> dict[str, Any]:
    """What is deployed where no parameter is given."""
    return resolved(json.loads(template_text), {})


@pytest.fixture(scope="session")
def full_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template with all that the parameters offer."""
    parameters = {
        **FULL,
        "scale-numbers": ",".join(NUMBERS),
        "tracing": "Active",
        "snap-start": "true",
        "scale-tag": "team=shop",
        "log-days": "7",
    }
    return shared(tmp_path_factory, "full", lambda folder: written(folder, parameters, PLANTED)) / TEMPLATE


@pytest.fixture(scope="session")
def full(full_file: Path) -> dict[str, Any]:
    """What is deployed then."""
    named = {name.title().replace("-", ""): value for name, value in FULL.items()}
    return resolved(json.loads(full_file.read_text()), {**named, "Tracing": "Active"})
