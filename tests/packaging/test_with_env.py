"""tools/with-env.sh: a stage's commands reach that stage, and never another AWS account than the one that was meant."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tools.package import ROOT

ENVIRONMENT = {"PATH": "/usr/bin:/bin"}


def who(folder: Path, *stage: str) -> tuple[int, str]:
    command = ["sh", str(ROOT / "tools" / "with-env.sh"), *stage, "sh", "-c", 'echo "${AWS_PROFILE:-nobody}"']
    ran = subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    return ran.returncode, (ran.stdout or ran.stderr).strip()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".sandbox").mkdir()
    (tmp_path / ".sandbox" / "env").write_text("AWS_PROFILE=of-the-sandbox\n")
    return tmp_path


def test_a_real_stage_is_never_looked_for_in_the_sandbox(folder: Path) -> None:
    assert who(folder, "--stage", "prod") == (0, "nobody")


def test_the_stage_sandbox_is_the_running_sandbox_whatever_dotenv_says(folder: Path) -> None:
    (folder / ".env").write_text("AWS_PROFILE=of-dotenv\n")
    assert who(folder, "--stage", "sandbox") == (0, "of-the-sandbox")
    assert who(folder, "--stage", "prod") == (0, "of-dotenv")


def test_without_a_stage_it_is_dotenv_and_else_the_running_sandbox(folder: Path) -> None:
    assert who(folder, "--stage", "") == (0, "of-the-sandbox")
    (folder / ".env").write_text("AWS_PROFILE=of-dotenv\n")
    assert who(folder, "--stage", "") == (0, "of-dotenv")


def test_without_a_running_sandbox_it_says_how_to_start_one(tmp_path: Path) -> None:
    assert who(tmp_path, "--stage", "sandbox") == (1, "No sandbox is running here: make demo starts one.")
