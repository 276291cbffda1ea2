"""The alarm that somebody means by a word: as everywhere, but without reading all alarms of an account."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from app.aws.cloudwatch import MOST_NAMES, NAME_LIMIT
from app.base.errors import Wrong
from app.commands.alarms.words import ASKS, LISTS, NOISE
from app.listeners.alarm_search import NO_ALARM_BUT, WHICH, Found, beginning
from app.listeners.names import MOST_CHOICES, matches, more_than_shown, spellings
from app.slack.messages.text import shorten, similar, ticked

if TYPE_CHECKING:
    from app.aws.alarm import Alarm
    from app.aws.cloudwatch import CloudWatch

NO_SUCH_ALARM = "There is no alarm {name}{placed}.{searched} `/alarms` lists what is not OK."
SEARCHED = " Bellhop looked for a part of that only in the first {count:,} alarms: type how its name begins."


class Unclear(Wrong):
    """It may have been one of these alarms; each gets a button."""

    def __init__(self, sentence: str, alarms: Sequence[Alarm]) -> None:
        super().__init__(sentence)
        self.alarms = tuple(alarms[:MOST_CHOICES])


def exactly(name: str, cloudwatch: CloudWatch) -> Alarm | None:
    """The alarm that is called exactly so; one call."""
    said = [each for each in spellings(name) if 0 < len(each) <= NAME_LIMIT]
    known = {alarm.name: alarm for alarm in cloudwatch.named(said)} if said else {}
    return next((known[each] for each in said if each in known), None)


def whole_name(typed: Sequence[str], what: str, cloudwatch: CloudWatch) -> str:
    """What was typed if an alarm is called so, with words that add nothing elsewhere; else `what`, which lacks them.

    Without ever more of those at its beginning and its end; one call, and none if there are no such words.
    """
    ways = list(dict.fromkeys(islice(_ways(typed), MOST_NAMES)))
    if ways in ([], [what]):
        return what
    known = {alarm.name for alarm in cloudwatch.named([each for each in ways if len(each) <= NAME_LIMIT])}
    return next((each for each in ways if each in known), what)


def _ways(typed: Sequence[str]) -> Iterator[str]:
    noise = [word.casefold() in NOISE | LISTS | ASKS for word in typed]
    first = noise.index(False) if False in noise else max(0, len(typed) - 1)
    last = len(typed) - (noise[::-1].index(False) if False in noise else 0)
    for start in range(first + 1):
        yield from (" ".join(typed[start:end]) for end in range(len(typed), max(last, start + 1) - 1, -1))


def find(word: str, cloudwatch: CloudWatch, placed: str = "") -> Alarm:
    """By its start or a part of its name; raises Unclear with what may be meant, or Wrong.

    placed  what else there is not
    """
    begins = beginning(cloudwatch, word[:NAME_LIMIT])
    return _the_one(word, begins if begins.alarms else beginning(cloudwatch), placed)


def _the_one(word: str, names: Found, placed: str) -> Alarm:
    known = names.alarms
    found = matches(word, list(known))
    name = ticked(shorten(word, NAME_LIMIT))
    if len(found) == 1:
        return known[found[0]]
    if found:
        text = WHICH.format(word=name, count=len(found)) + more_than_shown(len(found))
        raise Unclear(text, [known[each] for each in found])
    near = [known[each] for each in similar(word[:NAME_LIMIT], list(known))]
    if near:
        raise Unclear(NO_ALARM_BUT.format(name=name + placed), near)
    searched = SEARCHED.format(count=len(known)) if names.has_more else ""
    raise Wrong(NO_SUCH_ALARM.format(name=name, placed=placed, searched=searched))
