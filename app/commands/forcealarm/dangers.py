"""What an alarm's actions do besides telling people, so that nobody causes it unasked. No IO."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.aws.scaling_policy import OF_GROUP, OF_RESOURCE, policy_of
from app.base.values import dataclass
from app.slack.messages.text import code, shorten

if TYPE_CHECKING:
    from app.aws.alarm import Alarm
    from app.listeners.alarm_effects import Effect

OF_INSTANCE, SOME_INSTANCE, OF = "{verb} the instance {instance}{group}", "{verb} an instance", " of {group}"
SCALES, SIZES, OWN_SIZE = "scale {group}{sizes}", " from {before} to {after}", " as far as its policy decides"
RUNS = "run the Lambda function {function}"
OPENS = {
    "ssm": ("open an OpsItem in Systems Manager", "open an OpsItem"),
    "ssm-incidents": ("start an incident in Incident Manager", "start an incident"),
}
TRIGGERS = "trigger {action}"

TELLS = "sns"
# `arn:aws:swf:us-east-1:123456789012:action/actions/AWS_EC2.InstanceId.Stop/1.0`, of older alarms.
BY_WORKFLOW = re.compile(r"AWS_EC2\.InstanceId\.(?P<verb>[A-Za-z]{1,20})")
ACTION_LIMIT = 120


@dataclass(frozen=True)
class Danger:
    """What will be done, mrkdwn, to be read after "That will"; `label` says it on a button."""

    words: str
    label: str


def dangers(alarm: Alarm, state: str, effects: Iterable[Effect]) -> tuple[Danger, ...]:
    """Of the actions of a state; none if they are disabled. A mute or a suppressor only puts them off."""
    known = {effect.action: effect for effect in effects}
    group = next((effect.group_name for effect in known.values() if not effect.scales), "")
    actions = alarm.actions[state] if alarm.actions_enabled else ()
    found = [_of(action, alarm, known.get(action), group) for action in actions]
    return tuple(dict.fromkeys(danger for danger in found if danger))


def _of(action: str, alarm: Alarm, effect: Effect | None, group: str) -> Danger | None:
    """`group` is the one that the alarm's instance is in."""
    service = (*action.split(":"), "", "", "")[2]
    if service == TELLS or (effect and effect.is_none):
        return None
    policy = policy_of(action)
    verb = _verb(action, service)
    if policy:
        name = policy[0].removeprefix(OF_GROUP).removeprefix(OF_RESOURCE)
        return Danger(SCALES.format(group=code(name), sizes=_sizes(effect)), f"scale {name}")
    if verb and alarm.instance:
        of = OF.format(group=code(group)) if group else ""
        words = OF_INSTANCE.format(verb=verb, instance=code(alarm.instance), group=of)
        return Danger(words, f"{verb} {alarm.instance}")
    if verb:
        return Danger(SOME_INSTANCE.format(verb=verb), SOME_INSTANCE.format(verb=verb))
    if service == "lambda":
        function = action.partition(":function:")[2] or action
        return Danger(RUNS.format(function=code(shorten(function, ACTION_LIMIT))), f"run {function}")
    if service in OPENS:
        return Danger(*OPENS[service])
    what = shorten(action.split(":", 2)[-1], ACTION_LIMIT)
    return Danger(TRIGGERS.format(action=code(what)), TRIGGERS.format(action=what))


def _verb(action: str, service: str) -> str:
    """Of `arn:aws:automate:us-east-1:ec2:stop`: stop, terminate, reboot or recover."""
    if service == "automate":
        return action.rpartition(":")[2]
    found = BY_WORKFLOW.search(action)
    return found["verb"].casefold() if found else ""


def _sizes(effect: Effect | None) -> str:
    if effect is None or effect.group is None or effect.after is None:
        return OWN_SIZE
    return SIZES.format(before=effect.group.desired, after=effect.after)
