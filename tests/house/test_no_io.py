"""Who promises to do no IO does none, and needs nobody who does."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection
from functools import cache

import pytest

from tests.house.tree import calls, imports, modules, needs, parsed

PROMISE = re.compile(r"\b(no|without) IO\b|\bpure\b", re.IGNORECASE)

# What reaches out of the process, asks the machine, or waits.
WITH_IO = (
    *("boto3", "botocore", "slack_bolt", "slack_sdk.WebClient", "slack_sdk.web", "slack_sdk.webhook"),
    *("slack_sdk.socket_mode", "aiohttp", "requests", "urllib3", "urllib.request", "http", "socket", "ssl", "select"),
    *("sqlite3", "subprocess", "multiprocessing", "threading", "concurrent", "asyncio", "signal"),
    *("os", "pathlib", "shutil", "tempfile", "glob", "fileinput", "time", "getpass"),
)
CALLED = {"open", "input", "print"}

FILES = {name: path for folder in ("app", "handlers", "sandbox") for name, path in modules(folder)}


def promises(module: str) -> bool:
    """A package's docstring promises for all that is in it."""
    parts = module.split(".")
    holders = [".".join(parts[:end]) for end in range(1, len(parts) + 1)]
    return any(holder_promises(holder) for holder in holders)


@cache
def holder_promises(holder: str) -> bool:
    """Only a file that has the words is worth parsing: each worker of a run asks about all of them."""
    file = FILES[holder]
    return bool(PROMISE.search(file.read_text())) and bool(PROMISE.search(ast.get_docstring(parsed(file)) or ""))


@cache
def does_io(imported: str) -> bool:
    return any(imported == door or imported.startswith(f"{door}.") for door in WITH_IO)


def way_to_io(module: str, found: Collection[str], seen: set[str]) -> list[str]:
    """From a module to the first thing with IO among what it imports, over our own modules; empty where none is."""
    seen.add(module)
    outside = sorted(imported for imported in found if does_io(imported)) + sorted(calls(FILES[module]) & CALLED)
    if outside:
        return [module, outside[0]]
    for own in sorted(imported for imported in found if imported in FILES and imported not in seen):
        if way := way_to_io(own, needs(FILES[own]), seen):
            return [module, *way]
    return []


PURE = sorted(module for module in FILES if promises(module))


@pytest.mark.parametrize("module", PURE)
def test_who_promises_to_do_no_io_needs_nobody_who_does(module: str) -> None:
    """Of its own imports also those for the type checker count: what it is handed under such a name, it calls."""
    assert " > ".join(way_to_io(module, imports(FILES[module]), set())) == ""


def test_the_promise_is_given() -> None:
    """Without the words in their docstrings the tests above would hold nothing."""
    given = {
        *("app.access.guards", "app.alarms.decide.transitions", "app.alarms.read.sources", "app.alarms.show.graph"),
        *("app.slack.messages.text", "app.slack.person", "app.aws.scaling", "app.listeners.names"),
    }

    assert given <= set(PURE)
