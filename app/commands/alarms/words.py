"""The words of /alarms that are no part of a name: what adds nothing, and where a mute's time begins. No IO."""

from __future__ import annotations

from collections.abc import Sequence

NOISE = frozenset(("/alarms", "alarms", "please", "now", "the", "me", "my", "of", "all"))
ASKS = frozenset(("what", "what's", "whats", "which", "is", "are", "in", "on", "any", "currently", "give"))
LISTS = frozenset(("list", "ls", "status", "show"))
FOR = "for"
UNTIL = frozenset(("until", "till", "til"))


def split_span(words: Sequence[str], quoted: str = "") -> tuple[str, str]:
    """`web-* for 2h` in its parts: what is before the last `for` or `until`, and the time from there on.

    After a name in quotes all is the time.
    """
    if quoted:
        return quoted, " ".join(words)
    places = [at for at, word in enumerate(words) if word.casefold() in (FOR, *UNTIL) and at]
    at = places[-1] if places else len(words)
    return " ".join(words[:at]), " ".join(words[at:])
