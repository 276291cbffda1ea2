"""What /scale registers: what its words and buttons act on, and no more than an acknowledgement needs."""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import TopologicalSorter

import pytest

from app.commands.scale import COMMAND
from app.slack.interactions import ButtonClick, Caller, ModalSubmission, SlashCommand
from tests.house.tree import ROOT, imports, modules

ANA = Caller("U0ANA", "C0OPS")


@pytest.mark.parametrize(
    ("words", "acted_on"),
    [("web 4", "scale:web"), ("web", ""), ("dry-run web 4", ""), ("web refresh", ""), ("web frob", "")],
)
def test_words_act_on_the_group_that_they_change(words: str, acted_on: str) -> None:
    assert COMMAND.acts_on(SlashCommand(ANA, "/scale", words)) == acted_on


@pytest.mark.parametrize(
    ("words", "acted_on"),
    [
        ("web 4 in prod", "scale:in prod:web"),
        ("web +2 in Prod because it burns in dev", "scale:in prod:web"),
        ("in prod web 4", "scale:in prod:web"),
        ("web 4 in 2h in prod", "scale:in prod:web"),
        ("web 4 in prod eu-west-1.", "scale:in prod/eu-west-1:web"),
        ("web 4 in eu-west-1 in prod", "scale:in prod/eu-west-1:web"),
        ("web 4 in prod/eu-west-1", "scale:in prod/eu-west-1:web"),
        ("web 4 in 210987654321", "scale:in 210987654321:web"),
        ("prod/eu-west-1:web 4", "scale:prod/eu-west-1:web"),
        ("web in prod", ""),
        ("web 4 in an hour", "scale:web"),
        ("web frob in prod", ""),
    ],
)
def test_with_a_place_they_act_on_the_group_there_in_whichever_order_it_is_said(words: str, acted_on: str) -> None:
    assert COMMAND.acts_on(SlashCommand(ANA, "/scale", words)) == acted_on


@pytest.mark.parametrize(
    ("button", "value", "acted_on"),
    [
        ("scale_open", "web", "scale:web"),
        ("scale_do", "mark web 4", "scale:web"),
        ("scale_do", "mark web history", ""),
        ("scale_undo", "change two words", "scale:two words"),
        ("scale_confirm", "approval web", "scale:web"),
        ("scale_open", '{"group":"two  words"}', "scale:two  words"),
        ("scale_do", '{"once":"mark","group":"web","do":{"is":"Resume","processes":["Launch"]}}', "scale:web"),
        ("scale_do", '{"once":"mark","group":"web","do":{"is":"History"}}', ""),
        ("scale_do", '{"once":"mark","group":"web","do":{"is":"Of Tomorrow"}}', ""),
        ("scale_undo", '{"id":"change","group":"two  words"}', "scale:two  words"),
        ("scale_confirm", '{"id":"approval","plan":0,"group":"web"}', "scale:web"),
    ],
)
def test_a_button_acts_on_the_group_that_it_carries(button: str, value: str, acted_on: str) -> None:
    found = next(each for each in COMMAND.buttons if each.name == button)
    assert found.acts_on(ButtonClick(ANA, button, value)) == acted_on


def test_the_form_acts_on_the_group_that_it_was_opened_for() -> None:
    (form,) = COMMAND.modals
    assert form.acts_on(ModalSubmission(ANA, {"group": "web"}, {})) == "scale:web"


# λ slack acknowledges within 3 s of a cold start: all else is the worker's.
EDGE = {
    "__init__",
    "buttons",
    "consequences",
    "form",
    "pick",
    "request",
    "request.errors",
    "request.first_change",
    "request.packed",
    "request.parse",
    "request.plain",
    "request.size",
    "request.sizes",
    "request.vocabulary",
    "request.when",
    "returns",
    "sizes",
    "snapshot",
    "verbs",
    "verbs.catalogue",
    "verbs.keep",
    "verbs.look",
    "verbs.processes",
    "verbs.refresh",
    "verbs.resize",
    "verbs.schedule",
    "verbs.stay",
    "verbs.undo",
    "verbs.verb",
    "words",
}
HEAVY = (
    *("app.store", "app.alarms", "app.runtime", "app.access.authority", "app.listeners.operation"),
    *("app.slack.client", "app.slack.posting", "app.aws.", "botocore"),
)


def test_the_edge_imports_only_what_an_acknowledgement_needs() -> None:
    script = "import sys, app.commands.scale; print(*[m for m in sys.modules if m.startswith('app.commands.scale.')])"
    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name.removeprefix("app.commands.scale.") for name in ended.stdout.split()}
    assert loaded == EDGE - {"__init__"}


def test_none_of_those_imports_a_door_or_the_store_when_it_is_loaded() -> None:
    found = [
        f"{name} imports {imported}"
        for name, path in modules("app")
        if name == "app.commands.scale" or name.removeprefix("app.commands.scale.") in EDGE
        for imported in at_start(path.read_text(encoding="utf-8"))
        if imported.startswith(HEAVY) and imported != "app.aws.scaling"
    ]
    assert not found


def at_start(source: str) -> set[str]:
    """What a module imports when it is loaded: not in a function, not for the type checker."""
    tops = ast.parse(source).body
    return {node.module or "" for node in tops if isinstance(node, ast.ImportFrom)} | {
        alias.name for node in tops if isinstance(node, ast.Import) for alias in node.names
    }


def test_its_modules_import_each_other_in_one_direction_only() -> None:
    paths = {name: path for name, path in modules("app") if name.startswith("app.commands.scale.")}
    graph = {name: imports(path) & set(paths) - {name} for name, path in paths.items()}
    assert list(TopologicalSorter(graph).static_order())
