"""What looks at each commit: the hooks run the tools that the lock pins, and fetch nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.patience import NO_TIMEOUT

ROOT = Path(__file__).parents[2]
HOOKS: list[dict[str, Any]] = [
    hook
    for repository in yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    for hook in repository["hooks"]
]
WRONG = {
    "ruff-check": ("app/wrong.py", "import os\n"),
    "ruff-format": ("app/wrong.py", "x = 'one'\n"),
    "codespell": ("docs/wrong.md", "We recieve it.\n"),  # codespell:ignore
    "zizmor": (
        ".github/workflows/wrong.yml",
        "on: push\npermissions: {}\njobs:\n  a:\n    runs-on: ubuntu-24.04\n"
        "    steps:\n      - uses: actions/checkout@v7\n        with:\n          persist-credentials: false\n",
    ),
    "actionlint": (
        ".github/workflows/wrong.yml",
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    needs: nobody\n    steps:\n      - run: make\n",
    ),
}


def test_every_hook_is_local_and_runs_what_the_venv_has() -> None:
    repositories = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]

    assert [each["repo"] for each in repositories] == ["local"]
    assert {hook["language"] for hook in HOOKS} == {"unsupported"}  # pre-commit's word for: as it is on this machine
    assert [hook["entry"] for hook in HOOKS if not hook["entry"].startswith(".venv/bin/")] == []
    assert {hook["id"] for hook in HOOKS} == set(WRONG)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository with this one's configuration and tools, and nothing wrong in it."""
    for name in (".pre-commit-config.yaml", "pyproject.toml"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    for command in (["init", "--quiet"], ["add", ".pre-commit-config.yaml", "pyproject.toml"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    return tmp_path


def looked_at(checkout: Path, hook: str) -> subprocess.CompletedProcess[str]:
    """What the hook says; the registries' and GitHub's addresses lead nowhere."""
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "HTTPS_PROXY", "PIP_INDEX_URL"), "http://127.0.0.1:9")
    environment = {**os.environ, **nowhere, "PRE_COMMIT_HOME": str(checkout / ".git" / "pre-commit")}
    command = [sys.executable, "-m", "pre_commit", "run", "--all-files", hook]
    return subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, timeout=NO_TIMEOUT)


@pytest.mark.parametrize("hook", WRONG)
def test_a_hook_finds_what_it_is_there_for(checkout: Path, hook: str) -> None:
    name, text = WRONG[hook]
    before = looked_at(checkout, hook)

    (checkout / name).parent.mkdir(parents=True)
    (checkout / name).write_text(text)
    subprocess.run(["git", "add", name], cwd=checkout, check=True)
    after = looked_at(checkout, hook)

    assert before.returncode == 0, before.stdout
    assert after.returncode == 1
    assert Path(name).name in after.stdout
