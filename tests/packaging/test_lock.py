"""The lock: it follows pyproject.toml, holds every package by its hashes, and is one for Lambda and the desk."""

from __future__ import annotations

import re
import shutil
import tomllib
from importlib.metadata import distributions, requires
from pathlib import Path
from typing import Any

import pytest

from tools.lock import DEVELOPMENT, INCLUDE, LAMBDA, OLDEST_PYTHON, compile_lock, locked

ROOT = Path(__file__).parents[2]
NEEDED = re.compile(r"^([A-Za-z0-9._-]+)[^;]*$")  # a requirement without a marker, so neither an extra nor a condition
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
GROUPS: dict[str, list[Any]] = PROJECT["dependency-groups"]
FOR_LAMBDA: list[str] = PROJECT["project"]["dependencies"]
FOR_DEVELOPMENT = [line for group in GROUPS.values() for line in group if isinstance(line, str)]


def pins(lines: list[str]) -> dict[str, str]:
    """Name and version of each line; every line pins one version."""
    found = [re.fullmatch(r"([A-Za-z0-9-]+)(?:\[[a-z,]+\])?==([\w.]+)", line) for line in lines]
    assert None not in found, lines
    return {match[1].lower(): match[2] for match in found if match}


@pytest.mark.parametrize(
    ("file", "lines"), [(LAMBDA, FOR_LAMBDA), (DEVELOPMENT, FOR_DEVELOPMENT)], ids=[LAMBDA, DEVELOPMENT]
)
def test_what_pyproject_pins_is_locked_at_that_version(file: str, lines: list[str]) -> None:
    pinned = pins(lines)
    versions = locked(ROOT / file)

    assert pinned
    assert {name: versions.get(name) for name in pinned} == pinned, "run: make lock"


def test_the_group_dev_has_what_the_others_have() -> None:
    included = {line["include-group"] for line in GROUPS["dev"]}

    assert included == set(GROUPS) - {"dev"}


def test_what_the_locked_packages_need_is_locked_too() -> None:
    lambdas = locked(ROOT / LAMBDA)
    for file, versions in ((LAMBDA, lambdas), (DEVELOPMENT, lambdas | locked(ROOT / DEVELOPMENT))):
        for name in locked(ROOT / file).keys() & installed():
            for requirement in requires(name) or ():
                if needed := NEEDED.match(requirement):
                    normal = re.sub(r"[._]", "-", needed[1].lower())
                    assert normal in versions, f"{name} needs {requirement}; run: make lock"


def installed() -> set[str]:
    """Names as the lock spells them; what is only for another platform or Python is not among them."""
    return {re.sub(r"[._]", "-", each.name.lower()) for each in distributions()}


@pytest.mark.parametrize("file", [LAMBDA, DEVELOPMENT])
def test_every_package_is_held_by_hashes(file: str) -> None:
    text = (ROOT / file).read_text().removeprefix(INCLUDE)
    entries = [entry for entry in re.split(r"\n(?=\S)", text) if not entry.startswith("#")]

    assert len(entries) > len(FOR_LAMBDA)
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_no_package_is_locked_twice() -> None:
    assert (ROOT / DEVELOPMENT).read_text().startswith(INCLUDE)
    assert locked(ROOT / LAMBDA).keys() & locked(ROOT / DEVELOPMENT).keys() == set()


def test_the_lock_holds_from_the_oldest_python_on() -> None:
    assert PROJECT["project"]["requires-python"] == f">={OLDEST_PYTHON}"


def test_what_runs_on_lambda_is_the_same_on_every_platform() -> None:
    assert ";" not in (ROOT / LAMBDA).read_text()


def test_locking_again_changes_nothing_and_a_changed_pin_changes_its_package_alone(tmp_path: Path) -> None:
    for name in ("pyproject.toml", LAMBDA, DEVELOPMENT):
        shutil.copyfile(ROOT / name, tmp_path / name)
    before = {name: (tmp_path / name).read_text() for name in (LAMBDA, DEVELOPMENT)}

    compile_lock(tmp_path)
    assert {name: (tmp_path / name).read_text() for name in (LAMBDA, DEVELOPMENT)} == before

    project = (tmp_path / "pyproject.toml").read_text()
    (tmp_path / "pyproject.toml").write_text(re.sub(r'"slack-sdk==[\d.]+"', '"slack-sdk==3.47.0"', project))
    compile_lock(tmp_path)
    assert locked(tmp_path / LAMBDA) == locked(ROOT / LAMBDA) | {"slack-sdk": "3.47.0"}
    assert (tmp_path / DEVELOPMENT).read_text() == before[DEVELOPMENT]


def test_no_address_of_a_registry_is_written_down() -> None:
    for name in ("pyproject.toml", LAMBDA, DEVELOPMENT, "package-lock.json"):
        text = (ROOT / name).read_text()
        assert not re.search(r"--(extra-)?index-url|--find-links|\"resolved\":|file://|tool\.uv\.index", text), name
