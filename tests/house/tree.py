"""The source tree as modules and their imports, read from the text."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]


def modules(folder: str) -> Iterator[tuple[str, Path]]:
    """Dotted names and files of the modules below a top-level folder."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(part for part in parts if part != "__init__"), path


def imports(path: Path) -> set[str]:
    """Every module that a file imports, with the names taken from packages spelt out; type-checking ones included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def importers_of(package: str, *folders: str) -> set[str]:
    """The modules of the folders that import a package or anything in it."""
    return {
        name
        for folder in folders
        for name, path in modules(folder)
        if any(found == package or found.startswith(f"{package}.") for found in imports(path))
    }
