"""Leaves everything as it was before a drill: its alarms, the mutes that people made of them, and sizes.

Each part can be repeated: what is as it was is left alone, and what somebody else changed is left to them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from app.alarms.decide.incident import OWN_RULES, Incident, Response
from app.base.errors import BellhopError, Later, Refused, Wrong
from app.commands.forcealarm.drills.drill import (
    ALARM,
    AS_SET,
    FAILED,
    GONE,
    ITSELF,
    OWN,
    REAL,
    RESET,
    UNSET,
    Drilled,
    Run,
    mark_of,
    with_ends,
)
from app.commands.forcealarm.set_all import AT_ONCE
from app.commands.forcealarm.triggers import reason_data
from app.listeners.alarm_incidents import lift, take_out, unmute_all_of
from app.listeners.state_check import check
from app.slack.errors import SlackError
from app.slack.followed import post_reply, tell_directly
from app.slack.messages.error_text import error_text
from app.slack.messages.message import sentence
from app.slack.messages.text import code, mention
from app.slack.replies import PublicReply, last_way

if TYPE_CHECKING:
    from app.aws.alarm import Alarm
    from app.listeners.services import Services

    Store = Callable[[Callable[[Run], Run]], Run]

UNMUTED = "The drill is over, so the mute has ended"
WENT_OFF = (
    ":rotating_light: {user} No drill any more: {names}. CloudWatch has evaluated it since, and it is in ALARM for "
    "real. It tells nobody of that, since the alarm was in ALARM already, so nobody else was mentioned."
)
DISABLED = "• {name}: its actions are disabled now, and not by Bellhop, so that was left."
NOT_ENDED = "• {names}: the mute was not ended: {problem}"
OTHERS = "• {name}: the rule {rule} mutes it now, which Bellhop did not make, so that was left."

# A scaling policy runs some seconds after its alarm changed.
SETTLES = timedelta(seconds=15)
BACK = "back"

logger = logging.getLogger(__name__)


def alarms(run: Run, store: Store, reason: Callable[[str], str], services: Services) -> Run:
    """Two of those that are still as the drill set them; what became of the others is stored."""
    left = [each for each in run.alarms if not each.end]
    known = {alarm.name: alarm for alarm in services.cloudwatch.named([each.alarm for each in left])} if left else {}
    places, ends = AT_ONCE, dict[str, tuple[str, str]]()
    for each in left:
        alarm = known.get(each.alarm)
        end, problem = _end(each, run, alarm), ""
        if not end and alarm and places:
            places -= 1
            end, problem = _set_back(each, alarm, reason(mark_of(run.id, BACK)), services)
        if end:
            ends[each.alarm] = (end, problem)
    return store(lambda run: with_ends(run, ends)) if ends else run


def mutes(run: Run, store: Store, services: Services) -> Run:
    """Once the alarms are back: one that is unmuted in ALARM would run its actions again."""
    if run.is_unmuted:
        return run
    left = tuple(_unmute(run, services))
    return store(lambda run: replace(run, is_unmuted=True, left=left))


def tell(run: Run, services: Services) -> None:
    """Cards that missed an end, and who began the drill if an alarm is real by now; once all is put back."""
    for each in _incidents(run, services):
        if not each.is_over:  # CloudWatch tells no OK of an alarm that was muted, or has no action for it
            check(each, services)
    real = [each.alarm for each in run.alarms if each.end == REAL]
    below = services.poster.posted(f"drill-{run.id}")
    if not real or not below:
        return
    text = WENT_OFF.format(user=mention(run.user_id), names=", ".join(map(code, real)))
    key, told = f"drill-{run.id}-real", sentence(text)
    try:
        if not post_reply(PublicReply(key, run.channel, below), told, services.poster):
            with last_way(run.user_id, run.channel):
                tell_directly(key, run.user_id, told, services.slack, services.poster)
    except SlackError as problem:
        logger.warning("real alarm not told", extra={"drill": run.id, "why": str(problem)})


def _end(drilled: Drilled, run: Run, alarm: Alarm | None) -> str:
    """How it was left; '' where the drill has to set it back."""
    if alarm is None:
        return GONE
    if not any(each.begun for each in run.steps if each.alarm == drilled.alarm):
        return UNSET
    is_ours = any(mark in alarm.reason for mark in run.marks)
    if alarm.state == drilled.before:
        return RESET if mark_of(run.id, BACK) in alarm.reason else AS_SET if is_ours else ITSELF
    if is_ours:
        return ""
    return REAL if alarm.state == ALARM else OWN


def _set_back(drilled: Drilled, alarm: Alarm, reason: str, services: Services) -> tuple[str, str]:
    try:
        data = reason_data(alarm, drilled.before, services.clock())
        services.cloudwatch.set_state(alarm.name, drilled.before, reason, data)
    except Wrong as refused:
        return FAILED, error_text(refused)
    return RESET, ""


def _unmute(run: Run, services: Services) -> Iterator[str]:
    """Only what Bellhop muted: none of these alarms was muted when the drill began. What is left, in words."""
    now = services.clock()
    muted = [each for each in _incidents(run, services) if each.mute and each.mute.until > now]
    yield from _refused(lambda: lift(muted, services), [each.latest.name for each in muted])
    response = Response(now, "", UNMUTED, f"drill-{run.id}")
    unmute_all_of(muted, response, services.processor)
    for alarm in services.cloudwatch.named(run.names):
        if not alarm.actions_enabled:
            yield DISABLED.format(name=code(alarm.name))
        for rule in _rules(alarm.name, services):
            if rule.startswith(OWN_RULES):
                yield from _refused(partial(take_out, rule, run.names, services), [alarm.name])
            else:
                yield OTHERS.format(name=code(alarm.name), rule=code(rule))


def _refused(end: Callable[[], None], names: Sequence[str]) -> Iterator[str]:
    """What AWS refuses keeps nobody from putting the rest back."""
    try:
        end()
    except Later:
        raise
    except BellhopError as refused:
        yield NOT_ENDED.format(names=", ".join(map(code, names)), problem=error_text(refused))


def _incidents(run: Run, services: Services) -> Sequence[Incident]:
    """The alarms' last ones."""
    return list(services.processor.incidents.last_of_many([each.arn for each in run.alarms if each.arn]).values())


def _rules(alarm: str, services: Services) -> tuple[str, ...]:
    """What mutes it now; none where Bellhop may not see that."""
    try:
        return services.cloudwatch.muted_by(alarm)
    except Refused:
        return ()
