"""The zips that take turns: the one of this tree, and another version of it."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
import zipfile
from pathlib import Path

from sandbox.root import ROOT
from tools.bytecode import find_compiler
from tools.package import Project, build_zip

BUILD = ROOT / ".build"
MARKER = "another-build.txt"
NO_SUCH_COMMIT = "this clone has no commit {commit}, so there is no older version to deploy: git fetch --unshallow"


def builds(old: str | None) -> tuple[bytes, bytes]:
    """The zip that was deployed, and that of an older commit; without one, the same with another file in it."""
    if old is None:
        print("soak: no older version (--old REF): the second build differs by a file alone")
        return current_build(), _marked(current_build())
    if not has_commit(old):
        raise SystemExit(f"soak: {NO_SUCH_COMMIT.format(commit=old)}")
    return current_build(), build_of(old)


def current_build() -> bytes:
    """What the sandbox has deployed."""
    return (BUILD / "bellhop.zip").read_bytes()


def has_commit(commit: str) -> bool:
    asked = subprocess.run(["git", "cat-file", "-e", f"{commit}^{{commit}}"], cwd=ROOT, capture_output=True)
    return asked.returncode == 0


def build_of(commit: str) -> bytes:
    """The zip of the tree at a commit."""
    tree = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True).stdout
    build = BUILD / "old"
    build.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, tarfile.open(fileobj=io.BytesIO(tree)) as archive:
        archive.extractall(folder, filter="data")
        build_zip(Project(Path(folder), build, find_compiler(BUILD)), build / "bellhop.zip")
    return (build / "bellhop.zip").read_bytes()


def _marked(zip_file: bytes) -> bytes:
    buffer = io.BytesIO(zip_file)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(MARKER, "This build does the same as the other one.\n")
    return buffer.getvalue()
