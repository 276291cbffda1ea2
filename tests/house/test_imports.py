"""Imports run down only, and each outside thing has one door."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.house.rooms import FLOORS, ROOMS, goes_up, room_of
from tests.house.tree import ROOT, importers_of, imports, modules
from tools.package import NOT_ON_LAMBDA

MOST_ROOMS = 16


@cache
def own_imports(*folders: str) -> dict[str, set[str]]:
    """Each of our modules with those of ours that it imports, wherever in the file and whatever for."""
    files = {name: path for folder in folders or ("app", "handlers") for name, path in modules(folder)}
    return {name: {found for found in imports(path) if found in files} for name, path in files.items()}


def test_every_module_has_a_room() -> None:
    lost = [module for module in own_imports() if module != "app" and not room_of(module)]

    assert not lost, "add its room to tests/house/rooms.py and to docs/architecture.md"


def test_every_module_of_the_alarms_has_a_floor() -> None:
    """Else nobody would hold its imports to their order."""
    lost = [module for module in own_imports() if module.startswith("app.alarms.") and not room_of(module, FLOORS)]

    assert not lost, "add it to FLOORS in tests/house/rooms.py"


def test_every_room_is_there_and_they_are_few() -> None:
    rooms = [room for line in ROOMS for room in line.split(" | ")]

    assert not [room for room in rooms if not any(room_of(module) == room for module in own_imports())]
    assert len({module.split(".")[1] for module in own_imports() if module.startswith("app.")}) <= MOST_ROOMS


@pytest.mark.parametrize("lines", [ROOMS, FLOORS], ids=["rooms", "floors"])
def test_imports_run_down_only(lines: tuple[str, ...]) -> None:
    upward = [
        f"{module} imports {imported}"
        for module, found in own_imports().items()
        for imported in sorted(found)
        if goes_up(module, imported, lines)
    ]

    assert not upward


@pytest.mark.parametrize("folders", [("app", "handlers"), ("sandbox",), ("tools",), ("benchmarks",)])
def test_no_modules_import_each_other_in_a_circle(folders: tuple[str, ...]) -> None:
    """An import within a function closes one too: what both need belongs one level down, or is handed in."""
    assert circle_in(own_imports(*folders)) == []


def circle_in(graph: dict[str, set[str]]) -> list[str]:
    """Modules each of which imports the one before it, the first one the last; none if there is no circle."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        return circle
    return []


def test_a_circle_is_found_however_long() -> None:
    assert set(circle_in({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}})) == {"a", "b", "c"}


@pytest.mark.parametrize("room", ["app.commands", "app.card_actions"])
def test_what_a_catalogue_lists_never_imports_each_other(room: str) -> None:
    found = own_imports()
    listed = {each for each in found[f"{room}.catalogue"] if each.startswith(f"{room}.")}

    def part(module: str) -> str:
        return next((each for each in listed if module == each or module.startswith(f"{each}.")), "")

    crossings = [
        f"{module} imports {imported}"
        for module in found
        for imported in sorted(found[module])
        if part(module) and part(imported) and part(module) != part(imported)
    ]

    assert len(listed) > 1
    assert not crossings


LEFT_OUT = tuple(prefix.replace("/", ".") for prefix in NOT_ON_LAMBDA)


def test_nothing_that_is_in_the_zip_imports_what_stays_out_of_it() -> None:
    """On Lambda these modules are not there, so an import of one would stop the function."""
    importers = {
        module for module, found in own_imports().items() if any(f"{each}.".startswith(LEFT_OUT) for each in found)
    }

    assert {module for module in importers if not f"{module}.".startswith(LEFT_OUT)} == set()


def test_all_that_is_in_the_zip_is_there_for_a_function() -> None:
    """What only a desk runs belongs below a prefix of NOT_ON_LAMBDA."""
    reached, found = set[str](), {module for module in own_imports() if module.startswith("handlers")}
    while found:
        reached |= found
        packages = {each.rpartition(".")[0] for each in found}
        found = ({each for module in found for each in own_imports().get(module, ())} | packages) - reached - {""}

    assert not [each for each in own_imports() if each not in reached and not f"{each}.".startswith(LEFT_OUT)]


@pytest.mark.parametrize(
    ("package", "doors"),
    [
        ("boto3", set()),  # its clients are botocore's
        ("botocore", {"app.aws.door", "app.aws.elsewhere", "app.aws.repeats", "app.aws.unusable"}),
        ("slack_bolt", {"app.runtime.bolt", "app.ops.socket_mode"}),
        ("slack_sdk.WebClient", {"app.slack.client"}),
        ("slack_sdk.webhook", {"app.slack.wire"}),
        ("slack_sdk.errors", {"app.slack.wire"}),
        ("os", {"app.config.settings"}),
        ("dataclasses.dataclass", {"app.base.values"}),
    ],
)
def test_each_outside_thing_has_one_door(package: str, doors: set[str]) -> None:
    assert importers_of(package, "app", "handlers") == doors


@pytest.mark.parametrize("room", ["app.base", "app.config", "app.store", "app.queues", "app.aws"])
def test_who_knows_nothing_of_slack_knows_nothing_of_its_markup(room: str) -> None:
    """What they raise is plain text, which `app/slack/messages/error_text.py` escapes where a message is made of it."""
    assert not [module for module in importers_of("app.slack", "app") if room_of(module) == room]


def test_slacks_own_doors_escape_nothing() -> None:
    escaping = {
        module for module in importers_of("app.slack.messages.text.escape", "app") if room_of(module) == "app.slack"
    }
    assert {module for module in escaping if not module.startswith("app.slack.messages.")} == set()


@pytest.mark.parametrize(
    ("folders", "strangers"),
    [
        (("app", "handlers"), ("sandbox", "tests", "tools", "benchmarks")),  # none of them is in the zip
        (("sandbox",), ("app", "handlers", "tests", "benchmarks")),  # a project of its own in all but name
    ],
)
def test_the_app_and_the_sandbox_import_nothing_of_what_stands_beside_them(
    folders: tuple[str, ...], strangers: tuple[str, ...]
) -> None:
    assert [importers_of(stranger, *folders) for stranger in strangers] == [set() for _ in strangers]


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
