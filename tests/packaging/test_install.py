"""`pip install .` gives a `bellhop` command that is `python -m app`, and brings the package `app` with its types."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest
from uv import find_uv_bin

from tests.patience import NO_TIMEOUT

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PACKAGE = {path.relative_to(ROOT).as_posix() for path in (ROOT / "app").rglob("*.py")} | {"app/py.typed"}


def built(folder: Path, target: str) -> Path:
    """What pip builds from the project, by the pinned backend of this venv."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=NO_TIMEOUT)
    (made,) = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("wheel"), "wheel")


@pytest.fixture(scope="module")
def venv(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Path:
    """A fresh venv with Bellhop, and nothing else but what Bellhop says it needs."""
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    uv = [find_uv_bin(), "--quiet", "--no-config"]
    subprocess.run([*uv, "venv", "--python", sys.executable, str(folder)], check=True, timeout=NO_TIMEOUT)
    where = ["--python", str(folder / "bin" / "python"), "--constraints", str(ROOT / "requirements.txt")]
    subprocess.run(
        [*uv, "pip", "install", *where, "--only-binary", ":all:", str(wheel)], check=True, timeout=NO_TIMEOUT
    )
    return folder


def said(*command: str, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=NO_TIMEOUT, env={"COLUMNS": "100"})
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_the_package_app_with_its_types_and_nothing_beside_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}

    assert names == PACKAGE


def test_the_wheel_says_what_it_is_and_needs(wheel: Path) -> None:
    (name,) = [each for each in zipfile.ZipFile(wheel).namelist() if each.endswith(".dist-info/METADATA")]
    metadata = message_from_bytes(zipfile.ZipFile(wheel).read(name))

    assert (metadata["Name"], metadata["Version"]) == ("bellhop", PROJECT["version"])
    assert metadata["Requires-Python"] == ">=3.11"
    assert sorted(metadata.get_all("Requires-Dist", [])) == sorted(PROJECT["dependencies"])


def test_the_source_archive_holds_what_the_wheel_is_built_from(tmp_path: Path) -> None:
    with tarfile.open(built(tmp_path / "sdist", "sdist")) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames()}

    assert names >= PACKAGE | {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "bellhop.toml"}
    assert [name for name in names if name.startswith(("tests/", "sandbox/", "tools/", "node_modules/", "."))] in (
        [],
        [".gitignore"],  # hatchling keeps it, as it decides what a later build leaves out
    )


def test_the_command_is_python_m_app(venv: Path, tmp_path: Path) -> None:
    command, module = str(venv / "bin" / "bellhop"), (str(venv / "bin" / "python"), "-m", "app")

    assert said(command, "manifest", cwd=tmp_path) == (ROOT / "slack-manifest.json").read_text()
    of_the_command, of_the_module = said(command, "--help", cwd=tmp_path), said(*module, "--help", cwd=tmp_path)
    assert of_the_command.startswith("usage: bellhop ")
    assert of_the_module.startswith("usage: python -m app ")
    assert of_the_command.split("\n\n", 1)[1] == of_the_module.split("\n\n", 1)[1]


def test_who_imports_the_package_gets_its_types(venv: Path, tmp_path: Path) -> None:
    (tmp_path / "theirs.py").write_text("from app.__main__ import main\n\nreveal_type(main)\n")
    mypy = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "--cache-dir", str(tmp_path / "cache")]
    told = said(*mypy, "--python-executable", str(venv / "bin" / "python"), "theirs.py", cwd=tmp_path)

    assert 'Revealed type is "def ()"' in told
