"""Where a mute's name ends and its time begins: `web-* for 2h` in its parts. No IO."""

from __future__ import annotations

from collections.abc import Sequence

FOR = "for"
UNTIL = frozenset(("until", "till", "til"))


def split_span(words: Sequence[str], quoted: str = "") -> tuple[str, str]:
    """What is before the last `for` or `until`, and the time from there on; after a name in quotes all is the time."""
    if quoted:
        return quoted, " ".join(words)
    places = [at for at, word in enumerate(words) if word.casefold() in (FOR, *UNTIL) and at]
    at = places[-1] if places else len(words)
    return " ".join(words[:at]), " ".join(words[at:])
