"""A change's progress: what is seen of the group, what that means for the change, and its message. No IO."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from slack_sdk.models.blocks import Block

from app.aws.scaling import IN_SERVICE, Activity, Group, Refresh
from app.commands.scale.buttons import undo_button
from app.commands.scale.logged_change import Change, Result
from app.commands.scale.request.parse import typed
from app.commands.scale.words import because, bounds_words, warning_block
from app.slack.messages.blocks import section
from app.slack.messages.buttons import actions
from app.slack.messages.message import Message
from app.slack.messages.text import duration, escape, named, shorten

SAID = "{user} {words}{bounds}{because}{more}."
BOUNDS = " ({bounds})"
GOING = "`{bar}` {in_service} of {wanted} in service{moving} · {lasted}"
MOVING = " · {count} {state}"
REFRESHING = "`{bar}` {percent}% replaced, {left} to go · {status} · {lasted}"
NO_PROGRESS = "no progress for {time_limit}. Auto Scaling keeps trying; Bellhop has stopped watching."
ENDINGS = {
    Result.DONE: ":white_check_mark: Done in {lasted}: {in_service} in service.",
    Result.PARTLY: ":warning: Partly done: {in_service} of {wanted} in service, " + NO_PROGRESS,
    Result.GIVEN_UP: ":x: *{group}* did not reach the desired capacity: {in_service} of {wanted} in service, "
    + NO_PROGRESS,
    Result.OVERTAKEN: ":leftwards_arrow_with_hook: Somebody has set the desired capacity to {now_wanted} since.",
    Result.UNDONE: ":leftwards_arrow_with_hook: Undone.",
}
REFRESH_ENDINGS = {
    Result.DONE: ":white_check_mark: The instance refresh finished in {lasted}.",
    Result.PARTLY: ":warning: The instance refresh ended as {status} at {percent}%. {reason}",
    Result.GIVEN_UP: ":x: The instance refresh ended as {status}. {reason}",
}
GONE = ":x: The group no longer exists."
UNKNOWN = (
    ":warning: Bellhop was interrupted and cannot tell whether this was done.{now} Nothing more was done. Look before "
    "you ask again: `/scale {typed}`."
)
DESIRED_NOW = " The desired capacity of *{group}* is {desired} now."
FAILED = ":x: {what} failed{times}: {cause}"

ENOUGH_CAUSES = 3
CAUSE_LIMIT = 300
CLOCK_SKEW = timedelta(seconds=5)
BAR_WIDTH = 20
EMPTY = "—"
# Retained instances wait, without counting, for somebody to terminate them (Auto Scaling, "Manage retained instances").
STAYS = (IN_SERVICE, "Standby", "Terminating:Retained")


@dataclass(frozen=True)
class Seen:
    """What Auto Scaling shows now; `group` is None if there is none."""

    group: Group | None
    activities: tuple[Activity, ...] = ()
    refresh: Refresh | None = None

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody ended the refresh, and so knows it."""
        return self.refresh is not None and self.refresh.status == "Cancelled"


def assessed(change: Change, seen: Seen, now: datetime, time_limit: timedelta) -> Change:
    """The change after a look; no progress for longer than `time_limit` ends it."""
    if not change.is_running:
        return change
    if seen.group is None:
        return _ended(change, Result.GIVEN_UP, now)
    if change.refresh:
        return _refresh_assessed(change, seen.refresh, now, time_limit)
    assert change.after is not None and change.before is not None  # it is about sizes
    if seen.group.desired != change.after.desired:
        return _ended(change, Result.UNDONE if change.undone_by else Result.OVERTAKEN, now)
    if _is_settled(seen.group):
        return _ended(change, Result.DONE, now)
    return _waiting(change, _missing(seen.group), abs(change.after.desired - change.before.desired), now, time_limit)


def message(change: Change, seen: Seen, now: datetime, time_limit: timedelta) -> Message:
    """The message as it is now: what was done, how far it is, what fails, what may come, and the way back."""
    said = _said(change)
    lines = [line for line in (_standing(change, seen, now, time_limit), *_failures(change, seen.activities)) if line]
    blocks: list[Block] = [section(said)]
    if lines:
        blocks.append(section("\n".join(lines)))
    blocks += warning_block(change.warnings) if change.is_running else ()
    if can_be_undone(change):
        blocks.append(actions([undo_button(change.id, change.group, change.arn)]))
    return Message("\n".join([said, *lines, *(f":warning: {each}" for each in change.warnings)]), blocks)


def can_be_undone(change: Change) -> bool:
    over = (Result.OVERTAKEN, Result.UNDONE, Result.UNKNOWN)
    return change.before is not None and change.result not in over and not change.undone_by


def bar(done: int, wanted: int) -> str:
    """`▰▰▰▱`: in service, and still to come; ◇ is what is beyond that and has to go."""
    if not done and not wanted:
        return EMPTY
    most = max(done, wanted)
    scale = min(1.0, BAR_WIDTH / most)
    stays, comes, goes = min(done, wanted), max(0, wanted - done), max(0, done - wanted)
    filled = round(stays * scale)
    rest = max(1, round((comes or goes) * scale)) if comes or goes else 0
    return "▰" * filled + ("▱" if comes else "◇") * rest


def _said(change: Change) -> str:
    bounds = ""
    if change.before and change.after and bounds_words(change.before) == bounds_words(change.after):
        bounds = BOUNDS.format(bounds=bounds_words(change.after))
    words = {
        "user": named(change.user_id),
        "words": change.words,
        "because": because(change.reason),
        "more": change.more,
    }
    return SAID.format(bounds=bounds, **words)


def _standing(change: Change, seen: Seen, now: datetime, time_limit: timedelta) -> str:
    if change.result is Result.UNKNOWN:
        return _unknown(change, seen.group)
    if change.undone_by:
        return ENDINGS[Result.UNDONE]
    if seen.group is None:
        return GONE if change.ended_at else ""
    lasted = duration((change.ended_at or now) - change.at)
    if change.refresh:
        return _refresh_standing(change, seen.refresh, lasted)
    if change.after is None:
        return ""
    words = {
        "group": escape(change.group),
        "in_service": seen.group.in_service,
        "wanted": change.after.desired,
        "now_wanted": seen.group.desired,
        "lasted": lasted,
        "time_limit": duration(time_limit),
    }
    if not change.is_running:
        return ENDINGS[change.result].format(**words)
    return GOING.format(bar=bar(seen.group.in_service, change.after.desired), moving=_moving(seen.group), **words)


def _unknown(change: Change, group: Group | None) -> str:
    now = DESIRED_NOW.format(group=escape(group.name), desired=group.desired) if group and change.after else ""
    return UNKNOWN.format(now=now, typed=escape(typed(change.group)))


def _moving(group: Group) -> str:
    states = Counter(each.lifecycle for each in group.instances if each.lifecycle not in STAYS)
    return "".join(MOVING.format(count=count, state=escape(state)) for state, count in sorted(states.items()))


def _refresh_standing(change: Change, refresh: Refresh | None, lasted: str) -> str:
    if refresh is None:
        return ""
    words = {
        "percent": refresh.percent,
        "left": refresh.left,
        "status": escape(refresh.status),
        "reason": escape(shorten(refresh.reason, CAUSE_LIMIT)),
        "lasted": lasted,
    }
    if not change.is_running:
        return REFRESH_ENDINGS[change.result].format(**words).strip()
    return REFRESHING.format(bar=bar(refresh.percent // 5, BAR_WIDTH), **words)


def _failures(change: Change, activities: Iterable[Activity]) -> Iterable[str]:
    """AWS's own causes since the change, each with a count; newest first."""
    causes = Counter(
        (activity.description.split(":")[0].split(".")[0] or "An activity", activity.message or activity.cause)
        for activity in activities
        if activity.has_failed
        and activity.started >= change.at - CLOCK_SKEW
        and (change.ended_at is None or activity.started <= change.ended_at + CLOCK_SKEW)
    )
    for (what, cause), count in list(causes.items())[:ENOUGH_CAUSES]:
        times = f" {count} times" if count > 1 else ""
        yield FAILED.format(what=escape(shorten(what, 80)), times=times, cause=escape(shorten(cause, CAUSE_LIMIT)))


def _refresh_assessed(change: Change, refresh: Refresh | None, now: datetime, time_limit: timedelta) -> Change:
    if refresh is None:
        return _waiting(change, 100, 100, now, time_limit)
    if refresh.is_running:
        return _waiting(change, 100 - refresh.percent, 100, now, time_limit)
    if refresh.status in ("Successful", "RollbackSuccessful"):
        return _ended(change, Result.DONE, now)
    return _ended(change, Result.PARTLY if refresh.percent else Result.GIVEN_UP, now)


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
