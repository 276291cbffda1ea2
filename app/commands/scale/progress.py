"""A change's message: what was done, how far it is, what fails, how it ended, what came after it. No IO."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from slack_sdk.models.blocks import Block, ButtonElement

from app.aws.scaling import Activity, Group, Refresh
from app.commands.scale.assess import CANCELLED, SOMEBODY, STAYS, Seen, failed
from app.commands.scale.buttons import undo_button
from app.commands.scale.failures import are_short, failure_lines
from app.commands.scale.helpful import awss_words_button, keep_button, refresh_buttons, resume_button, stay_button
from app.commands.scale.logged_change import Change, Result
from app.commands.scale.request.parse import typed
from app.commands.scale.words import because, bounds_words, counted, in_bounds, outlook_block, warning_block
from app.scaling.words import GROUP, words_for
from app.slack.messages.blocks import section
from app.slack.messages.buttons import actions
from app.slack.messages.message import Message, sentence
from app.slack.messages.text import duration, escape, moment, named, shorten

SAID = "{user} {words}{bounds}{because}{more}."
GOING = "`{bar}` {in_service} of {wanted} {there}{moving} · {lasted}"
MOVING = " · {count} {state}"
REFRESHING = "`{bar}` {percent}% replaced, {left} to go · {status} · {lasted}"
NO_PROGRESS = "no progress for {time_limit}. {by} keeps trying; Bellhop has stopped watching."
ENDINGS = {
    Result.DONE: ":white_check_mark: Done in {lasted}: {in_service} {there}.",
    Result.PARTLY: ":warning: Partly done: {in_service} of {wanted} {there}, " + NO_PROGRESS,
    Result.GIVEN_UP: ":x: *{group}* did not reach the desired capacity: {in_service} of {wanted} {there}, "
    + NO_PROGRESS,
    Result.OVERTAKEN: ":leftwards_arrow_with_hook: Somebody has set the desired capacity to {now_wanted} since.",
    Result.UNDONE: ":leftwards_arrow_with_hook: Undone.",
}
UNDONE_BY = ":leftwards_arrow_with_hook: Undone by {user}."
SINCE = ":leftwards_arrow_with_hook: {who} has set {what} since."
SIZE, LIMITS = "the desired capacity to {desired}", "the limits to {limits}"
BACK_AGAIN = ":leftwards_arrow_with_hook: Back at {desired}, as planned."
REFRESH_ENDINGS = {
    Result.DONE: ":white_check_mark: The instance refresh finished in {lasted}.",
    Result.PARTLY: ":warning: The instance refresh ended as {status} at {percent}%. {reason}",
    Result.GIVEN_UP: ":x: The instance refresh ended as {status}. {reason}",
    Result.UNDONE: ":leftwards_arrow_with_hook: The instance refresh was rolled back{by}. {reason}",
}
CANCELLED_BY = ":leftwards_arrow_with_hook: Cancelled{by} at {percent}%."
BY = " by {user}"
STAYS_PUT = ":warning: It does not go back by itself any more: its scheduled action {was}."
GOES_BACK_AT = ":arrows_counterclockwise: It goes back at {at} instead, by {user}."
DELETED_BY, IS_GONE = "was deleted by {user}", "is gone"
UNSEEN = ":warning: It is done, but Bellhop can't look how far it is, and goes on as soon as it can. {why}"
GONE = ":x: The {thing} no longer exists."
UNKNOWN = (
    ":warning: Bellhop was interrupted and cannot tell whether this was done.{now} Nothing more was done. Look before "
    "you ask again: `/scale {typed}`."
)
DESIRED_NOW = " The desired capacity of *{group}* is {desired} now."
FAILED, FAILED_FIRST = ":x: {line}", ":information_source: It took more than one try. {line}"

CAUSE_LIMIT = 300
BAR_WIDTH = 20
EMPTY = "—"


def message(change: Change, seen: Seen, now: datetime, time_limit: timedelta) -> Message:
    """The message as it is now: what was done, how far it is, what fails, what may come, and the way back."""
    said = first_line(change)
    standing = (_standing(change, seen, now, time_limit), _said_since(change), _stays(change))
    lines = [line for line in (*standing, *_failures(change, seen.activities)) if line]
    blocks: list[Block] = [section(said)]
    if lines:
        blocks.append(section("\n".join(lines)))
    is_new = change.is_running or change.ended_at == change.at
    warnings = change.warnings if is_new else ()
    outlook = change.outlook.lines if is_new else _came(change)
    blocks += [*outlook_block(outlook), *warning_block(warnings)]
    buttons = _buttons(change, seen, now)
    if buttons:
        blocks.append(actions(buttons))
    return Message("\n".join([said, *lines, *outlook, *(f":warning: {each}" for each in warnings)]), blocks)


def unseen(change: Change, why: str) -> Message:
    """What was done, where AWS no longer lets Bellhop look what came of it."""
    return sentence(f"{first_line(change)}\n{UNSEEN.format(why=escape(why))}")


def _buttons(change: Change, seen: Seen, now: datetime) -> list[ButtonElement]:
    """What helps on, the way back, and AWS's words where they are not shown."""
    if seen.group is None:
        return []
    undo = [undo_button(change.id, change.group, change.arn)] if can_be_undone(change) else []
    refresh, suspended = seen.refresh, _suspended(change, seen.group)
    is_refreshing = change.is_running and not change.refresh_id and refresh is not None and refresh.is_running
    running = refresh_buttons(refresh, seen.group, change.id) if refresh and is_refreshing else []
    resume = [resume_button([suspended], seen.group, change.id)] if suspended else []
    is_short = are_short(failed(change, seen.activities))
    words = [awss_words_button(change.id, seen.group, change.id)] if is_short else []
    return [*running, *resume, *_about_its_way_back(change, seen.group, now), *undo, *words]


def _about_its_way_back(change: Change, group: Group, now: datetime) -> list[ButtonElement]:
    """Keeps the one that it gave up, and cancels its own."""
    if _is_over(change):
        return []
    lost = change.gives_up if change.gives_up and change.gives_up.at > now else None
    keep = [keep_button(lost, group, change.id)] if lost else []
    is_held = group.capacity == (change.leaves or change.after)
    goes_back = change.until is not None and change.until > now and not change.stays
    return [*keep, stay_button(group.desired, group, change.id)] if is_held and goes_back else keep


def _suspended(change: Change, group: Group) -> str:
    """The process that it waits for, if that is suspended."""
    if not change.is_running or change.before is None or change.after is None:
        return ""
    process = "Launch" if change.after.desired > change.before.desired else "Terminate"
    return process if process in group.suspended else ""


def can_be_undone(change: Change) -> bool:
    return change.before is not None and not _is_over(change)


def _is_over(change: Change) -> bool:
    """Whether it is not what the group is at any more, or never was."""
    over = (Result.OVERTAKEN, Result.UNDONE, Result.UNKNOWN)
    return change.result in over or bool(change.undone_by) or change.since is not None


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


def first_line(change: Change) -> str:
    bounds = ""
    if change.before and change.after and bounds_words(change.before) == bounds_words(change.after):
        bounds = in_bounds(change.after)
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
        by = change.since
        return UNDONE_BY.format(user=named(by.user_id)) if by and by.user_id else ENDINGS[Result.UNDONE]
    if change.result is Result.OVERTAKEN and change.since:
        return ""  # that is said after it
    if seen.group is None:
        return GONE.format(thing=_thing(change)) if change.ended_at else ""
    lasted = duration((change.ended_at or now) - change.at)
    if change.refresh:
        return _refresh_standing(change, seen.refresh, lasted)
    if change.after is None:
        return ""
    # What was seen at the end counts: it may be told later, when the group is at another size.
    at_end = change.after.desired if change.result is Result.DONE else seen.group.in_service
    words = {
        "group": escape(change.group),
        "in_service": at_end if change.in_service is None else change.in_service,
        "wanted": change.after.desired,
        "now_wanted": seen.group.desired,
        "lasted": lasted,
        "time_limit": duration(time_limit),
        "there": words_for(change.group).there,
        "by": words_for(change.group).by,
    }
    if not change.is_running:
        return ENDINGS[change.result].format(**words)
    moving = _moving(seen.group)
    return GOING.format(bar=bar(seen.group.in_service, change.after.desired), moving=moving, **words)


def _came(change: Change) -> tuple[str, ...]:
    """What came of the forecast, while the size is what it was for."""
    return () if change.since or change.undone_by else change.came


def _said_since(change: Change) -> str:
    """What came after it, and by whom."""
    since = change.since
    if since is None or since.sizes is None or change.undone_by:
        return ""
    if since.is_return:
        return BACK_AGAIN.format(desired=since.sizes.desired)
    is_size = change.after is None or since.sizes.desired != change.after.desired
    what = SIZE if is_size else LIMITS
    who = named(since.user_id) if since.user_id else since.by or SOMEBODY
    return SINCE.format(who=who, what=what.format(desired=since.sizes.desired, limits=bounds_words(since.sizes)))


def _stays(change: Change) -> str:
    """That it does not go back, while it is what the group is at."""
    if not change.stays or change.undone_by or change.since:
        return ""
    if change.stays_until:
        return GOES_BACK_AT.format(at=moment(change.stays_until), user=named(change.stays_by))
    was = DELETED_BY.format(user=named(change.stays_by)) if change.stays_by else IS_GONE
    return STAYS_PUT.format(was=was)


def _unknown(change: Change, group: Group | None) -> str:
    now = DESIRED_NOW.format(group=escape(group.name), desired=group.desired) if group and change.after else ""
    return UNKNOWN.format(now=now, typed=escape(typed(change.group)))


def _thing(change: Change) -> str:
    words = words_for(change.group)
    return "group" if words is GROUP else words.thing


def _moving(group: Group) -> str:
    moving = [each for each in group.instances if each.lifecycle not in STAYS]
    states = counted(moving, words_for(group.name))
    return "".join(MOVING.format(count=count, state=escape(state)) for state, count in sorted(states.items()))


def _refresh_standing(change: Change, refresh: Refresh | None, lasted: str) -> str:
    if refresh is None:
        return ""
    by = BY.format(user=named(change.since.user_id)) if change.since and change.since.user_id else ""
    words = {
        "percent": refresh.percent,
        "left": refresh.left,
        "status": escape(refresh.status),
        "reason": escape(shorten(refresh.reason, CAUSE_LIMIT)),
        "lasted": lasted,
        "by": by,
    }
    if change.is_running:
        return REFRESHING.format(bar=bar(refresh.percent // 5, BAR_WIDTH), **words)
    text = CANCELLED_BY if by and refresh.status == CANCELLED else REFRESH_ENDINGS[change.result]
    return text.format(**words).strip()


def _failures(change: Change, activities: Iterable[Activity]) -> Iterable[str]:
    """What fails; of a change that is done, what failed on the way."""
    first, *rest = failure_lines(failed(change, activities), not change.is_running) or [""]
    if change.result is Result.DONE:
        return [FAILED_FIRST.format(line=first), *rest] if first else []
    return [FAILED.format(line=line) for line in (first, *rest) if line]
