"""Reads docs/write-your-own-command.md as steps, and carries them out on a copy of the tree.

A path in bold above a block of code says where it goes: a `diff` block changes that file, any other is the whole file.
A `sh` block is run, and a `text` block below it shows what it prints; it may fail only where the text shows a failure.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.house.tree import ROOT

STEP = re.compile(r"^(?:\*\*`(?P<path>[^`]+)`\*\*$)|^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = (".git", ".venv", "node_modules", ".build", ".sandbox", ".serverless", "pictures", ".*_cache", ".hypothesis")


class PartedWays(AssertionError):
    """The page says something that the tree, or what was run, does not bear out."""


@dataclass(frozen=True)
class Block:
    """A fenced block of the page; `path` is empty where none stands above it."""

    kind: str
    text: str
    path: str = ""


def blocks(page: str) -> list[Block]:
    """The page's blocks in order; a path holds until the next path, `sh` or `text`."""
    found, path = [], ""
    for step in STEP.finditer(page):
        if step["path"]:
            path = step["path"]
            continue
        path = "" if step["kind"] in ("sh", "text") else path
        found.append(Block(step["kind"], step["text"], path))
    return found


def changed(text: str, diff: str) -> str:
    """The text after a diff without line numbers, whose old lines must stand in it together, and once."""
    lines = diff.splitlines(keepends=True)
    old = "".join(line[1:] for line in lines if line[0] in " -")
    new = "".join(line[1:] for line in lines if line[0] in " +")
    if text.count(old) != 1:
        raise PartedWays(f"these lines stand {text.count(old)} times in the file:\n{old}")
    return text.replace(old, new)


def copy_of_the_tree(folder: Path) -> Path:
    """Everything that a fresh checkout has."""
    return shutil.copytree(ROOT, folder / "bellhop", ignore=shutil.ignore_patterns(*LEFT_OUT))


def follow(page: str, tree: Path) -> None:
    """Do what the page says, in its order."""
    printed, status = "", 0
    for block in blocks(page):
        if block.kind == "sh":
            assert status == 0, f"the page shows no failure, but there is one:\n{printed}"
            status, printed = _run(block.text, tree)
        elif block.kind == "text":
            _compare(block.text, printed, status)
            status = 0
        elif block.path:
            _write(block, tree / block.path)
    assert status == 0, printed


def _write(block: Block, path: Path) -> None:
    if block.kind == "diff":
        path.write_text(changed(path.read_text(encoding="utf-8"), block.text), encoding="utf-8")
        return
    if path.exists():
        raise PartedWays(f"{block.path} already exists, but the page creates it")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(block.text, encoding="utf-8")


def _run(script: str, tree: Path) -> tuple[int, str]:
    """As typed in a checkout, with this interpreter in the place of the checkout's own."""
    ended = subprocess.run(
        ["sh", "-eu", "-c", script.replace(".venv/bin/python", sys.executable)],
        cwd=tree,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return ended.returncode, ended.stdout


def _compare(shown: str, printed: str, status: int) -> None:
    for line in shown.splitlines():
        if line.strip() not in printed:
            raise PartedWays(f"the page shows {line!r}, but this was printed:\n{printed}")
    if (status != 0) != ("failed" in shown):
        raise PartedWays(f"the page does not show that the status was {status}:\n{printed}")
