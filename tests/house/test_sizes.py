"""A file fits into a head, a function onto a screen."""

from __future__ import annotations

from tests.house.tree import functions, modules

LINES, FUNCTION_LINES = 300, 40


def test_no_file_is_longer_than_its_budget() -> None:
    sizes = {
        name: len(path.read_text(encoding="utf-8").splitlines())
        for folder in ("app", "benchmarks", "handlers", "sandbox", "tools")
        for name, path in modules(folder)
    }

    assert not {name: lines for name, lines in sizes.items() if lines > LINES}


def test_no_function_is_longer_than_its_budget() -> None:
    found = [
        f"{name}.{function}: {lines} lines"
        for folder in ("app", "benchmarks", "handlers", "sandbox", "tools")
        for name, path in modules(folder)
        for function, lines in functions(path)
        if lines > FUNCTION_LINES
    ]

    assert not found
