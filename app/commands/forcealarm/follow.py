"""Follows alarms that were set by hand until CloudWatch takes them back: each timer looks once, and edits the message.

A timer may fire twice or late, and the process may die at any point: the next timer is set before the step is stored,
and a stored step is not repeated.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from app.base.errors import Refused, Wrong
from app.commands.forcealarm.followed import Following, given_up, message, seen, unseen
from app.commands.forcealarm.timers import FOLLOW
from app.listeners.elsewhere import there
from app.queues.timers import Timer
from app.slack.followed import keep_up
from app.slack.messages.error_text import error_text
from app.slack.replies import PublicReply
from app.store.documents import Documents

if TYPE_CHECKING:
    from app.listeners.services import Services

# Until the next look: soon while people watch; half an hour in all.
LOOKS = tuple(
    timedelta(seconds=seconds) for count, seconds in ((5, 3), (3, 5), (4, 15), (5, 60), (5, 300)) for _ in range(count)
)
KEPT_DAYS = 30  # longer than a message can wait on a queue (14 days), and then among the dead letters (14 more)


def begin(following: Following, services: Services) -> Following:
    """What was just set is followed from now on."""
    stored = documents(services).begin(following.id, following)
    services.timekeeper.set(Timer(FOLLOW, f"{following.id}:1", services.clock() + LOOKS[0]))
    return stored


def look(services: Services, key: str) -> None:
    """The timer with the key `<following>:<step>`; raises Later on a transient error of AWS or Slack."""
    following_id, _, number = key.rpartition(":")
    stored, step = documents(services), int(number)
    known = stored.find(following_id)
    if known is None or step <= known.step or known.is_over:
        return
    before = replace(known, alarms=known.looked or known.alarms)
    looked = before if before.is_over else _looked(before, services, step >= len(LOOKS))
    if looked.alarms != known.alarms:  # stored before Slack is told, which may be down for hours
        stored.change(following_id, lambda now: replace(now, looked=looked.alarms))
        tell(looked, services)
    if not looked.is_over:
        services.timekeeper.set(Timer(FOLLOW, f"{following_id}:{step + 1}", services.clock() + LOOKS[step]))
    stored.change(following_id, lambda _: replace(looked, step=step, looked=()))


def tell(following: Following, services: Services) -> None:
    """Its message says what is known now; raises Later while Slack doesn't take it."""
    places = [PublicReply(key, following.channel, following.thread_ts) for key in following.keys]
    told, user_id = message(following), following.user_id
    keep_up(places, told, user_id, following.is_over, services.slack, services.poster)


def documents(services: Services) -> Documents[Following]:
    return Documents(services.table, services.clock, Following, "forced", KEPT_DAYS)


def _looked(following: Following, services: Services, is_last: bool) -> Following:
    now = services.clock()
    names = [each.alarm for each in following.alarms if not each.end]
    try:
        known = {alarm.name: alarm for alarm in there(following.arn, services).cloudwatch.named(names)}
    except (Refused, Wrong) as problem:  # such as in an account whose role is taken away; it may be given back
        why = error_text(problem)
        return (
            replace(following, alarms=tuple(unseen(each, why) for each in following.alarms)) if is_last else following
        )
    alarms = tuple(seen(each, following.state, known.get(each.alarm), now) for each in following.alarms)
    if is_last:
        alarms = tuple(given_up(each, now) for each in alarms)
    return replace(following, alarms=alarms)
