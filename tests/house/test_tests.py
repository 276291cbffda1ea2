"""A module that decides something has its test file: app/<room>/<name>.py in tests/app/<room>/test_<name>.py."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.rooms import room_of
from tests.house.tree import ROOT, modules, nodes

# Not `app.ops`: tests/flows/test_doctor.py tests most of the doctor.
MIRRORED = (
    *("app.runtime", "app.card_actions", "app.listeners", "app.alarms", "app.access", "app.slack"),
    *("app.commands", "app.store", "app.queues", "app.config", "app.base", "app.aws", "app.scaling"),
)
BRANCHES = (ast.If, ast.IfExp, ast.For, ast.While, ast.Try, ast.comprehension, ast.BoolOp, ast.Compare, ast.Match)


def decides(path: Path) -> bool:
    """Whether a function in it takes one of several ways; what only holds values or a list needs no test of its own."""
    functions = (node for node in nodes(path) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return any(isinstance(node, BRANCHES) for function in functions for node in ast.walk(function))


def place_of_tests(path: Path) -> Path:
    own = path.relative_to(ROOT)
    name = own.parent.name if own.name == "__init__.py" else own.stem
    return ROOT / "tests" / own.parent / f"test_{name}.py"


@pytest.mark.parametrize("room", MIRRORED)
def test_every_module_that_decides_something_has_its_tests(room: str) -> None:
    files = [path for module, path in modules("app") if room_of(module) == room and decides(path)]

    assert files
    assert not [str(path.relative_to(ROOT)) for path in files if not place_of_tests(path).exists()]


def test_no_server_of_a_test_has_to_be_waited_for_until_it_looks_for_its_end() -> None:
    """Each of a thousand tests would; `tests.fakes.serving` wakes it."""
    others = [path for _, path in modules("tests") if path != Path(__file__)]
    assert not [str(path) for path in others if ".serve_forever" in path.read_text("utf-8")]
