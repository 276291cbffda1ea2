"""tools/setup.sh installs what is locked, once: whether anything changed is not told by the times of files."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tools.package import ROOT

NEWER = 1_000  # seconds
PYTHON = '#!/bin/sh\ncase "$*" in *pip*) echo pip >>"$0.did"; test ! -e broken;; esac\n'
LOCKS = ("requirements.txt", "requirements-dev.txt")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with the script, two locks, and a .venv whose Python only says what it was asked."""
    for folder in ("tools", ".venv/bin"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copy(ROOT / "tools" / "setup.sh", tmp_path / "tools")
    python = tmp_path / ".venv" / "bin" / "python"
    python.write_text(PYTHON)
    python.chmod(0o755)
    for name in LOCKS:
        (tmp_path / name).write_text("one==1\n")
    return tmp_path


def installs(project: Path) -> int:
    """How often it has installed, after one more run of the script."""
    subprocess.run(["tools/setup.sh"], cwd=project, capture_output=True, check=False)
    return len((project / ".venv" / "bin" / "python.did").read_text().splitlines())


def age(file: Path) -> float:
    return file.stat().st_mtime


def test_a_checkout_that_only_touches_the_locks_installs_nothing_and_satisfies_make(project: Path) -> None:
    assert installs(project) == 1
    ready = project / ".venv" / ".ready"
    os.utime(ready, (age(ready) - NEWER, age(ready) - NEWER))

    assert installs(project) == 1
    assert age(ready) >= age(project / LOCKS[0])


@pytest.mark.parametrize("changed", LOCKS)
def test_a_lock_that_changed_is_installed(project: Path, changed: str) -> None:
    assert installs(project) == 1
    (project / changed).write_text("one==2\n")

    assert [installs(project), installs(project)] == [2, 2]


def test_what_broke_off_is_installed_again_though_the_lock_went_back(project: Path) -> None:
    assert installs(project) == 1
    (project / LOCKS[0]).write_text("one==2\n")
    (project / "broken").touch()
    assert installs(project) == 2
    (project / LOCKS[0]).write_text("one==1\n")
    (project / "broken").unlink()

    assert installs(project) == 3
