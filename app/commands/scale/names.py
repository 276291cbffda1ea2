"""Which of many names somebody means by a word. No IO."""

from __future__ import annotations

from collections.abc import Sequence


def matches(word: str, names: Sequence[str]) -> tuple[str, ...]:
    """The names that are meant: one is found, several to choose from, or none.

    An exact name wins over one that differs in case, that over names that start with the word, and those over names
    that contain it.
    """
    folded = word.casefold()
    if not folded:
        return ()
    tries = (
        [name for name in names if name == word],
        [name for name in names if name.casefold() == folded],
        [name for name in names if name.casefold().startswith(folded)],
        [name for name in names if folded in name.casefold()],
    )
    return tuple(next((found for found in tries if found), []))
