"""What a job's function may name: every command, button and modal of the catalogues, each once."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec

import pytest

from app.card_actions.catalogue import ALARM_BUTTONS, ALARM_MODALS
from app.commands.catalogue import COMMANDS
from app.home.catalogue import HOME_BUTTONS
from app.runtime.entries import UNKNOWN, catalogue_entries
from app.slack.messages.buttons import DO_IT_NOW
from tests.house.tree import ROOT

EVERYDAY = """
import json, sys
from sandbox.slack.threaded import running_slack
from tests.app.card_actions.muting import mute
from tests.app.card_actions.pressing import press, rung
from tests.app.people import type_in
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock

clock = SetClock()
with running_slack(clock=clock.epoch) as slack, listening(bellhop := Bellhop(slack, clock)):
    rung(bellhop)
    bellhop.edge({}), bellhop.worker
    before = set(sys.modules)
    for text in ("/scale", "/scale web", "/scale web 3"):
        type_in(bellhop, text)
    press(bellhop, "alarm_ack")
    mute(bellhop, span="60")
    clock.advance(600)
    bellhop.work()
    assert slack.messages("C0OPS")
print(json.dumps(sorted(name for name in set(sys.modules) - before if name.startswith("app."))))
"""


def test_every_command_button_and_modal_has_its_name() -> None:
    entries = catalogue_entries()
    assert {command.name for command in COMMANDS} <= set(entries)
    assert {f"button:{button.name}" for button in ALARM_BUTTONS} <= set(entries)
    assert {f"modal:{modal.name}" for modal in ALARM_MODALS} <= set(entries)
    assert {DO_IT_NOW, UNKNOWN} <= set(entries)


def test_no_two_share_a_name() -> None:
    of_commands = [each for command in COMMANDS for each in (*command.buttons, *command.modals, *command.shortcuts)]
    of_alarms = [*ALARM_BUTTONS, *ALARM_MODALS]
    assert len(catalogue_entries()) == 4 + len(COMMANDS) + len(of_alarms) + len(HOME_BUTTONS) + len(of_commands)


@pytest.mark.slow
def test_an_everyday_job_imports_nothing_any_more() -> None:
    """Presses on a card, and a group that is shown and changed: on Lambda somebody would wait for the import."""
    done = subprocess.run([sys.executable, "-c", EVERYDAY], cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == []


def imported_when_it_runs() -> list[tuple[str, str, str]]:
    """Where, from which module, and what: all that is imported within a function."""
    found: list[tuple[str, str, str]] = []
    for path in sorted((ROOT / "app").rglob("*.py")):
        functions = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]
        inside = [node for each in functions for node in ast.walk(each) if isinstance(node, ast.ImportFrom)]
        found += [(str(path.relative_to(ROOT)), str(node.module), name.name) for node in inside for name in node.names]
    return found


@pytest.mark.slow
def test_all_that_is_imported_when_it_is_needed_is_there() -> None:
    """Nothing else would say so before the first who asks for it."""
    found = imported_when_it_runs()
    assert len(found) > 100
    assert [each for each in found if not is_there(*each[1:])] == []


def is_there(module: str, name: str) -> bool:
    return hasattr(import_module(module), name) or find_spec(f"{module}.{name}") is not None
