"""The alarm that somebody means by a word: as everywhere, but without reading all alarms of an account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.base.errors import Wrong
from app.listeners.alarm_search import Found, beginning
from app.listeners.names import MOST_CHOICES, matches, more_than_shown, spellings
from app.slack.messages.text import shorten, similar, ticked

if TYPE_CHECKING:
    from app.aws.alarm import Alarm
    from app.aws.cloudwatch import CloudWatch

NO_SUCH_ALARM = "There is no alarm {name}.{searched} `/alarms` lists what is not OK."
NO_ALARM_BUT = "There is no alarm {name}. Did you mean this?"
WHICH = "{word} matches {count} alarms. Which one?"
SEARCHED = " Bellhop looked for a part of that only in the first {count:,} alarms: type how its name begins."

NAME_LIMIT = 255  # of CloudWatch; DescribeAlarms refuses longer ones


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


def find(word: str, cloudwatch: CloudWatch) -> Alarm:
    """By its start or a part of its name; raises Unclear with what may be meant, or Wrong."""
    begins = beginning(cloudwatch, word[:NAME_LIMIT])
    return _the_one(word, begins if begins.alarms else beginning(cloudwatch))


def _the_one(word: str, names: Found) -> Alarm:
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
        raise Unclear(NO_ALARM_BUT.format(name=name), near)
    searched = SEARCHED.format(count=len(known)) if names.has_more else ""
    raise Wrong(NO_SUCH_ALARM.format(name=name, searched=searched))
