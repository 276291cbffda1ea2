"""The words that docs/glossary.md replaced don't come back as names in app/ and handlers/."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.house.tree import ROOT, modules, nodes

REPLACED = frozenset(
    (
        *("wish", "deed", "doer", "judge", "letter", "foreign", "spell", "spelled", "breath", "survey", "would"),
        *("fate", "gather", "gathering", "gathered", "together", "turned", "retold", "patient", "patience", "hurried"),
        *("trouble", "mistake", "mend", "mended", "anew", "upkeep", "seal", "sealed", "sealing", "warm", "visit"),
        "anything",
    )
)
# Names that keep such a word, each with its reason.
KEPT = {"dead_letter": "SQS's own word", "warm_pool": "Auto Scaling's own word"}
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


@cache
def words_in(name: str) -> frozenset[str]:
    """`DeadLetterQueue` and `dead_letter_queue` as words, without those of KEPT."""
    joined = "_".join(WORD.findall(name)).lower()
    for kept in KEPT:
        joined = re.sub(rf"(^|_){kept}s?(?=_|$)", "", joined)
    return frozenset(word.removesuffix("s") for word in joined.split("_"))


def names(path: Path) -> Iterator[str]:
    """Every name that a file gives or uses, and its own."""
    yield path.stem if path.stem != "__init__" else path.parent.name
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.arg | ast.keyword):
            yield str(node.arg)


@pytest.mark.parametrize("folder", ["app", "handlers"])
def test_replaced_words_are_no_names(folder: str) -> None:
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for _, path in modules(folder)
        for name in names(path)
        if REPLACED & words_in(name)
    }

    assert not found, "docs/glossary.md has the words to use"


@pytest.mark.parametrize("name", ["with_deed", "Turned", "MEND_FIRST", "letters", "isPatient"])
def test_a_replaced_word_is_found_in_any_spelling(name: str) -> None:
    assert REPLACED & words_in(name)


@pytest.mark.parametrize("name", ["dead_letters", "DeadLetters", "NO_DEAD_LETTERS", "WarmPool", "amended", "in_turn"])
def test_other_words_are_left_alone(name: str) -> None:
    assert not REPLACED & words_in(name)
