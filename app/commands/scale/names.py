"""Which of many names somebody means by a word; no IO."""

from __future__ import annotations

from collections.abc import Sequence


def matches(word: str, names: Sequence[str]) -> tuple[str, ...]:
    """The names that are meant: one, found; several, to choose from; none.

    The exact name goes before one that differs in capitals, that before all that begin so, and those before all in
    which the word stands somewhere.
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
