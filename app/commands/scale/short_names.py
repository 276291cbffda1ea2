"""Names of several kinds: `web` and `shop/web` mean `ecs:shop/web`, if nothing else has that name. No IO."""

from __future__ import annotations

from collections.abc import Sequence

from app.base.places import local
from app.listeners import names as of_one_kind
from app.scaling.words import prefix_of, short
from app.slack.messages.text import similar


def ways_to_say(name: str) -> tuple[str, ...]:
    """The whole name, and what is enough of it."""
    own = local(name)
    return tuple(dict.fromkeys((name, own, own.removeprefix(prefix_of(name)), short(name))))


def whole(word: str, names: Sequence[str]) -> tuple[str, ...]:
    """All that are the whole word, of whatever kind."""
    said = [way for name in names for way in ways_to_say(name)]
    found = of_one_kind.whole(word, said)
    return tuple(name for name in names if not set(found).isdisjoint(ways_to_say(name)))


def matches(word: str, names: Sequence[str]) -> tuple[str, ...]:
    return whole(word, names) or of_one_kind.matches(word, names)


def all_with(word: str, names: Sequence[str]) -> tuple[str, ...]:
    return whole(word, names) or of_one_kind.all_with(word, names)


def is_sure(word: str, names: Sequence[str]) -> bool:
    exact = whole(word, names)
    return len(exact) == 1 if exact else of_one_kind.is_sure(word, names)


def like(word: str, names: Sequence[str]) -> tuple[str, ...]:
    """Those that somebody may have meant who mistyped one."""
    near = similar(word, [way for name in names for way in ways_to_say(name)])
    return tuple(dict.fromkeys(name for way in near for name in names if way in ways_to_say(name)))
