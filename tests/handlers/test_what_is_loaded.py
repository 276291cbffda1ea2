"""What each Lambda function loads while it starts: what is new costs every cold start, so it is added by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from functools import cache

import pytest

from tests.handlers.test_handlers import ROOT, SETTINGS

LIST_THEM = "import json, sys, handlers.{function}; print(json.dumps(sorted(sys.modules)))"
LISTED = ("app", "slack_bolt", "slack_sdk")

EVERY_FUNCTION = {
    "app.aws.door",
    "app.aws.repeats",
    "app.aws.secrets",
    "app.aws.sqs",
    "app.aws.unusable",
    "app.base",
    "app.config.roots",
    "app.config.secrets",
    "app.config.settings",
    "app.queues",
    "app.runtime.open_connections",
    "app.runtime.wiring",
    "app.slack.calls",
    "app.slack.channels",
    "app.slack.client",
    "app.slack.connections",
    "app.slack.error_codes",
    "app.slack.errors",
    "app.slack.messages",
    "app.slack.names",
    "app.slack.person",
    "app.slack.taken_blocks",
    "app.slack.token",
    "app.slack.wire",
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
    "app.aws.cloudwatch_client",
    "app.aws.dynamodb",
    "app.aws.scaling",
    "app.aws.scaling_policy",
    "app.aws.sns",
    "app.aws.ec2",
    "app.aws.alarm_definition",
    "app.aws.alarm_edits",
    "app.aws.alarm_facts",
    "app.config",
    "app.listeners.services",
    "app.scaling.targets",
    "app.scaling.words",
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
    "app.card_actions.export",
    "app.card_actions.hand_over",
    "app.card_actions.in_hand",
    "app.card_actions.mute_all",
    "app.card_actions.incident",
    "app.card_actions.join",
    "app.card_actions.mute",
    "app.card_actions.mute_form",
    "app.card_actions.release",
    "app.card_actions.release_all",
    "app.card_actions.take_over",
    "app.card_actions.unmute_all",
    "app.commands.scale.buttons",
    "app.commands.scale.consequences",
    "app.commands.scale.form",
    "app.commands.scale.pick",
    "app.commands.scale.request",
    "app.commands.scale.returns",
    "app.commands.scale.sizes",
    "app.commands.scale.snapshot",
    "app.commands.scale.verbs",
    "app.commands.scale.words",
    "app.aws.scaling",
    "app.scaling.words",
    "app.commands.alarms.audit.buttons",
    "app.commands.alarms.buttons",
    "app.commands.alarms.make.buttons",
    "app.commands.alarms.make.draft",
    "app.commands.alarms.make.opening",
    "app.commands.alarms.words",
    "app.commands.alarms.verbs",
    "app.commands.forcealarm.buttons",
    "app.commands.forcealarm.what",
    "app.home.catalogue",
    "app.home.names",
    "app.listeners.help",
    "app.listeners.job",
    "app.listeners.listener",
    "app.listeners.times",
    "app.runtime.bolt",
    "app.runtime.edge",
    "app.runtime.entries",
    "app.runtime.said",
    "app.runtime.taken_in",
    "app.slack.events",
    "app.slack.interactions",
    "app.slack.shape",
    "app.slack.signature",
    "slack_bolt",
    "slack_sdk.oauth",
    "slack_sdk.signature",
}
# What only one way of being asked needs: λ slack's App, and what comes of an event.
ONLY_ASKED = {each for each in ACKNOWLEDGED if each.startswith(("app.runtime.", "app.slack.", "slack_"))}
# λ worker loads what a job may name, and what everyday jobs run: presses on cards and `/scale`. All else a command runs
# is imported by its first job (docs/decisions/everything-at-init.md), and stands in no list.
NAMED = ACKNOWLEDGED - ONLY_ASKED | {
    "app.commands.alarms.audit.timers",
    "app.commands.alarms.audit.wake",
    "app.commands.forcealarm.timers",
    "app.commands.forcealarm.wake",
    "app.home.refusals",
}
EVERYDAY = {
    "app.card_actions",
    "app.commands.scale",
    "app.listeners",
    "app.aws.price",
    "app.runtime",
    "app.scaling.catalogue",
    "app.scaling.groups",
    "app.slack",
}
MAY_LOAD = {
    "slack": EVERY_FUNCTION | ACKNOWLEDGED,
    "worker": EVERY_FUNCTION | PARTS | NAMED | EVERYDAY,
    "alarms": EVERY_FUNCTION | PARTS,
}
# All that is no part of Python; λ worker and λ alarms are woken by queues, and need no Bolt.
PACKAGES = {"botocore", "dateutil", "jmespath", "six", "slack_sdk", "urllib3"}
MAY_LOAD_PACKAGES = {"slack": PACKAGES | {"slack_bolt"}, "worker": PACKAGES, "alarms": PACKAGES}
# So many modules of ours and of Slack's SDKs at most: each costs every cold start, about half a million instructions.
MOST = {"slack": 315, "worker": 394, "alarms": 211}
# Parts of Python that are large, and for what a function never does, or seldom; Bolt brings sqlite3.
LARGE = {"doctest", "multiprocessing", "pydoc", "sqlite3", "tkinter", "unittest", "xmlrpc"}
LARGE |= {"fractions", "statistics", "zoneinfo"}
MAY_LOAD_LARGE = {"slack": {"sqlite3"}, "worker": set(), "alarms": set()}


@cache
def all_loaded_by(function: str) -> tuple[str, ...]:
    """Every module that importing the handler loads, in a fresh interpreter; without asserts, as in the zip."""
    ended = subprocess.run(
        [sys.executable, "-O", "-c", LIST_THEM.format(function=function)],
        cwd=ROOT,
        env=SETTINGS,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(json.loads(ended.stdout))


def loaded_by(function: str) -> list[str]:
    """Those of ours and of Slack's SDKs."""
    return [name for name in all_loaded_by(function) if name.partition(".")[0] in LISTED]


def tops_loaded_by(function: str) -> set[str]:
    return {name.partition(".")[0] for name in all_loaded_by(function)}


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


@pytest.mark.parametrize("function", MOST)
def test_a_function_keeps_its_budget_of_modules(function: str) -> None:
    """`make bench ARGS=--quick` says what more costs; room that is left is taken back here."""
    assert MOST[function] - 20 < len(loaded_by(function)) <= MOST[function]


@pytest.mark.parametrize("function", MAY_LOAD_PACKAGES)
def test_a_function_loads_these_packages_and_no_others(function: str) -> None:
    ours = {"app", "handlers"}
    # In no zip, but loaded where it is installed: by botocore, an editable install, or a coverage run.
    not_ours = ("certifi", "coverage", "sitecustomize", "_")
    of_the_environment = {name for name in tops_loaded_by(function) if name.startswith(not_ours)}
    found = tops_loaded_by(function) - sys.stdlib_module_names - ours - of_the_environment

    assert found == MAY_LOAD_PACKAGES[function]


@pytest.mark.parametrize("function", MAY_LOAD_LARGE)
def test_a_function_loads_no_large_part_of_python_that_it_does_not_use(function: str) -> None:
    assert tops_loaded_by(function) & LARGE == MAY_LOAD_LARGE[function]
