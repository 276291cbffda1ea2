"""The source tree as modules and their imports, read from the text."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
WITHOUT_PARTS = (ast.expr_context, ast.operator, ast.boolop, ast.unaryop)


@cache
def modules(folder: str) -> tuple[tuple[str, Path], ...]:
    """Dotted names and files of the modules below a top-level folder."""
    return tuple((_dotted(path), path) for path in sorted((ROOT / folder).rglob("*.py")))


def _dotted(path: Path) -> str:
    return ".".join(part for part in path.relative_to(ROOT).with_suffix("").parts if part != "__init__")


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """All that is in a file."""
    return tuple(walked(parsed(path)))


def walked(tree: ast.AST) -> list[ast.AST]:
    """As ast.walk, in half its time: without what only says that a name is read or set, or which operator it is."""
    found = [tree]
    for node in found:
        found += children(node)
    return found


def children(node: ast.AST) -> list[ast.AST]:
    """What is in a node itself; see `walked`."""
    found: list[ast.AST] = []
    for value in vars(node).values():
        if isinstance(value, list):
            found += [part for part in value if isinstance(part, ast.AST)]
        elif isinstance(value, ast.AST) and not isinstance(value, WITHOUT_PARTS):
            found.append(value)
    return found


@cache
def imports(path: Path) -> frozenset[str]:
    """Every module that a file imports, with the names taken from packages spelt out; type-checking ones included."""
    return frozenset(_imports(nodes(path)))


@cache
def needs(path: Path) -> frozenset[str]:
    """What a file imports to run: all but what is there for the type checker alone."""
    return imports(path) - _imports(node for typing in _for_the_checker(path) for node in ast.walk(typing))


def importers_of(package: str, *folders: str) -> set[str]:
    """The modules of the folders that import a package or anything in it."""
    return {
        name
        for folder in folders
        for name, path in modules(folder)
        if any(found == package or found.startswith(f"{package}.") for found in imports(path))
    }


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """The functions of a file with their number of lines."""
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


@cache
def calls(path: Path) -> frozenset[str]:
    """The plain names that a file calls, such as `open`."""
    made = (node.func for node in nodes(path) if isinstance(node, ast.Call))
    return frozenset(called.id for called in made if isinstance(called, ast.Name))


def _imports(within: Iterable[ast.AST]) -> set[str]:
    found: set[str] = set()
    for node in within:
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            named = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= named if all(map(_is_ours, named)) else {node.module, *named}
    return found


def _for_the_checker(path: Path) -> list[ast.If]:
    """The blocks `if TYPE_CHECKING:`."""
    return [
        node
        for node in nodes(path)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    ]


@cache
def _is_ours(name: str) -> bool:
    """Whether it is a module or package of ours; from a package of such, nothing else is wanted."""
    path = ROOT.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").exists()
