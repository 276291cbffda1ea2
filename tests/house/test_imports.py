"""Imports run down only, and each outside thing has one door."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.house.tree import ROOT, importers_of, imports, modules

# From the top down: a module imports from its own layer only where that is one feature, and from the layers below.
LAYERS: list[list[str]] = [
    ["handlers", "app.__main__"],
    ["app.doctor"],
    ["app.local", "app.upkeep", "app.sealing"],
    ["app.catch_up", "app.replay"],
    ["app.bolt", "app.worker"],
    ["app.timekeeper"],
    ["app.work"],
    ["app.manifest"],
    ["app.commands.catalogue"],
    ["app.commands", "app.alarms.press", "app.alarms.reminder", "app.alarms.picture"],
    ["app.commands.command"],
    ["app.services"],
    ["app.replies"],
    ["app.alarms.intake"],
    ["app.alarms.desk"],
    ["app.alarms.display"],
    ["app.store", "app.alarms", "app.posting", "app.authority"],
    ["app.slack", "app.aws"],
    ["app.slack_errors"],
    [
        "app.store.table",
        "app.interactions",
        "app.jobs",
        "app.queues",
        "app.edge",
        "app.warm",
        "app.timers",
    ],
    ["app.policy"],
    ["app.messages"],
    ["app.settings", "app.configuration", "app.secrets", "app.logs"],
    ["app.clock", "app.errors", "app.metrics", "app.tls"],
]
# A door writes AWS's errors as sentences, and settings, secrets and logs are below them all.
DEPTHS = {name: depth for depth, layer in enumerate(LAYERS) for name in layer}


def depth(module: str) -> int:
    """The layer of a module: that of the longest known name it begins with."""
    known = [name for name in DEPTHS if module == name or module.startswith(f"{name}.")]
    assert known, f"{module} has no room in the house: add it to LAYERS and to docs/architecture.md"
    return DEPTHS[max(known, key=len)]


def own_modules() -> dict[str, set[str]]:
    names = {name for folder in ("app", "handlers") for name, _ in modules(folder)}
    return {
        name: {found for found in imports(path) if found in names and found not in ("app", "handlers")}
        for folder in ("app", "handlers")
        for name, path in modules(folder)
        if name != "app"
    }


def test_imports_run_down_only() -> None:
    upward = [
        f"{module} imports {imported}"
        for module, found in own_modules().items()
        for imported in sorted(found)
        if depth(imported) < depth(module)
    ]

    assert not upward


def test_commands_never_import_each_other() -> None:
    rooms = {"app.commands.command", "app.commands.catalogue", "app.commands"}
    crossings = [
        f"{module} imports {imported}"
        for module, found in own_modules().items()
        for imported in sorted(found)
        if module.startswith("app.commands.") and module not in rooms and imported.startswith("app.commands.")
        if imported not in rooms and imported.split(".")[2] != module.split(".")[2]
    ]

    assert not crossings


@pytest.mark.parametrize(
    ("package", "doors"),
    [
        ("boto3", {"app.aws.door"}),
        ("botocore", {"app.aws.door"}),
        ("slack_bolt", {"app.bolt"}),
        ("slack_sdk.WebClient", {"app.slack"}),
        ("slack_sdk.webhook", {"app.slack"}),
        ("slack_sdk.errors", {"app.slack_errors"}),
        ("os", {"app.settings"}),
    ],
)
def test_each_outside_thing_has_one_door(package: str, doors: set[str]) -> None:
    assert importers_of(package, "app", "handlers") == doors


def test_what_formats_and_parses_does_no_io() -> None:
    pure = ("app.messages", "app.alarms.card", "app.alarms.envelopes", "app.alarms.incident", "app.edge")
    with_io = ("app.slack", "app.aws", "app.store", "socket", "urllib.request", "http", "time", "pathlib")

    found = [
        f"{name} imports {imported}"
        for name, path in modules("app")
        if name.startswith(pure)
        for imported in imports(path)
        if any(imported == door or imported.startswith(f"{door}.") for door in with_io)
    ]

    assert not found


def test_importing_the_app_does_nothing() -> None:
    """No client, no connection, no environment: an import works in an empty environment without a network."""
    everything = "\n".join(f"import {name}" for name, _ in modules("app") if name != "app.__main__")
    no_network = "import socket\nsocket.socket.connect = None\n"

    ended = subprocess.run(
        [sys.executable, "-c", no_network + everything],
        cwd=ROOT,
        env={"PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 0, ended.stderr
