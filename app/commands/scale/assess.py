"""What a look at a group means for a change: still running, how it ended, what failed, or what came after it. No IO."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from app.aws.scaling import IN_SERVICE, RUNNING, Activity, Capacity, Group, Refresh
from app.base.values import dataclass
from app.commands.scale.failures import has_stopped, own_words
from app.commands.scale.logged_change import Change, Failed, Result, Since
from app.slack.messages.text import code, escape, shorten

SOMEBODY, BY_POLICY, BY_SCHEDULE = "Somebody", "The scaling policy {policy}", "A scheduled action"

MOST_FAILURES, LONGEST_FAILURE = 5, 600

CLOCK_SKEW = timedelta(seconds=5)
CANCELLED, ROLLED_BACK = "Cancelled", "RollbackSuccessful"
# Retained instances wait, without counting, for somebody to terminate them (Auto Scaling, "Manage retained instances").
STAYS = (IN_SERVICE, RUNNING, "Standby", "Terminating:Retained")
SET_BY = re.compile(
    r"(?:triggered policy (?P<policy>\S{1,255})|scheduled action update|user request)[^\n]{0,200}? "
    r"changing the desired capacity from \d+ to (?P<to>\d{1,9})"
)
# Application Auto Scaling says what it sets in the description, and why in the cause.
SETS = re.compile(r"Setting (?!min |max )[a-z ]+ to (?P<to>\d{1,9})")
BY_ALARM = re.compile(r"triggered policy (?P<policy>\S{1,255})")


@dataclass(frozen=True)
class Seen:
    """What Auto Scaling shows now; `group` is None if there is none."""

    group: Group | None
    activities: tuple[Activity, ...] = ()
    refresh: Refresh | None = None

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody ended the refresh, and so knows it."""
        return self.refresh is not None and self.refresh.status == CANCELLED


def assessed(change: Change, seen: Seen, now: datetime, time_limit: timedelta) -> Change:
    """The change after a look, with what failed: it is kept, as Auto Scaling lists only its newest activities."""
    return _with_failures(_assessed(change, seen, now, time_limit), seen)


def failed(change: Change, activities: Iterable[Activity]) -> list[Activity]:
    """Those of the activities, newest first, that say why this change does not get on: neither an earlier one's nor a
    later one's."""
    skew = timedelta(0) if change.result is Result.DONE else CLOCK_SKEW  # what is done lacks nothing afterwards
    last = change.ended_at + skew if change.ended_at else None
    if change.since and change.since.change_id:
        last = min(last or change.since.at, change.since.at)
    return [
        activity
        for activity in activities
        if has_stopped(activity)
        and activity.id not in change.known
        and activity.started >= change.at - CLOCK_SKEW
        and (last is None or activity.started <= last)
    ]


def _with_failures(change: Change, seen: Seen) -> Change:
    """The same words again are known already."""
    kept = {each.words: each for each in change.failures}
    for each in sorted(_failures(change, seen), key=lambda each: each.at):
        kept.setdefault(each.words, each)
    return replace(change, failures=tuple(kept.values())[:MOST_FAILURES])


def _failures(change: Change, seen: Seen) -> Iterator[Failed]:
    for activity in failed(change, seen.activities):
        yield Failed(activity.ended or activity.started, shorten(own_words(activity), LONGEST_FAILURE))
    refresh = seen.refresh
    if refresh and refresh.reason and change.ended_at and change.result is not Result.DONE:
        yield Failed(change.ended_at, shorten(escape(refresh.reason), LONGEST_FAILURE))


def _assessed(change: Change, seen: Seen, now: datetime, time_limit: timedelta) -> Change:
    """No progress for longer than `time_limit` ends it, and other sizes overtake it."""
    if not change.is_running:
        return _since_assessed(change, seen, now)
    if seen.group is None:
        return _ended(change, Result.GIVEN_UP, now)
    if change.refresh:
        return _refresh_assessed(change, seen.refresh, now, time_limit)
    assert change.after is not None and change.before is not None  # it is about sizes
    if seen.group.desired != change.after.desired:
        since = change.since or _since(change, seen, now)
        result = Result.UNDONE if change.undone_by else Result.OVERTAKEN
        return replace(_ended(change, result, now), since=since)
    at_first = abs(change.after.desired - change.before.desired)
    is_settled = _is_settled(seen.group)
    looked = (
        _ended(change, Result.DONE, now)
        if is_settled
        else _waiting(change, _missing(seen.group), at_first, now, time_limit)
    )
    return looked if looked.is_running else replace(looked, in_service=seen.group.in_service)


def _refresh_assessed(change: Change, refresh: Refresh | None, now: datetime, time_limit: timedelta) -> Change:
    if refresh is None:
        return _waiting(change, 100, 100, now, time_limit)
    if refresh.is_running:
        return _waiting(change, 100 - refresh.percent, 100, now, time_limit)
    if refresh.status == ROLLED_BACK and not change.refresh_id:  # it was started by this change
        return _ended(change, Result.UNDONE, now)
    if refresh.status in ("Successful", ROLLED_BACK):
        return _ended(change, Result.DONE, now)
    return _ended(change, Result.PARTLY if refresh.percent else Result.GIVEN_UP, now)


def _since_assessed(change: Change, seen: Seen, now: datetime) -> Change:
    """A change that has ended, and is not what the group is at any more."""
    is_told = change.undone_by or change.since or change.result in (Result.OVERTAKEN, Result.UNKNOWN)
    if is_told or seen.group is None or change.after in (None, seen.group.capacity):
        return change
    return replace(change, since=_since(change, seen, now))


def _since(change: Change, seen: Seen, now: datetime) -> Since:
    assert seen.group is not None  # somebody has seen its sizes
    sizes = seen.group.capacity
    is_return = change.until is not None and now >= change.until and sizes == (change.goes_to or change.before)
    return Since(now, sizes, by=_by(change, seen), is_return=is_return)


def _by(change: Change, seen: Seen) -> str:
    """Who set the desired capacity, by the cause of the newest activity about it."""
    desired = seen.group.desired if seen.group else None
    for activity in seen.activities:
        if activity.started < change.at - CLOCK_SKEW:
            continue
        sets = SETS.match(activity.description)
        if sets and int(sets["to"]) == desired:
            policy = BY_ALARM.search(activity.cause)
            return BY_POLICY.format(policy=code(policy["policy"])) if policy else BY_SCHEDULE
        found = SET_BY.search(activity.cause)
        if found and int(found["to"]) == desired:
            if found["policy"]:
                return BY_POLICY.format(policy=code(found["policy"]))
            return BY_SCHEDULE if "scheduled action" in found[0] else SOMEBODY
    return SOMEBODY


def set_by(activity: Activity) -> tuple[int, str] | None:
    """The size that somebody has set by it, and the scaling policy that did, or '' if none did."""
    sets = SETS.match(activity.description)
    if sets:
        policy = BY_ALARM.search(activity.cause)
        return int(sets["to"]), policy["policy"] if policy else ""
    found = SET_BY.search(activity.cause)
    return (int(found["to"]), found["policy"] or "") if found else None


def _waiting(change: Change, missing: int, at_first: int, now: datetime, time_limit: timedelta) -> Change:
    """Still running while the difference shrinks; after a while partly done or given up."""
    if change.best is None or missing < change.best:
        return replace(change, best=missing, best_at=now)
    if now - (change.best_at or change.at) <= time_limit:
        return change
    return _ended(change, Result.PARTLY if change.best < at_first else Result.GIVEN_UP, now)


def _missing(group: Group) -> int:
    return abs(group.desired - group.in_service)


def _is_settled(group: Group) -> bool:
    """The desired capacity is in service (or, by weights, a little more), and nothing is pending or terminating."""
    here = [each.lifecycle for each in group.instances if not each.lifecycle.startswith("Warmed:")]
    is_moving = any(lifecycle not in STAYS for lifecycle in here)
    exact = group.in_service == group.desired or (bool(group.unit) and group.in_service >= group.desired)
    return exact and not is_moving


def _ended(change: Change, result: Result, now: datetime) -> Change:
    return replace(change, result=result, ended_at=now)


def is_at(group: Group, sizes: Capacity | None) -> bool:
    """A service that is deregistered has no limits any more, or is registered since; its size is as it was."""
    if sizes is None or group.capacity.has_bounds == sizes.has_bounds:
        return group.capacity == sizes
    return group.desired == sizes.desired


def is_back(group: Group, to: Capacity | None) -> bool:
    """Application Auto Scaling goes back by limits that are both that size, for a minute (app/scaling/limits.py)."""
    return is_at(group, to) or (to is not None and group.capacity == Capacity(to.desired, to.desired, to.desired))
