"""Catch-up: alarms that were missed (Slack, the bot or Bellhop was down) are rebuilt from what CloudWatch published.

Alarms that did arrive are not posted again: a transition is identified by its alarm, time and states.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from fnmatch import fnmatchcase

from app.alarms.decide.history import KEPT, change_of
from app.alarms.keep.incidents import Incidents
from app.alarms.read.envelopes import Record, queue_body
from app.alarms.read.sources import read
from app.alarms.read.transition import Transition
from app.alarms.read.untrusted import parsed
from app.aws.desk.alarm_history import Published
from app.base.errors import Misconfigured
from app.base.values import dataclass
from app.queues.queue import Queue

SPAN = re.compile(r"(\d{1,4})\s*(m|h|d)")
UNITS = {"m": "minutes", "h": "hours", "d": "days"}
LONGEST = timedelta(days=30)

NO_SPAN = 'How far back? Give --since 2h; with make: ARGS="--since 2h --dry-run".'
NOT_A_SPAN = "--since is {given!r}; use a time such as 30m, 2h or 3d."
TOO_LONG = "--since is {given}; CloudWatch keeps 30 days, so use at most 30d."
LINE = "{what:>7}  {at:%Y-%m-%d %H:%M:%S} UTC  {old} -> {new}  {alarm}"
SUMMARY = "{found} found, {missed} missed{told}, {known} already known."
PUT = " and put on the alarms queue"
DRY = " (a dry run: nothing was done)"


def span_of(given: str) -> timedelta:
    """`30m`, `2h`, `3d`; raises Misconfigured."""
    if not given:
        raise Misconfigured(NO_SPAN)
    found = SPAN.fullmatch(given.strip())
    if not found or int(found[1]) == 0:
        raise Misconfigured(NOT_A_SPAN.format(given=given))
    span = timedelta(**{UNITS[found[2]]: int(found[1])})
    if span > LONGEST:
        raise Misconfigured(TOO_LONG.format(given=given))
    return span


@dataclass(frozen=True)
class CatchUp:
    """`say` prints a line; `queue` is the alarms queue."""

    incidents: Incidents
    queue: Queue
    say: Callable[[str], None]

    def run(self, published: Iterable[Published], glob: str = "*", dry_run: bool = False) -> int:
        """Send missed alarms to the alarms queue, oldest first; returns how many."""
        found, missed = 0, 0
        for _, record, transition in transitions_in(published, glob):
            found += 1
            is_missed = not self._knows(transition)
            missed += is_missed
            if is_missed and not dry_run:
                self.queue.put(queue_body(record))
            self.say(_line("missed" if is_missed else "known", transition))
        told = DRY if dry_run else PUT
        self.say(SUMMARY.format(found=found, missed=missed, told=told if missed else "", known=found - missed))
        return missed

    def _knows(self, transition: Transition) -> bool:
        """Whether it arrived at the time, or is older than everything that is known of its alarm."""
        last = self.incidents.last_of(transition.key)
        if last is None:
            return False
        change = change_of(transition)
        is_forgotten = len(last.changes) == KEPT and change.at < last.changes[0].at
        return replace(change, muted=False).is_known(last.changes) or is_forgotten


def transitions_in(published: Iterable[Published], glob: str = "*") -> Iterable[tuple[Published, Record, Transition]]:
    """Each transition once, even if an alarm publishes to several topics."""
    seen: set[str] = set()
    for item in published:
        record = Record(id=f"caught-up-{hashlib.sha256(item.message.encode()).hexdigest()}", body=parsed(item.message))
        payload = read(record)
        if isinstance(payload, Transition) and record.id not in seen and fnmatchcase(payload.name, glob):
            seen.add(record.id)
            yield item, record, payload


def _line(what: str, transition: Transition) -> str:
    return LINE.format(
        what=what, at=transition.changed_at, old=transition.old or "?", new=transition.new, alarm=transition.name
    )
