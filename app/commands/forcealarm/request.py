"""What was typed after /forcealarm: every way to read the words. No IO."""

from __future__ import annotations

import re
from dataclasses import dataclass

STATES = ("OK", "ALARM", "INSUFFICIENT_DATA")


@dataclass(frozen=True)
class Request:
    """One way to read the words; `state` is empty to look at the alarm, or mistyped if there is a `reason`."""

    alarm: str
    state: str = ""
    reason: str = ""

    @staticmethod
    def parse(words: str) -> tuple[Request, ...]:
        """All ways to read the words, the longest name first: alarm names may have spaces, and contain a state's name.

        `billing alarm OKAY` sets no alarm `billing` if there is a `billing alarm`: then OKAY is not a state.
        """
        requests = [Request(words)]
        for word in re.finditer(r"\S+", words):
            name, rest = words[: word.start()].rstrip(), words[word.end() :].strip()
            if name and _is_state(word[0]):
                requests.insert(1, Request(name, word[0].upper(), rest))
                if rest and not _is_state(rest.split()[0]):
                    requests.insert(1, Request(words[: word.end()], reason=rest))
        return tuple(requests)


def _is_state(word: str) -> bool:
    return word.upper() in STATES
