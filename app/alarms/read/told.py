"""What a notice has told already: no fact stands on it twice. No IO."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.alarms.read.leaves import Path
from app.alarms.read.regions import resource_name

NAME = re.compile(r"[\w-]")  # `orders` is not `orders-api`
NUMBER = re.compile(r"-?[\d,]{1,7}|-?[\d,]{1,5}\.\d{1,5}")  # a version has more dots
# Shorter ones, small numbers and booleans are the values of different facts by chance.
LEAST, LONGEST = 4, 300
BOOLEANS = {"true", "false"}


class Told:
    """Values and paths; a value that stands inside a text is told too."""

    def __init__(self) -> None:
        self.values: set[str] = set()
        self.paths: set[Path] = set()
        self.leaves: set[tuple[Path, str]] = set()
        self.texts: list[str] = []
        self.titled: set[str] = set()

    def say_in_title(self, said: Iterable[tuple[Path, str]]) -> None:
        """What a title is made of: a name of two letters is one there."""
        for path, value in said:
            self.leaves.add((path, value))
            self.titled.update({value, resource_name(value)} if any(map(str.isalpha, value)) else ())
        self.titled -= BOOLEANS
        self.values.update(self.titled)

    def add(self, *values: str) -> None:
        for value in filter(None, values):
            self.values.add(value.strip())
            self.texts.append(value)

    def has(self, value: str) -> bool:
        """An ARN is told once its name is."""
        if value in self.titled:
            return True
        if not _is_distinct(value):
            return False
        name = resource_name(value)
        return value in self.values or name in self.values or (_is_distinct(name) and self._is_within(name))

    def has_all(self, values: Iterable[str]) -> bool:
        return all(map(self.has, values))

    def has_leaf(self, path: Path, value: str) -> bool:
        is_at = any(path[:size] in self.paths for size in range(1, len(path) + 1))
        return is_at or (path, value) in self.leaves or self.has(value)

    def _is_within(self, value: str) -> bool:
        return len(value) <= LONGEST and any(_stands_in(value, text) for text in self.texts)


def _is_distinct(value: str) -> bool:
    return len(value) >= LEAST and value not in BOOLEANS and not NUMBER.fullmatch(value)


def _stands_in(value: str, text: str) -> bool:
    """As a whole name."""
    at = text.find(value)
    if at < 0:
        return False
    around = text[max(0, at - 1) : at] + text[at + len(value) : at + len(value) + 1]
    return not NAME.search(around)
