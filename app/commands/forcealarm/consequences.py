"""What setting an alarm's state would do, and whether somebody may cause it: decided before anything is done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from app.access.guards import Attempt
from app.alarms.read.tested import who_tested
from app.aws.alarm import Alarm
from app.base.errors import Forbidden
from app.commands.forcealarm.followed import BY_HAND
from app.commands.forcealarm.request import Request
from app.commands.forcealarm.triggers import policies, reason_data, triggers
from app.listeners.alarm_actions import Audience, Told, audience, told
from app.listeners.alarm_effects import Effect, effects_of, require
from app.listeners.services import Services
from app.listeners.silence import Silence, silence_of
from app.slack.interactions import Caller

SET_BACK = "{words} (if CloudWatch sets it back to {state})"
MAY_BE_SET_BACK = "{state}, to which CloudWatch may set it back"


def decided(request: Request, alarm: Alarm, caller: Caller, services: Services) -> dict[str, Any]:
    """What is known before the change, and final once it has begun: later its effects show.

    Raises Forbidden if the guards don't let this person change the alarm, or what its actions change, here.
    """
    services.authority.require(caller, Attempt("alarm", alarm.name, caller.channel_id, act="force"))
    before = state_of(alarm)
    if alarm.state == request.state:
        return before
    effects = effects_of(alarm, request.state, services.scaling, services.targets, services.place)
    require(effects, alarm, request.state, caller, services.authority)
    returns = _if_set_back(alarm, caller, services)
    silence = silence_of(alarm, services.cloudwatch) if alarm.actions[request.state] or returns else None
    actions = told(alarm, request.state, effects, audience(alarm, [request.state], services.topics))
    dangers = [each for each in actions if each.label and alarm.actions_enabled]
    return {
        **before,
        "triggers": _triggered(alarm, request.state, effects, actions, silence),
        "silence": silence.why if silence else "",
        "not_now": silence.short if silence else "",
        "at": services.clock().isoformat(),
        "data": reason_data(alarm, request.state, services.clock()),
        "dangers": [*([danger.words, danger.label] for danger in dangers), *returns],
        "also": [each.words for each in actions if each not in dangers],
    }


def _if_set_back(alarm: Alarm, caller: Caller, services: Services) -> list[list[str]]:
    """What CloudWatch runs once it evaluates the alarm itself: words and label of what does more than tell people.

    By then the metric decides how far a policy goes, and from where. Raises Forbidden if a group's guard is against it.
    """
    if BY_HAND in alarm.reason or who_tested(alarm.reason):  # nobody knows the alarm's own state
        return []
    alarm = replace(alarm, compared=None)
    effects = effects_of(alarm, alarm.state, services.scaling, services.targets, services.place)
    require(effects, alarm, MAY_BE_SET_BACK.format(state=alarm.state), caller, services.authority)
    said = told(alarm, alarm.state, [replace(each, after=None) for each in effects], {})
    acting = [each for each in said if each.label and alarm.actions_enabled]
    return [[SET_BACK.format(words=each.words, state=alarm.state), each.label] for each in acting]


def caused(
    alarm: Alarm, states: Sequence[str], caller: Caller, services: Services
) -> tuple[dict[str, tuple[Told, ...]], Audience]:
    """What each of these states triggers, and who is subscribed; raises Forbidden if a group's guard is against it."""
    known, said = audience(alarm, states, services.topics), dict[str, tuple[Told, ...]]()
    for state in states:
        effects = effects_of(alarm, state, services.scaling, services.targets, services.place)
        require(effects, alarm, state, caller, services.authority)
        said[state] = told(alarm, state, effects, known)
    return said, known


def may_cause(alarm: Alarm, state: str, caller: Caller, services: Services) -> bool:
    """Whether the guards let somebody set it to that state, and cause what that changes, as both are now."""
    try:
        services.authority.require(caller, Attempt("alarm", alarm.name, caller.channel_id, act="force"))
        effects = effects_of(alarm, state, services.scaling, services.targets, services.place)
        require(effects, alarm, state, caller, services.authority)
    except Forbidden:
        return False
    return True


def told_of(alarm: Alarm, state: str, services: Services) -> tuple[Told, ...]:
    effects = effects_of(alarm, state, services.scaling, services.targets, services.place)
    return told(alarm, state, effects, audience(alarm, [state], services.topics))


def _triggered(
    alarm: Alarm, state: str, effects: Iterable[Effect], actions: Sequence[Told], silence: Silence | None
) -> str:
    """What the state triggers, or why that is nothing."""
    if silence and silence.is_sure:
        return silence.why
    called = [triggers(actions, state), *policies(alarm, state, effects)]
    return " ".join([*called, silence.why] if silence else called)


def state_of(alarm: Alarm) -> dict[str, Any]:
    return {"state": alarm.state, "since": alarm.since.isoformat() if alarm.since else ""}
