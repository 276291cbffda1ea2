"""Which alarms somebody wants to see: by name, state, tag, group, or what is theirs. No IO.

web-*  alarm  tag:team=shop  group:web  mine  muted
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from app.base.values import dataclass
from app.listeners.alarm_search import WILD, is_glob

ALARM, NO_DATA, OK = "ALARM", "INSUFFICIENT_DATA", "OK"
NOT_OK = (ALARM, NO_DATA)
# Calls for the alarms in a state, of a hundred each.
MOST_PAGES, OTHER_PAGES, A_PAGE = {ALARM: 3}, 1, 100
MOST_HELD = 500  # of what mute rules hold
STATE_WORDS = {
    **dict.fromkeys(("alarm", "alarming", "red", "firing", "fire", "active", "triggered"), ALARM),
    **dict.fromkeys(("insufficient_data", "insufficient", "insufficient-data", "nodata", "no-data"), NO_DATA),
    **dict.fromkeys(("ok", "green", "okay"), OK),
}
MINE = frozenset(("mine", "my"))
MUTED = frozenset(("muted", "snoozed", "silenced"))
# What leads to one of these, and what may follow: `web-* that are in alarm state`.
LEADS, FOLLOWS = frozenset(("in", "that", "are", "is", "which", "currently", "the")), frozenset(("state", "now"))
TAG, GROUP, STATE = re.compile(r"(?:tag:)?([^=:*]{1,128})=(.{0,256})"), "group:", "state:"


@dataclass(frozen=True)
class Filters:
    """`name` is a glob, or a part of a name; all of it has to fit.

    Without `states` what is not OK is meant; of what is `muted`, everything. `place` is where, '' for home.
    """

    name: str = ""
    states: tuple[str, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()
    group: str = ""
    mine: bool = False
    muted: bool = False
    place: str = ""

    @property
    def is_name(self) -> bool:
        """Whether it is one word that may name one alarm."""
        return bool(self.name) and not self.is_glob and self == Filters(self.name)

    @property
    def is_glob(self) -> bool:
        return is_glob(self.name)

    @property
    def wanted(self) -> tuple[str, ...]:
        return self.states or ((*NOT_OK, OK) if self.muted else NOT_OK)

    @property
    def prefix(self) -> str:
        """With what a name that fits begins, which CloudWatch itself looks for."""
        return WILD.split(self.name, maxsplit=1)[0] if self.is_glob else ""

    @property
    def asks_more(self) -> bool:
        """Whether CloudWatch can't answer all of it by state and prefix."""
        is_prefix = not self.name or self.name == f"{self.prefix}*"
        return not is_prefix or bool(self.tags or self.group or self.mine or self.muted)

    def fits_name(self, name: str) -> bool:
        wanted, folded = self.name.casefold(), name.casefold()
        glob = wanted.replace("[", "[[]")
        return not wanted or (fnmatchcase(folded, glob) if self.is_glob else wanted in folded)

    def __str__(self) -> str:
        tags = (f"tag:{name}={value}" for name, value in self.tags)
        states = (state.lower() for state in self.states)
        flags = ("mine" if self.mine else "", "muted" if self.muted else "")
        parts = [self.name, *states, *tags, f"{GROUP}{self.group}" if self.group else "", *flags]
        parts += [f"in {self.place}"] if self.place else []
        return " ".join(part for part in parts if part)


def read_filters(words: Sequence[str]) -> Filters:
    """What the words ask for; those that are no filter are a name, in which blanks may be."""
    found, name, follows = Filters(), list[str](), False
    if len(words) > 1 and words[0].casefold() == GROUP.rstrip(":"):
        words = [f"{GROUP}{words[1]}", *words[2:]]
    for word in words:
        folded = word.casefold()
        if follows and folded in FOLLOWS:
            continue
        state = STATE_WORDS.get(folded.removeprefix(STATE))
        follows = bool(state) or folded in MUTED
        while follows and name and name[-1].casefold() in LEADS:
            name.pop()
        if state:
            found = replace(found, states=tuple(dict.fromkeys((*found.states, state))))
        elif folded in MINE:
            found = replace(found, mine=True)
        elif folded in MUTED:
            found = replace(found, muted=True)
        elif folded.startswith(GROUP) and len(word) > len(GROUP):
            found = replace(found, group=word[len(GROUP) :])
        elif tag := TAG.fullmatch(word):
            found = replace(found, tags=(*found.tags, (tag[1], tag[2])))
        else:
            name.append(word)
    return replace(found, name=" ".join(name))


def pages_of(state: str) -> int:
    """How many pages of the alarms in a state are read at most."""
    return MOST_PAGES.get(state, OTHER_PAGES)


def most_read(state: str) -> int:
    return pages_of(state) * A_PAGE
