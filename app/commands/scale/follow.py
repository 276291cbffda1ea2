"""Follows a change until it ends: each timer reads the group, edits the one message, and sets the next timer.

A timer may fire twice or late, and the process may die at any point: the next timer is set before the step is stored,
and a stored step is not repeated.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING

from app.aws.scaling import Group, Refresh, ScheduledAction
from app.base.clock import Clock
from app.base.errors import BellhopError, Refused
from app.base.values import dataclass
from app.commands.scale import foretold, progress
from app.commands.scale.assess import Seen, assessed, is_at, is_back
from app.commands.scale.change_log import Changes
from app.commands.scale.group import is_same
from app.commands.scale.logged_change import Change, Result
from app.commands.scale.overtaken import returns_taken_back
from app.commands.scale.request.parse import typed
from app.commands.scale.timers import FOLLOW, RETURNED
from app.commands.scale.told_in import ToldIn
from app.commands.scale.verbs.schedule import ONCE_PREFIX, RETURN_PREFIX
from app.queues.timers import Timekeeper, Timer
from app.scaling.targets import Targets
from app.slack.messages.error_text import error_text
from app.slack.messages.message import Message, sentence
from app.slack.messages.text import code, escape, mention, moment
from app.store.leases import Leases

if TYPE_CHECKING:
    from app.listeners.services import Services
    from app.scaling.target import Target

NOT_SEEN = "Bellhop can't look how far {group} is, and goes on as soon as it can. {now}"
NOT_REACHED = "{user} {group} did not reach the desired capacity. The message above says why."
REFRESH_FAILED = "{user} The instance refresh of {group} did not finish. The message above says why."
STAYS = (
    "{user} {group} was due to go back to {before} at {at}, but somebody has changed it since. It stays as it is, and "
    "the scheduled action is deleted."
)
RETURN_GONE = (
    "{user} {group} was due to go back to {before} at {at}, but its scheduled action is gone. It stays as it is. "
    "`/scale {words} {before}` sets it."
)
IS_BACK = ":leftwards_arrow_with_hook: {group} is back at {before}, as planned."
NOT_SET = "{user} {group} was due to go to {size}, but that was refused: {now}"
NOT_BACK_YET = "{user} {group} was due to go back to {before} at {at}. It does as soon as Bellhop may set it: {now}"
NOT_BACK = (
    "{user} {group} was due to go back to {before} at {at}, but its desired capacity is {now}. "
    "`/scale {words}` shows it."
)

# Soon while people watch, then at a pace that leaves others some of Slack's 50 edits a minute.
QUICK, SLOW = timedelta(seconds=3), timedelta(seconds=15)
QUICK_STEPS = 20
# While a return can still be stopped; a check right before it would be too late, and the first one may fail.
CHECKED_FIRST, CHECKED_LAST = timedelta(minutes=10), timedelta(seconds=90)
# A scheduled action may start up to two minutes late (Auto Scaling, "Scheduled scaling"), and takes a moment to show.
CHECKED_AFTER, CHECKED_AGAIN_AFTER = timedelta(seconds=150), timedelta(seconds=300)
AGAIN = ":again"
EDITED_WITHIN = timedelta(days=28)  # later, it may not be known any more where its message is


@dataclass(frozen=True)
class Follower:
    """Reads changed groups and updates their messages."""

    targets: Targets
    changes: Changes
    leases: Leases
    timekeeper: Timekeeper
    told_in: ToldIn
    clock: Clock
    time_limit: timedelta

    def follow(self, key: str) -> None:
        """Read, show, and set the next timer; raises Later on a transient error, and Refused."""
        change_id, _, step = key.rpartition(":")
        with self.leases.hold(f"change-{change_id}"):
            change = self.changes.find(change_id)
            if change is None or (change.is_running and int(step) <= change.step):
                return
            seen, now = self._looked_at(change), self.clock()
            # The progress is stored before Slack is told, which may be down for hours.
            looked = self.changes.change(change_id, lambda known: assessed(known, seen, now, self.time_limit))
            shown = self._show(looked, progress.message(looked, seen, now, self.time_limit))
            if looked.is_running:
                pace = QUICK if int(step) < QUICK_STEPS else SLOW
                self.timekeeper.set(Timer(FOLLOW, f"{change_id}:{int(step) + 1}", now + pace))
            elif _is_news(looked) and not seen.is_cancelled:
                self._say_below(looked, "ended", REFRESH_FAILED if looked.refresh else NOT_REACHED)
            self.changes.change(change_id, lambda known: replace(known, shown=shown, step=int(step)))
            foretold.compare_later(looked, self.timekeeper, now)

    def compare(self, change_id: str, services: Services) -> None:
        """What came of its forecast, and say it."""
        compared = foretold.compare(change_id, services, self.changes)
        if compared:
            look_again(compared, self.timekeeper, self.clock())

    def look_again(self, change_id: str) -> None:
        """Somebody may have changed the group since the change ended."""
        change = self.changes.find(change_id)
        if change:
            look_again(change, self.timekeeper, self.clock())

    def check_return(self, change_id: str) -> None:
        """Before a return: if somebody has changed the group since, it doesn't go back."""
        change = self.changes.find(change_id)
        if change is None or change.until is None or change.undone_by:
            return
        group = self._group(change)
        if group is None:
            return
        if change.overridden:  # whoever found it out may have died before it was told
            self._override(change)
            return
        is_as_set = is_at(group, change.leaves or change.after)
        is_replaced = change.since is not None and bool(change.since.change_id)
        is_planned = self._is_planned(change)
        is_late = self.clock() >= change.until and not is_replaced  # asked last: it may have begun since we looked
        is_over = is_late and (is_as_set or is_back(group, change.goes_to or change.before))
        if is_over or (is_planned and is_as_set):
            if self.clock() >= change.until - CHECKED_LAST:
                self.timekeeper.set(Timer(RETURNED, change_id, change.until + CHECKED_AFTER))
            return
        if not is_planned:
            if is_as_set and not is_replaced:
                self._stays(change)
            return
        self._override(self.changes.change(change_id, lambda known: replace(known, overridden=True)))

    def _override(self, change: Change) -> None:
        self._target(change).unschedule(change.returning)
        self._say_below(change, "stays", STAYS)
        look_again(change, self.timekeeper, self.clock())

    def _stays(self, change: Change) -> None:
        """Its scheduled action is gone: deleted by Bellhop, then the message says so already; or kept as another's."""
        actions = self._target(change).scheduled()
        if change.stays or any(action.name.startswith(RETURN_PREFIX) for action in actions):
            return
        self._say_below(change, "gone", RETURN_GONE)
        stays = self.changes.change(change.id, lambda known: replace(known, stays=True))
        look_again(stays, self.timekeeper, self.clock())

    def check_returned(self, key: str) -> None:
        """After a return: says whether the group is back; if it is not, only after a second look."""
        change_id, _, again = key.partition(AGAIN[0])
        change = self.changes.find(change_id)
        group = self._group(change) if change else None
        if change is None or group is None or change.undone_by or change.until is None:
            return
        is_there = is_at(group, change.goes_to or change.before)
        if not is_there and not again:
            self.timekeeper.set(Timer(RETURNED, f"{change_id}{AGAIN}", change.until + CHECKED_AGAIN_AFTER))
            return
        self._say_below(change, "returned", IS_BACK if is_there else NOT_BACK, now=str(group.desired))
        for about in (change.keeps or change.id, *returns_taken_back(change)):
            self.look_again(about)

    def tell_not_set(self, action: ScheduledAction, problem: BellhopError) -> None:
        """What Bellhop should have set itself; of a way back `check_returned` tells."""
        change = self.changes.find(action.name.removeprefix(ONCE_PREFIX))
        if change and action.name.startswith(ONCE_PREFIX):
            self._say_below(change, "not-set", NOT_SET, now=error_text(problem), size=action.desired)

    def tell_not_back_yet(self, action: ScheduledAction, problem: BellhopError) -> None:
        change = self.changes.find(action.name.removeprefix(RETURN_PREFIX))
        if change:
            self._say_below(change, "not-yet", NOT_BACK_YET, now=error_text(problem))

    def _looked_at(self, change: Change) -> Seen:
        """Raises Refused, and says why once, if AWS doesn't let Bellhop look any more: somebody can change that."""
        try:
            return self._look(change)
        except Refused as refused:
            why = escape(str(refused))
            self._say_below(change, "refused", NOT_SEEN, now=why)
            raise

    def _look(self, change: Change) -> Seen:
        group = self._group(change)
        if group is None:
            return Seen(None)
        refresh = _own_refresh(change, self._target(change).refreshes()) if change.refresh else None
        return Seen(group, self._target(change).activities(), refresh)

    def _group(self, change: Change) -> Group | None:
        """The group that was changed; None if it is gone, even if another one has its name now."""
        group = self._target(change).now()
        return group if group and is_same(group, change.arn) else None

    def _target(self, change: Change) -> Target:
        return self.targets.at(change.group, change.arn)

    def _is_planned(self, change: Change) -> bool:
        return any(action.name == change.returning for action in self._target(change).scheduled())

    def _show(self, change: Change, message: Message) -> str:
        """Update the message to what is seen, unless it says so; returns the content that it has, as a hash."""
        says = hashlib.sha256(repr((message.text, message.block_dicts())).encode()).hexdigest()[:16]
        return says if says == change.shown or self.told_in.show(change, message) else change.shown

    def _say_below(self, change: Change, what: str, text: str, now: str = "", size: int | None = None) -> None:
        """A line in the thread below the change's message, once."""
        back = change.goes_to or change.before
        words = {
            "user": mention(change.user_id),
            "group": code(change.group),
            "before": back.desired if back else "",
            "at": moment(change.until) if change.until else "",
            "now": now,
            "size": size,
            "words": escape(typed(change.group)),
        }
        self.told_in.say_below(change, what, sentence(text.format(**words)))


def look_again(change: Change, timekeeper: Timekeeper, now: datetime) -> None:
    """The message of a change that has ended is edited once more: it may not be what the group is at any more."""
    if not change.is_running and now - change.at < EDITED_WITHIN:
        timekeeper.set(Timer(FOLLOW, f"{change.id}:{change.step + 1}", now))


def _own_refresh(change: Change, refreshes: Sequence[Refresh]) -> Refresh | None:
    """The instance refresh that the change is about, of the newest ones; None if it does not show yet."""
    if change.refresh_id:
        return next((refresh for refresh in refreshes if refresh.id == change.refresh_id), None)
    later = list(takewhile(lambda refresh: refresh.id not in change.known, refreshes))
    if not change.known:  # an older Bellhop did not store which one it is
        return later[0] if later else None
    return later[-1] if later else None


def _is_news(change: Change) -> bool:
    """Whether it ended in a way that nobody wanted, or knows of."""
    if change.refresh and change.result is Result.UNDONE:
        return change.since is None
    return change.result in (Result.PARTLY, Result.GIVEN_UP)
