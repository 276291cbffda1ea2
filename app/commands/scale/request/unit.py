"""What a size counts in, as people type it after the number: `4 tasks`, `40 read units`. No IO.

Whoever says so means only what counts in that. Words that people use for anything, such as instances or replicas, say
nothing (vocabulary.py).
"""

from __future__ import annotations

import re

from app.commands.scale.request.parse import BECAUSE, QUOTED
from app.scaling.words import words_for

UNIT = re.compile(
    r"(?<=[0-9])\s+(?P<unit>tasks?|(?:(?:read|write|inference)\s+)?(?:capacity\s+)?units?|shards?|copy|copies|"
    r"(?:user\s+)?sessions?)(?!\S)",
    re.IGNORECASE,
)


def split_unit(text: str) -> tuple[str, str]:
    """The text without the unit, and the unit; '' if none is said before the reason."""
    quoted, because = QUOTED.match(text), BECAUSE.search(f"{text} ")
    found = UNIT.search(text, quoted.end() if quoted else 0, because.start() if because else len(text))
    if not found:
        return text, ""
    said = " ".join(found["unit"].casefold().split()).replace("capacity ", "")
    return f"{text[: found.start()]}{text[found.end() :]}", said


def counts_in(name: str, unit: str) -> bool:
    """Whether the sizes of what has this whole name are numbers of that: `units` are those of reads and of writes."""
    words = words_for(name)
    return any(f" {each}".endswith(f" {unit}") for each in (words.one, words.many))
