"""Which Node.js will do for the deployment tool."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import NO_TIMEOUT
from tools import node
from tools.node import ROOT, environment, fits


@pytest.mark.parametrize("version", ["v20.19.0", "v20.20.2\n", "v22.13.1", "v24.0.0", "v26.1.0"])
def test_these_fit(version: str) -> None:
    assert fits(version)


@pytest.mark.parametrize("version", ["v18.20.8", "v20.18.9", "v21.7.3", "v22.12.0", "v23.11.1", "", "not a version"])
def test_these_do_not_fit(version: str) -> None:
    assert not fits(version)


def test_where_the_machines_node_does_not_fit_the_venvs_comes_first_in_path(tmp_path: Path) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text("#!/bin/sh\necho v18.19.0\n")
        (tmp_path / name).chmod(0o755)

    path = environment({"PATH": str(tmp_path)})["PATH"].split(os.pathsep)

    assert path == [str(Path(sys.executable).parent), str(tmp_path)]


def test_only_what_is_not_there_is_said_to_be_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text("#!/bin/sh\necho v24.0.0\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(node, "STAMP", tmp_path / "stamp")
    assert node.missing() == ["osls"]
    (tmp_path / "stamp").write_text(node._wanted())
    assert node.missing() == []
    (tmp_path / "node").write_text("#!/bin/sh\necho v18.0.0\n")
    assert "osls" not in node.missing()


def test_npm_runs_no_script_of_what_it_installs(tmp_path: Path) -> None:
    package = {"name": "greedy", "version": "1.0.0", "scripts": {"postinstall": "touch ran"}}
    (tmp_path / "package.json").write_text(json.dumps(package))
    npm = ["npm", "install", "--offline"]

    def install() -> None:
        subprocess.run(npm, cwd=tmp_path, env=environment(), check=True, capture_output=True, timeout=NO_TIMEOUT)

    shutil.copy(ROOT / ".npmrc", tmp_path)
    install()
    assert not (tmp_path / "ran").exists()
    (tmp_path / ".npmrc").unlink()
    install()
    assert (tmp_path / "ran").exists(), "or it had none"
