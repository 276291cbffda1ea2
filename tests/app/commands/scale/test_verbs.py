"""A new verb of /scale is one module and one line in VERBS: nothing else knows its name."""

from __future__ import annotations

import ast
import subprocess
import sys
from typing import Any, get_type_hints

import pytest

from app.aws.scaling import Capacity
from app.commands.scale.buttons import CONFIRM, UNDO
from app.commands.scale.change_log import Changes
from app.commands.scale.plan import from_document
from app.commands.scale.request.parse import Request, typed
from app.commands.scale.verbs import catalogue
from tests.app.commands.scale import halve
from tests.app.commands.scale.test_approve import asked, pressed, text_of
from tests.app.commands.scale.test_progress import pass_by
from tests.app.people import seen, type_in
from tests.fakes.bellhop import Bellhop
from tests.fakes.scaling import web
from tests.house.tree import ROOT, modules


@pytest.fixture
def bellhop(listening_bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch) -> Bellhop:
    """With the verb `halve`, by the one line that it takes."""
    monkeypatch.setattr(catalogue, "VERBS", (*catalogue.VERBS, halve.VERB))
    listening_bellhop.scaling.put(web(desired=6))
    listening_bellhop.scaling.is_slow = True
    return listening_bellhop


def test_a_new_verb_is_planned_confirmed_executed_and_followed_to_its_end(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web halve because it is night")
    question = asked(bellhop)
    assert "<@U0ANA> wants to halve *web* to 3 because it is night. Half of it goes." in question["text"]
    assert bellhop.scaling.changes == []

    pressed(bellhop, question, CONFIRM, user="U0BO")
    assert bellhop.scaling.changes == [("web", 3)]
    assert text_of(bellhop, question).startswith("<@U0ANA> halved *web* to 3, confirmed by <@U0BO>")

    bellhop.scaling.arrive("web")
    pass_by(bellhop, 10)
    assert ":white_check_mark:" in text_of(bellhop, question)
    (change,) = Changes(bellhop.table, bellhop.clock).newest("web")
    assert (change.result.value, change.words) == ("done", "halved *web* to 3, confirmed by <@U0BO>")


def test_a_new_verb_has_its_dry_run_its_undo_its_help_and_its_words(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale dry-run web halve")
    assert "<@U0ANA> would halve *web* to 3" in seen(bellhop)[-1]
    type_in(bellhop, "/scale halve web")
    assert "`/scale web halve`" in seen(bellhop)[-1]
    type_in(bellhop, "/scale help")
    assert "`/scale GROUP halve`" in seen(bellhop)[-1]
    assert typed("halve") == "group:halve"
    assert Request.parse("web halve").changes


def test_a_new_verb_can_be_taken_back(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web halve")
    question = asked(bellhop)
    pressed(bellhop, question, CONFIRM)
    pressed(bellhop, question, UNDO)
    group = bellhop.scaling.group("web")
    assert group is not None
    assert group.capacity == Capacity(1, 8, 6)


def test_no_kind_shares_its_name_and_no_instruction_a_field_with_the_plan() -> None:
    kinds = [kind for verb in catalogue.VERBS for kind in verb.kinds]
    assert len({kind.name for kind in kinds}) == len(kinds)
    for kind in kinds:
        assert not {"kind", "group", "reason", "warnings"} & set(get_type_hints(kind.instruction)), kind.name


def test_what_an_older_plan_lacks_takes_its_default_and_what_it_has_besides_is_dropped() -> None:
    data: dict[str, Any] = {
        "kind": "refresh",
        "group": "web",
        "step": "start",
        "before": None,
        "processes": [],
        "of_tomorrow": 1,
    }
    made = from_document(data)
    assert (made.done, made.reason, made.warnings) == ("started an instance refresh of *web*", "", ())


# λ slack acknowledges within 3 s of a cold start: all else is the worker's.
EDGE = {
    "__init__",
    "buttons",
    "calendar",
    "form",
    "request",
    "request.errors",
    "request.parse",
    "request.size",
    "request.sizes",
    "request.when",
    "sizes",
    "snapshot",
    "verbs",
    "verbs.catalogue",
    "verbs.look",
    "verbs.processes",
    "verbs.refresh",
    "verbs.resize",
    "verbs.schedule",
    "verbs.undo",
    "verbs.verb",
    "words",
}
HEAVY = (
    *("app.store", "app.alarms", "app.runtime", "app.access.authority", "app.listeners.operation"),
    *("app.slack.client", "app.slack.posting", "app.aws.", "boto3"),
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
