"""Sets several alarms within what CloudWatch takes: each timer sets two, and in the end they are followed.

Each is stored before and after it is set, so one whose answer was lost is known again by the mark in its reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from app.base.errors import Wrong
from app.commands.forcealarm import follow
from app.commands.forcealarm.consequences import may_cause
from app.commands.forcealarm.followed import ALREADY, FAILED, GONE, Followed, Following
from app.commands.forcealarm.force import is_in_history
from app.commands.forcealarm.timers import SET
from app.commands.forcealarm.triggers import reason_data
from app.queues.timers import Timer
from app.slack.interactions import Caller
from app.slack.messages.error_text import error_text
from app.slack.messages.text import named

if TYPE_CHECKING:
    from app.aws.alarm import Alarm
    from app.listeners.services import Services

Change = Callable[[Followed], Followed]

# SetAlarmState may be called three times a second in an account and region (CloudWatch service quotas).
MAY_NOT = "the guards in bellhop.toml don't let {user} cause that any more."

AT_ONCE, EVERY = 2, timedelta(seconds=1)


def begin(following: Following, services: Services) -> None:
    follow.documents(services).begin(following.id, following)
    goes_on(following.id, services)


def goes_on(following_id: str, services: Services) -> bool:
    """Whether it was begun; its next step comes, also if who began it died before that was sure."""
    known = follow.documents(services).find(following_id)
    if known and known.waiting:
        services.timekeeper.set(Timer(SET, f"{following_id}:{known.set_step + 1}", services.clock() + EVERY))
    return known is not None


def step(services: Services, key: str) -> None:
    """The timer with the key `<following>:<step>`; raises Later if CloudWatch can't do it now."""
    following_id, _, number = key.rpartition(":")
    with services.leases.hold(f"forced-{following_id}"):
        known = follow.documents(services).find(following_id)
        if known is None or int(number) <= known.set_step:
            return
        now = known.waiting[:AT_ONCE]
        alarms = {alarm.name: alarm for alarm in services.cloudwatch.named([each.alarm for each in now])} if now else {}
        for each in now:
            store = partial(_store, following_id, each.alarm, services)
            by = Caller(known.user_id, known.channel)
            set_one(each, known.state, known.reason, by, alarms.get(each.alarm), store, services)
        known = follow.documents(services).find(following_id) or known
        if known.waiting:
            services.timekeeper.set(Timer(SET, f"{following_id}:{int(number) + 1}", services.clock() + EVERY))
        else:
            follow.tell(known, services)
            if not known.is_over:
                follow.begin(known, services)
        follow.documents(services).change(following_id, lambda stored: replace(stored, set_step=int(number)))


def _store(following_id: str, alarm: str, services: Services, change: Change) -> None:
    def changed(known: Following) -> Following:
        return replace(known, alarms=tuple(change(each) if each.alarm == alarm else each for each in known.alarms))

    follow.documents(services).change(following_id, changed)


def set_one(
    followed: Followed,
    state: str,
    reason: str,
    by: Caller,
    alarm: Alarm | None,
    store: Callable[[Change], object],
    services: Services,
) -> None:
    """Set one, unless an earlier try did; what CloudWatch refuses is its result. `store` keeps what becomes of it.

    by  who said yes, which may be long ago
    """
    if alarm is None:
        store(lambda each: replace(each, end=GONE))
    elif followed.begun and _is_set(followed, alarm, services):
        store(lambda each: replace(each, at=each.begun))
    elif alarm.state == state:
        store(lambda each: replace(each, end=ALREADY))
    elif by.user_id and not may_cause(alarm, state, by, services):
        problem = MAY_NOT.format(user=named(by.user_id))
        store(lambda each: replace(each, end=FAILED, problem=problem))
    else:
        now = services.clock()
        store(lambda each: replace(each, begun=now, before=alarm.state))
        try:
            services.cloudwatch.set_state(alarm.name, state, reason, reason_data(alarm, state, now))
        except Wrong as refused:
            problem = error_text(refused)
            store(lambda each: replace(each, end=FAILED, problem=problem))
        else:
            store(lambda each: replace(each, at=now))


def _is_set(followed: Followed, alarm: Alarm, services: Services) -> bool:
    return followed.mark in alarm.reason or is_in_history(alarm.name, followed.mark, services.cloudwatch)
