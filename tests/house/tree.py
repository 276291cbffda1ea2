"""The source tree as modules and their imports, read from the text."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


def modules(folder: str) -> Iterator[tuple[str, Path]]:
    """Dotted names and files of the modules below a top-level folder."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(part for part in parts if part != "__init__"), path


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> set[str]:
    """Every module that a file imports, with the names taken from packages spelt out; type-checking ones included."""
    return _imports(ast.walk(parsed(path)))


def needs(path: Path) -> set[str]:
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
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def calls(path: Path) -> set[str]:
    """The plain names that a file calls, such as `open`."""
    nodes = ast.walk(parsed(path))
    return {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}


def _imports(nodes: Iterable[ast.AST]) -> set[str]:
    found: set[str] = set()
    for node in nodes:
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
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    ]


def _is_ours(name: str) -> bool:
    """Whether it is a module or package of ours; from a package of such, nothing else is wanted."""
    path = ROOT.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").exists()
