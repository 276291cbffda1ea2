"""What a job's function may name: every command, button and modal of the catalogues, each once."""

from __future__ import annotations

import pkgutil
import subprocess
import sys

import pytest

from app.card_actions.catalogue import ALARM_BUTTONS, ALARM_MODALS
from app.commands.catalogue import COMMANDS
from app.home.catalogue import HOME_BUTTONS
from app.runtime.entries import UNKNOWN, catalogue_entries, load_what_they_run
from app.slack.messages.buttons import DO_IT_NOW
from tests.house.tree import ROOT


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


def test_after_the_start_a_job_imports_nothing_of_its_rooms_any_more() -> None:
    code = (
        "import pkgutil, sys; from app import card_actions, commands;"
        "from app.runtime.entries import load_what_they_run; load_what_they_run();"
        "rooms = [each.name for room in (commands, card_actions)"
        " for each in pkgutil.walk_packages(room.__path__, room.__name__ + '.')];"
        "print([name for name in rooms if name not in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_is_loaded_is_looked_for_once_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    load_what_they_run()

    def walked(*_: object) -> None:
        raise AssertionError("The folders are read again.")

    monkeypatch.setattr(pkgutil, "walk_packages", walked)
    load_what_they_run()
