"""Sets several alarms within what CloudWatch takes: each timer sets two, and in the end they are followed.

Each is stored before and after it is set, so one whose answer was lost is known again by the mark in its reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from app.base.errors import Wrong
from app.commands.forcealarm import follow
from app.commands.forcealarm.followed import ALREADY, FAILED, GONE, Followed, Following
from app.commands.forcealarm.force import is_in_history
from app.commands.forcealarm.timers import SET
from app.commands.forcealarm.triggers import reason_data
from app.queues.timers import Timer
from app.slack.messages.error_text import error_text

if TYPE_CHECKING:
    from app.aws.alarm import Alarm
    from app.listeners.services import Services

# SetAlarmState may be called three times a second in an account and region (CloudWatch service quotas).
AT_ONCE, EVERY = 2, timedelta(seconds=1)


def begin(following: Following, services: Services) -> None:
    follow.documents(services).begin(following.id, following)
    services.timekeeper.set(Timer(SET, f"{following.id}:1", services.clock() + EVERY))


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
            known = _set(known, each, alarms.get(each.alarm), services)
        if known.waiting:
            services.timekeeper.set(Timer(SET, f"{following_id}:{int(number) + 1}", services.clock() + EVERY))
        else:
            follow.edit(known, services)
            if not known.is_over:
                follow.begin(known, services)
        follow.documents(services).change(following_id, lambda stored: replace(stored, set_step=int(number)))


def _set(following: Following, followed: Followed, alarm: Alarm | None, services: Services) -> Following:
    """Set one, unless an earlier try did; what CloudWatch refuses is its result."""

    def store(change: Callable[[Followed], Followed]) -> Following:
        def changed(known: Following) -> Following:
            alarms = (change(each) if each.alarm == followed.alarm else each for each in known.alarms)
            return replace(known, alarms=tuple(alarms))

        return follow.documents(services).change(following.id, changed)

    if alarm is None:
        return store(lambda each: replace(each, end=GONE))
    if followed.begun and _is_set(followed, alarm, services):
        return store(lambda each: replace(each, at=each.begun))
    if alarm.state == following.state:
        return store(lambda each: replace(each, end=ALREADY))
    now = services.clock()
    store(lambda each: replace(each, begun=now, before=alarm.state))
    try:
        data = reason_data(alarm, following.state, now)
        services.cloudwatch.set_state(alarm.name, following.state, following.reason, data)
    except Wrong as refused:
        problem = error_text(refused)
        return store(lambda each: replace(each, end=FAILED, problem=problem))
    return store(lambda each: replace(each, at=now))


def _is_set(followed: Followed, alarm: Alarm, services: Services) -> bool:
    return followed.mark in alarm.reason or is_in_history(alarm.name, followed.mark, services.cloudwatch)
