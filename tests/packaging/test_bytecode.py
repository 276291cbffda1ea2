"""How an interpreter of the runtime's version is found."""

from __future__ import annotations

from pathlib import Path

from tools.bytecode import RUNTIME, first_fitting


def program(folder: Path, name: str, script: str) -> str:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_an_interpreter_is_taken_at_its_own_word_not_at_its_name(tmp_path: Path) -> None:
    shim = program(tmp_path, "python3.13", "echo 'pyenv: python3.13: command not found' >&2; exit 127")
    older = program(tmp_path, "python3", "echo '3.11.2 (main)'")
    fitting = program(tmp_path, "interpreter", "echo '3.13.5 (main)'")

    found = first_fitting([str(tmp_path / "absent"), "", shim, older, fitting])

    assert found is not None
    assert (found.path, found.version) == (fitting, "3.13.5 (main)")


def test_another_version_will_not_do(tmp_path: Path) -> None:
    assert first_fitting([program(tmp_path, "python3.13", "echo '3.130.0'")]) is None


def test_the_runtime_is_the_one_that_serverless_yml_names() -> None:
    text = (Path(__file__).parents[2] / "serverless.yml").read_text()

    assert f"runtime: python{RUNTIME}\n" in text
    assert "architecture: arm64\n" in text
