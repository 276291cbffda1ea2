"""`python -m tools.lock` writes the lock from pyproject.toml: every package at one version, held by its hashes.

requirements.txt is what runs on Lambda; requirements-dev.txt includes it and adds what a desk and CI need. pip takes
both, on every platform and from the Python of `requires-python` on. `--upgrade` renews what pyproject.toml leaves open.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from uv import find_uv_bin

ROOT = Path(__file__).resolve().parent.parent
PROJECT = "pyproject.toml"
LAMBDA = "requirements.txt"
DEVELOPMENT = "requirements-dev.txt"
INCLUDE = f"-r {LAMBDA}\n"
OLDEST_PYTHON = "3.11"  # pyproject.toml: requires-python


def compile_lock(root: Path, options: Iterable[str] = ()) -> None:
    """Write both files below `root`; what is locked already stays, unless pyproject.toml or `options` ask otherwise."""
    _compile(root, LAMBDA, options)
    above = [f"--no-emit-package={name}" for name in locked(root / LAMBDA)]
    development = root / DEVELOPMENT
    if development.exists():  # uv reads what was locked before, and takes a line of itself only
        development.write_text(development.read_text().replace(INCLUDE, ""))
    _compile(root, DEVELOPMENT, ["--group", "dev", "--constraints", LAMBDA, *above, *options])
    development.write_text(INCLUDE + development.read_text())


def locked(file: Path) -> dict[str, str]:
    """The versions that a file pins itself, by name; of two for different Pythons the last."""
    return dict(re.findall(r"^([a-z0-9-]+)(?:\[[a-z0-9,-]+\])?==([^\s;]+)", file.read_text(), re.MULTILINE))


def _compile(root: Path, out: str, options: Iterable[str]) -> None:
    everywhere = ["--universal", "--python-version", OLDEST_PYTHON, "--only-binary", ":all:"]
    plainly = ["--quiet", "--no-config", "--generate-hashes", "--custom-compile-command", "make lock"]
    command = [find_uv_bin(), "pip", "compile", *plainly, *everywhere, *options, "--output-file", out, PROJECT]
    subprocess.run(command, check=True, cwd=root, stdout=subprocess.DEVNULL)


def main(options: Sequence[str] = ()) -> None:
    compile_lock(ROOT, options)


if __name__ == "__main__":
    main(sys.argv[1:])
