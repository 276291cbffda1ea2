"""Before a system package is installed: a terminal is asked, and elsewhere only root, or CI, goes on."""

from __future__ import annotations

import os
import pty
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.patience import NO_TIMEOUT

ROOT = Path(__file__).parents[2]
TYPED = "sudo apt-get update && sudo apt-get install -y --no-install-recommends chromium fonts"
INSTALLED = ["apt-get update -qq", "apt-get install -qq -y --no-install-recommends chromium fonts"]


class Machine:
    """A PATH with apt-get, id and sudo that write down what they are asked for, and do nothing."""

    def __init__(self, folder: Path, user: int = 0, sudo: bool = True) -> None:
        self._calls = folder / "calls"
        self._bin = folder / "bin"
        self._bin.mkdir()
        for tool in ("sh", "env", "dirname"):
            (self._bin / tool).symlink_to(
                Path("/usr/bin") / tool if Path("/usr/bin", tool).exists() else f"/bin/{tool}"
            )
        self.command("apt-get", f'echo "apt-get $*" >>"{self._calls}"')
        self.command("id", f"echo {user}")
        if sudo:
            self.command(
                "sudo", f'echo "sudo $*" >>"{self._calls}"\n[ "$1" != -n ] || shift\n[ "$1" = true ] || exec "$@"'
            )

    def command(self, name: str, script: str) -> None:
        (self._bin / name).write_text(f"#!/bin/sh\n{script}\n")
        (self._bin / name).chmod(0o755)

    def without(self, name: str) -> None:
        (self._bin / name).unlink()

    @property
    def asked_for(self) -> list[str]:
        return self._calls.read_text().splitlines() if self._calls.exists() else []

    def run(self, ci: bool = False, typed: str | None = None) -> tuple[int, str]:
        """Exit status and what was said; `typed` is what somebody answers on a terminal, None where there is none."""
        environment = {"PATH": str(self._bin)} | ({"CI": "true"} if ci else {})
        command = [str(ROOT / "tools" / "apt.sh"), "It is not installed.", "chromium", "fonts"]
        if typed is None:
            done = subprocess.run(
                command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=NO_TIMEOUT
            )
            return done.returncode, done.stderr
        ours, theirs = pty.openpty()
        try:
            os.write(ours, f"{typed}\n".encode())
            status = subprocess.run(
                command, env=environment, stdin=theirs, stderr=theirs, timeout=NO_TIMEOUT
            ).returncode
            os.close(theirs)
            return status, "".join(_all_of(ours))
        finally:
            os.close(ours)


def _all_of(terminal: int) -> Iterator[str]:
    """What it shows, piece by piece, until nobody writes any more (then Linux says EIO)."""
    with suppress(OSError):
        while piece := os.read(terminal, 10_000):
            yield piece.decode()


@pytest.mark.parametrize("answer", ["y", "Y", "yes"])
def test_on_a_terminal_a_yes_installs(tmp_path: Path, answer: str) -> None:
    machine = Machine(tmp_path)

    status, said = machine.run(typed=answer)

    assert status == 0
    assert "It is not installed. Install chromium fonts with apt-get now? [y/N]" in said
    assert machine.asked_for == INSTALLED


@pytest.mark.parametrize("user", [0, 1000])
@pytest.mark.parametrize("answer", ["n", "", "no", "what?"])
def test_on_a_terminal_anything_else_installs_nothing_and_says_what_to_type(
    tmp_path: Path, answer: str, user: int
) -> None:
    machine = Machine(tmp_path, user)

    status, said = machine.run(typed=answer)

    assert status == 1
    assert TYPED in said
    assert machine.asked_for == []


def test_on_a_terminal_who_is_not_root_goes_on_by_sudo(tmp_path: Path) -> None:
    machine = Machine(tmp_path, user=1000)

    status, _ = machine.run(typed="y")

    assert status == 0
    assert [call for call in machine.asked_for if not call.startswith("sudo")] == INSTALLED
    assert machine.asked_for[0] == f"sudo {INSTALLED[0]}"


@pytest.mark.parametrize("ci", [False, True])
def test_root_is_not_asked_where_there_is_no_terminal(tmp_path: Path, ci: bool) -> None:
    machine = Machine(tmp_path)

    status, said = machine.run(ci=ci)

    assert status == 0
    assert "[y/N]" not in said
    assert machine.asked_for == INSTALLED


def test_ci_is_not_asked_though_it_has_a_terminal(tmp_path: Path) -> None:
    machine = Machine(tmp_path)

    status, said = machine.run(ci=True, typed="n")

    assert status == 0
    assert "[y/N]" not in said
    assert machine.asked_for == INSTALLED


def test_without_a_terminal_roots_rights_are_not_taken_unasked(tmp_path: Path) -> None:
    machine = Machine(tmp_path, user=1000)

    status, said = machine.run()

    assert status == 1
    assert TYPED in said
    assert machine.asked_for == []


def test_a_runner_of_ci_goes_on_by_its_sudo(tmp_path: Path) -> None:
    machine = Machine(tmp_path, user=1000)

    status, _ = machine.run(ci=True)

    assert status == 0
    assert machine.asked_for[0] == "sudo -n true"
    assert [call for call in machine.asked_for if not call.startswith("sudo")] == INSTALLED


@pytest.mark.parametrize("missing", ["sudo", "apt-get"])
def test_where_it_cannot_be_installed_the_line_is_said(tmp_path: Path, missing: str) -> None:
    machine = Machine(tmp_path, user=1000)
    machine.without(missing)

    status, said = machine.run(typed="y")

    assert status == 1
    assert "[y/N]" not in said
    assert TYPED in said


@pytest.mark.parametrize(
    ("script", "package"), [("chromium.sh", "chromium fonts-liberation fonts-noto-color-emoji"), ("setup.sh", "$name")]
)
def test_whatever_needs_a_system_package_asks_this_way(script: str, package: str) -> None:
    text = (ROOT / "tools" / script).read_text().replace(" \\\n   ", "")

    assert "apt.sh" in text
    assert "apt-get" not in text
    assert package in text
