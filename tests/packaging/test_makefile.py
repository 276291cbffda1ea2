"""What `make` offers, and where the settings of `make run` and `make invoke` come from."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tools.package import ROOT

MAKEFILE = (ROOT / "Makefile").read_text()
SETTINGS_OF = ["sh", str(ROOT / "tools" / "with-env.sh"), "printenv", "SLACK_API_URL"]


def test_make_alone_lists_every_target_that_people_call() -> None:
    printed = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True).stdout

    (phony,) = re.findall(r"^\.PHONY: (.*)", MAKEFILE, re.MULTILINE)
    listed = {line.split()[0] for line in printed.splitlines()[1:]}
    assert listed == set(phony.split()) - {"node"}


@pytest.mark.parametrize("target", ["demo", "test", "unit", "check", "e2e", "run", "invoke", "package", "deploy"])
def test_every_target_sets_up_first(target: str) -> None:
    (needs,) = re.findall(rf"^{target}: (\w+)", MAKEFILE, re.MULTILINE)

    assert needs in ("setup", "node")
    assert re.search(r"^node: setup$", MAKEFILE, re.MULTILINE)


def test_settings_come_from_dotenv_else_from_the_running_sandbox(tmp_path: Path) -> None:
    (tmp_path / ".sandbox").mkdir()
    (tmp_path / ".sandbox" / "env").write_text("SLACK_API_URL=http://127.0.0.1:1/api/\n")
    assert subprocess.check_output(SETTINGS_OF, cwd=tmp_path, text=True) == "http://127.0.0.1:1/api/\n"

    (tmp_path / ".env").write_text("SLACK_API_URL=http://127.0.0.1:2/api/\n")
    assert subprocess.check_output(SETTINGS_OF, cwd=tmp_path, text=True) == "http://127.0.0.1:2/api/\n"


def test_without_either_file_the_environment_stays_as_it_is(tmp_path: Path) -> None:
    environment = {"PATH": "/usr/bin:/bin", "SLACK_API_URL": "http://127.0.0.1:3/api/"}

    assert subprocess.check_output(SETTINGS_OF, cwd=tmp_path, text=True, env=environment) == "http://127.0.0.1:3/api/\n"
