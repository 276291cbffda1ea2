"""The scalars of somebody's JSON with their paths, and the JSON without those that are told already. No IO."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from app.alarms.read.ranking import Rank, rank_of, words_of
from app.alarms.read.units import readable
from app.alarms.read.untrusted import items, mapping, parsed, text
from app.base.values import dataclass

# Names of a pair such as {"Key": "team", "Value": "shop"}, in lower case: tags, dimensions, attributes.
PAIRS = ({"key", "value"}, {"name", "value"})
INNER_LIMIT = 20_000  # a text that is JSON itself, such as Step Functions' `cause`

Path = tuple[str, ...]


@dataclass(frozen=True)
class Leaf:
    """All values at one path; lists on the way are no part of it."""

    path: Path
    values: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.path[-1] if self.path else ""

    @property
    def rank(self) -> Rank:
        return rank_of(self.name)


def leaves_of(value: object) -> list[Leaf]:
    """Of opened JSON, in their order; a value that stands twice at a path is one."""
    found: dict[Path, dict[str, None]] = {}
    for path, written in _walk(value, ()):
        found.setdefault(path, {})[written] = None
    return [Leaf(path, tuple(values)) for path, values in found.items()]


def opened(value: object) -> object:
    """With the JSON in its texts, and tags and the like as the pairs that they are."""
    if isinstance(value, str):
        inner = parsed(value) if value[:1] in ("{", "[") and len(value) <= INNER_LIMIT else value
        return opened(inner) if isinstance(inner, dict | list) else value
    if isinstance(value, list):
        return [opened(each) for each in value]
    if not isinstance(value, dict):
        return value
    names = {name.lower(): name for name in value}
    if names.keys() in PAIRS:
        called = text(value[names.get("key") or names["name"]])
        return {called: opened(value[names["value"]])} if called.strip() else value
    return {name: opened(each) for name, each in value.items()}


def without(value: object, is_told: Callable[[Path, str], bool]) -> object:
    """Opened JSON without the scalars that are told, and without what is empty then; None if nothing is left."""
    return _left(value, (), is_told)


def _walk(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, Mapping):
        for name, inner in mapping(value).items():
            yield from _walk(inner, (*path, name))
    elif isinstance(value, list):
        for inner in items(value):
            yield from _walk(inner, path)
    elif (written := shown(path, value)).strip():
        yield path, written


def shown(path: Path, value: object) -> str:
    """A scalar as people read it: milliseconds since 1970 are a time."""
    return readable(words_of(path[-1]) if path else [], value) or text(value).strip()


def _left(value: object, path: Path, is_told: Callable[[Path, str], bool]) -> object:
    if isinstance(value, dict):
        kept = {name: left for name, each in value.items() if (left := _left(each, (*path, name), is_told)) is not None}
        return kept or None
    if isinstance(value, list):
        return [left for each in value if (left := _left(each, path, is_told)) is not None] or None
    written = shown(path, value)
    return None if not written or is_told(path, written) else value
