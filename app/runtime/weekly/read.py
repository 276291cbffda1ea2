"""Reads a week: incidents and changes of groups from the table, and from AWS what groups are now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from app.base.errors import BellhopError
from app.commands.scale.change_log import Changes
from app.commands.scale.ledger import spent
from app.commands.scale.ledger_words import LONGEST, MOST_READ, all_left_up, left_words, spent_words
from app.runtime.weekly.summary import summed_up
from app.runtime.weekly.words import Week
from app.slack.messages.error_text import error_text

if TYPE_CHECKING:
    from app.listeners.services import Services

NOT_ALL = "There were more incidents than Bellhop reads: these are the last {count:,}."
NOT_LOOKED = "What is still up after an incident could not be checked: {why}"

# Of each of the sixteen lists of incidents.
MOST_OF_A_LIST = 150


def read(services: Services, since: datetime, until: datetime) -> Week:
    """What AWS refuses, or can't say now, is left out with a word; raises Later if the table can't be read."""
    found, is_whole = services.processor.incidents.begun_since(since, MOST_OF_A_LIST)
    notes = [] if is_whole else [NOT_ALL.format(count=len(found))]
    summary = summed_up(found, since, until, services.home)
    return Week(since, until, summary, tuple(_costs(services, since, until, notes)), tuple(notes))


def _costs(services: Services, since: datetime, until: datetime, notes: list[str]) -> Iterator[str]:
    log = Changes(services.table, services.clock)
    changes = log.since(since - LONGEST, MOST_READ)
    if line := spent_words(spent(changes, since, until), "week", is_all=len(changes) < MOST_READ):
        yield line
    problems: list[BellhopError] = []
    now = services.clock()
    for left, alarms in all_left_up(changes, services.processor.incidents, services.targets, now, problems):
        yield left_words(left, alarms, now)
    notes += [NOT_LOOKED.format(why=error_text(each)) for each in problems[:1]]
