"""A deployment with a webhook alone, by the very line that docs/operate.md shows: each of its functions starts."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.packaging.osls import variables, written
from tests.patience import NO_TIMEOUT
from tools.package import ROOT

NOBODY = "http://127.0.0.1:9"  # the discard port: connections are refused at once
CALL = """
import importlib, json, sys
from tests.fakes.bellhop import Context
module, _, name = {handler!r}.rpartition(".")
print(json.dumps(getattr(importlib.import_module(module), name)(json.loads(sys.stdin.read()), Context())))
"""
WATCHED = {"Records": [{"messageId": "1", "eventSource": "aws:sqs", "body": "{}", "attributes": {}}]}


def parameters_of_the_page() -> dict[str, str]:
    """What `make deploy` is given there."""
    page = (ROOT / "docs" / "operate.md").read_text()
    (line,) = re.findall(r"^make deploy .*webhook-url.*$", page, re.MULTILINE)
    (arguments,) = [word.removeprefix("ARGS=") for word in shlex.split(line) if word.startswith("ARGS=")]
    pairs = [word.removeprefix("--param=").partition("=") for word in shlex.split(arguments)]
    return {name: value for name, _, value in pairs}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("webhook"), parameters_of_the_page(), stage="prod")


def invoke(template: Path, function: str, event: Any) -> subprocess.CompletedProcess[str]:
    """A function of the template in a fresh interpreter, with the variables that it is deployed with."""
    resources = json.loads(template.read_text())["Resources"]
    handler = resources[f"{function.title()}LambdaFunction"]["Properties"]["Handler"]
    deployed = {
        name: value if isinstance(value, str) else f"{NOBODY}/123456789012/{function}"
        for name, value in variables(template)[function].items()
    }
    aws = {"AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    return subprocess.run(
        [sys.executable, "-c", CALL.format(handler=handler)],
        cwd=ROOT,
        env={**aws, "AWS_ENDPOINT_URL": NOBODY, **deployed},
        input=json.dumps(event),
        capture_output=True,
        text=True,
        timeout=NO_TIMEOUT,
        check=False,
    )


def test_slack_is_told_that_there_is_no_bot(template: Path) -> None:
    ran = invoke(template, "slack", {})
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout.splitlines()[-1])["statusCode"] == 404


def test_timers_of_cards_that_are_none_are_finished_with(template: Path) -> None:
    ran = invoke(template, "worker", WATCHED)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout.splitlines()[-1]) == {"batchItemFailures": []}


def test_alarms_start_by_the_webhooks_address(template: Path) -> None:
    ran = invoke(template, "alarms", {"Records": []})
    assert ran.returncode == 0, ran.stderr
    assert variables(template)["alarms"]["SLACK_WEBHOOK_URL"] == parameters_of_the_page()["webhook-url"]


def test_no_function_is_told_of_a_bot_token_or_may_read_one(template: Path) -> None:
    assert {each["SLACK_BOT_TOKEN"] for each in variables(template).values()} == {""}
    assert variables(template)["slack"]["SLACK_SIGNING_SECRET"] == ""
    assert "parameter/bellhop/prod/bot-token" not in template.read_text()
