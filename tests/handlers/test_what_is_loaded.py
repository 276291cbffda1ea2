"""What each Lambda function loads while it starts: what is new costs every cold start, so it is added by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable

import pytest

from tests.handlers.test_handlers import ROOT, SETTINGS

LIST_THEM = "import json, sys, handlers.{function}; print(json.dumps(sorted(sys.modules)))"
LISTED = ("app", "slack_bolt", "slack_sdk", "boto3")

EVERY_FUNCTION = {
    "app.aws.door",
    "app.aws.repeats",
    "app.aws.secrets",
    "app.aws.sqs",
    "app.aws.unusable",
    "app.base",
    "app.config.secrets",
    "app.config.settings",
    "app.queues",
    "app.runtime.open_connections",
    "app.runtime.wiring",
    "app.slack.calls",
    "app.slack.channels",
    "app.slack.client",
    "app.slack.error_codes",
    "app.slack.errors",
    "app.slack.messages",
    "app.slack.names",
    "app.slack.person",
    "app.slack.taken_blocks",
    "app.slack.token",
    "app.slack.upload",
    "app.slack.wire",
    "boto3",
    "slack_sdk.errors",
    "slack_sdk.http_retry",
    "slack_sdk.models",
    "slack_sdk.proxy_env_variable_loader",
    "slack_sdk.version",
    "slack_sdk.web",
    "slack_sdk.webhook",
}
# The parts that everything below a listener, a timer or an alarm is made of.
PARTS = {
    "app.access",
    "app.alarms",
    "app.aws.alarm",
    "app.aws.autoscaling",
    "app.aws.cloudwatch",
    "app.aws.dynamodb",
    "app.aws.scaling",
    "app.aws.scaling_policy",
    "app.config",
    "app.listeners.services",
    "app.slack.interactions",
    "app.slack.posting",
    "app.slack.stored_blocks",
    "app.slack.stored_channels",
    "app.store",
}
# A command of one file is loaded whole; of a folder, only what it needs to acknowledge.
ONE_FILE_COMMANDS = {f"app.commands.{path.stem}" for path in (ROOT / "app" / "commands").glob("*.py")}
# What is registered, and what that needs to acknowledge: no alarms, no table, no configuration.
ACKNOWLEDGED = ONE_FILE_COMMANDS - {"app.commands.__init__"} | {
    "app.card_actions.acknowledge",
    "app.card_actions.catalogue",
    "app.card_actions.details",
    "app.card_actions.acknowledge_all",
    "app.card_actions.digest_alarms",
    "app.card_actions.digest_list",
    "app.card_actions.hand_over",
    "app.card_actions.in_hand",
    "app.card_actions.mute_all",
    "app.card_actions.incident",
    "app.card_actions.join",
    "app.card_actions.mute",
    "app.card_actions.mute_form",
    "app.card_actions.release",
    "app.card_actions.take_over",
    "app.commands.scale.buttons",
    "app.commands.scale.calendar",
    "app.commands.scale.consequences",
    "app.commands.scale.form",
    "app.commands.scale.request",
    "app.commands.scale.sizes",
    "app.commands.scale.snapshot",
    "app.commands.scale.verbs",
    "app.commands.scale.words",
    "app.aws.scaling",
    "app.commands.forcealarm.buttons",
    "app.commands.forcealarm.request",
    "app.listeners.job",
    "app.listeners.listener",
    "app.runtime.bolt",
    "app.runtime.edge",
    "app.runtime.entries",
    "app.slack.interactions",
    "app.slack.signature",
    "slack_bolt",
    "slack_sdk.oauth",
    "slack_sdk.signature",
}
MAY_LOAD = {
    "slack": EVERY_FUNCTION | ACKNOWLEDGED,
    "worker": EVERY_FUNCTION
    | PARTS
    | {"app.card_actions", "app.commands", "app.listeners", "app.runtime", "app.slack"},
    "alarms": EVERY_FUNCTION | PARTS,
}


def loaded_by(function: str) -> list[str]:
    """Every module of ours and of Slack's and AWS's SDKs that importing the handler loads, in a fresh interpreter."""
    ended = subprocess.run(
        [sys.executable, "-c", LIST_THEM.format(function=function)],
        cwd=ROOT,
        env=SETTINGS,
        capture_output=True,
        text=True,
        check=True,
    )
    names: list[str] = json.loads(ended.stdout)
    return [name for name in names if name.partition(".")[0] in LISTED]


def is_within(name: str, prefixes: Iterable[str]) -> bool:
    """Whether the module is one of these or in one of them, or a package that one of them is in."""
    return any(f"{name}.".startswith(f"{each}.") or each.startswith(f"{name}.") for each in prefixes)


@pytest.mark.parametrize("function", MAY_LOAD)
def test_a_function_loads_what_is_listed_and_nothing_else(function: str) -> None:
    assert [name for name in loaded_by(function) if not is_within(name, MAY_LOAD[function])] == []


@pytest.mark.parametrize("function", MAY_LOAD)
def test_what_is_listed_is_loaded(function: str) -> None:
    """Else the list would grow into a licence."""
    loaded = loaded_by(function)

    assert [
        each for each in sorted(MAY_LOAD[function]) if not any(f"{name}.".startswith(f"{each}.") for name in loaded)
    ] == []


def test_the_worker_loads_at_its_start_whatever_a_job_will_run() -> None:
    rooms = ("app.commands.", "app.card_actions.")
    files = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for room in ("commands", "card_actions")
        for path in (ROOT / "app" / room).rglob("*.py")
    }

    assert {name for name in files if name.startswith(rooms)} <= set(loaded_by("worker"))
