"""Follows a change until it has ended: each timer looks, edits the one message, and sets the next timer.

A timer may ring twice or late, and whoever carries it out may die at any point: the next timer is set before the step
is noted, and a step that was noted is not taken again.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from app.base.errors import Later
from app.commands.scale import progress
from app.commands.scale.change_log import Changes
from app.commands.scale.logged_change import Change, Result
from app.commands.scale.progress import Seen
from app.commands.scale.wish import typed
from app.listeners.operation import Operation
from app.listeners.services import Services
from app.queues.timers import Timer
from app.slack.errors import CARD_LOST, NOT_THERE, SlackError
from app.slack.messages.message import Message, sentence
from app.slack.messages.text import code, mention, moment

FOLLOW = "scale-follow"
RETURN = "scale-return"
RETURNED = "scale-returned"

NOT_YET_TOLD = "What was done has not been told yet."
ASKED_ELSEWHERE = "Asked for where Bellhop is not: "
ENDED_BADLY = "{user} {group} did not get to where you wanted it; the message above says why."
STAYS = (
    "{user} {group} was to go back to {before} {at}, but somebody has changed it since. "
    "It stays as it is, and the scheduled action is deleted."
)
IS_BACK = ":leftwards_arrow_with_hook: {group} is back at {before}, as it was to be."
NOT_BACK = "{user} {group} was to go back to {before} {at} and has not: it wants {now}. `/scale {words}` shows it."

# Soon while people look, then at a pace that leaves Slack's 50 edits a minute to others too.
QUICK, SLOW = timedelta(seconds=3), timedelta(seconds=15)
QUICK_STEPS = 20
# A return is looked at while it can still be stopped; one that is due in less was looked at in vain.
CHECKED_BEFORE = timedelta(seconds=90)
CHECKED_AFTER = timedelta(seconds=60)


def return_check_at(until: datetime) -> datetime:
    return until - CHECKED_BEFORE


def follow(services: Services, key: str) -> None:
    """The timer `<change>:<step>`: look, show, and set the next one; raises Later where AWS or Slack cannot now."""
    change_id, _, step = key.rpartition(":")
    changes = Changes(services.table, services.clock)
    with services.leases.hold(f"change-{change_id}"):
        change = changes.find(change_id)
        if change is None or int(step) <= change.step:
            return
        seen, now = look(services, change), services.clock()
        # How it stands is noted before Slack is told, which may not be there for hours.
        looked = changes.change(change_id, lambda known: progress.judged(known, seen, now, services.patience))
        shown = _show(services, looked, progress.message(looked, seen, now, services.patience))
        if looked.is_running:
            pace = QUICK if int(step) < QUICK_STEPS else SLOW
            services.timekeeper.set(Timer(FOLLOW, f"{change_id}:{int(step) + 1}", now + pace))
        elif looked.result in (Result.PARTLY, Result.GIVEN_UP):
            _say_below(services, looked, "ended", ENDED_BADLY)
        changes.change(change_id, lambda known: replace(known, shown=shown, step=int(step)))


def look(services: Services, change: Change) -> Seen:
    group = services.scaling.group(change.group)
    if group is None:
        return Seen(None)
    refresh = services.scaling.refreshes(change.group, most=1) if change.refresh else ()
    return Seen(group, services.scaling.activities(change.group), refresh[0] if refresh else None)


def check_return(services: Services, change_id: str) -> None:
    """The timer shortly before a return: where the group is no longer as it was left, it does not go back."""
    change = Changes(services.table, services.clock).find(change_id)
    if change is None or change.until is None or change.undone_by:
        return
    group = services.scaling.group(change.group)
    if group is None or not _is_planned(services, change):
        return
    if group.capacity == change.after:
        services.timekeeper.set(Timer(RETURNED, change_id, change.until + CHECKED_AFTER))
        return
    services.scaling.unschedule(change.group, change.returning)
    _say_below(services, change, "stays", STAYS)


def check_returned(services: Services, change_id: str) -> None:
    """The timer after a return: says that the group is back, or that it is not."""
    change = Changes(services.table, services.clock).find(change_id)
    group = services.scaling.group(change.group) if change else None
    if change is None or group is None or change.undone_by:
        return
    is_back = group.capacity == change.before
    _say_below(services, change, "returned", IS_BACK if is_back else NOT_BACK, now=str(group.desired))


def _is_planned(services: Services, change: Change) -> bool:
    return any(action.name == change.returning for action in services.scaling.scheduled(change.group))


def _show(services: Services, change: Change, message: Message) -> str:
    """Bring the message to what is seen; what it says now, as a hash."""
    says = hashlib.sha256(repr((message.text, message.block_dicts())).encode()).hexdigest()[:16]
    if says == change.shown:
        return says
    channel, ts, there = _place(services, change, message)
    try:
        services.slack.update(channel, ts, there)
    except SlackError as problem:
        if problem.code not in (*CARD_LOST, *NOT_THERE):
            raise
    return says


def _place(services: Services, change: Change, message: Message) -> tuple[str, str, Message]:
    """Channel, ts and form of the message: the reply itself, in an alarm's thread, or where Bellhop may post.

    Raises Later while the reply has not been told.
    """
    told = change.message
    if told.thread_ts:
        return told.channel, services.poster.post_once(told.key, told.channel, message, told.thread_ts), message
    ts = services.poster.posted(told.key)
    if ts:
        return told.channel, ts, message
    if not Operation(told.key.removeprefix("reply-"), services.table, services.clock).is_told:
        raise Later(NOT_YET_TOLD)
    channel = services.desk.display.channel_id("")
    elsewhere = Message(ASKED_ELSEWHERE + message.text, (*sentence(ASKED_ELSEWHERE).blocks, *message.blocks))
    return channel, services.poster.post_once(f"progress-{change.id}", channel, elsewhere), elsewhere


def _say_below(services: Services, change: Change, what: str, text: str, now: str = "") -> None:
    """A line in the thread below the change's message, once."""
    channel, ts, _ = _place(services, change, sentence(change.words))
    words = {
        "user": mention(change.user_id),
        "group": code(change.group),
        "before": change.before.desired if change.before else "",
        "at": moment(change.until) if change.until else "",
        "now": now,
        "words": typed(change.group),
    }
    thread = change.message.thread_ts or ts
    services.poster.post_once(f"{what}-{change.id}", channel, sentence(text.format(**words)), thread)
