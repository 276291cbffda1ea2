"""What an alarm's actions do to what is scaled, and whether the guards of that let somebody cause it.

Whoever sets an alarm's state by hand causes what its actions do (docs/decisions/guards.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from app.access.guards import Attempt, Ruling, stricter
from app.aws.alarm import Alarm
from app.aws.scaling import Group
from app.aws.scaling_policy import OF_RESOURCE, ScalingPolicy, group_of_policy, policy_of, service_of_policy
from app.base.errors import Forbidden
from app.base.places import placed
from app.base.values import dataclass
from app.scaling.words import service_name
from app.slack.interactions import Caller
from app.slack.messages.error_text import mentioning
from app.slack.messages.text import code

if TYPE_CHECKING:
    from app.access.authority import Authority
    from app.aws.autoscaling import AutoScaling
    from app.aws.cloudwatch import CloudWatch
    from app.scaling.targets import Targets

SCALES = "In {state}, the alarm {alarm} scales {group}{sizes}."
SIZES = " from {before} to {after}"
AGAIN = ", and may do so again each minute until there is data, to {reach}"
TOUCHES = "In {state}, an action of the alarm {alarm} is for {instance}, an instance of {group}."
SCALES_AT_ALL = "The alarm {alarm} scales {group}, and a muted alarm does not."
TOUCHES_AT_ALL = "An action of the alarm {alarm} is for {instance}, an instance of {group}."
NEEDS = (
    "Nothing was done. {why} Changing {group} needs {what} ({rule}), and `/forcealarm` cannot ask for that.{instead}"
)
APPROVALS = "approval from {count} other {people}"
UNSEEN = (
    "Nothing was done. {why} `kinds` of [scale] in bellhop.toml does not have it, so Bellhop can't tell how far, and "
    "{rule} does not allow every size."
)
UNKNOWN = (
    "Nothing was done. {why} Its policy {policy} decides how far, to anything from {low} to {high}, and {rule} does "
    "not allow all of that.{instead}"
)
INSTEAD = " Run {command} instead."

# `arn:aws:automate:us-east-1:ec2:stop`; of older alarms `arn:aws:swf:...:action/actions/AWS_EC2.InstanceId.Stop/1.0`.
INSTANCE_ACTIONS = ("automate", "swf")
DEAF = "AlarmNotification"
ANY_SIZE = 10**9


@dataclass(frozen=True)
class Effect:
    """What one action of an alarm does to a group, which is None if there is no such group any more.

    A service or a number, which Application Auto Scaling scales, is None too where `/scale` does not know its kind.

    policy  the scaling policy, None if there is no such policy any more, if the action is for an instance, or if it is
            Application Auto Scaling's, which nobody looks at: it may set any size
    after   the desired capacity that the policy sets; None if that can't be known
    again   whether CloudWatch may run the policy again, each minute that the alarm stays in the state
    unseen  whether it is scaled between sizes that Bellhop does not look at
    """

    action: str
    group_name: str
    group: Group | None = None
    policy: ScalingPolicy | None = None
    after: int | None = None
    again: bool = False
    unseen: bool = False

    @property
    def reach(self) -> int | None:
        """The desired capacity in the end; None if that can't be known."""
        if self.group is None or self.after is None or not self.again or self.after == self.group.desired:
            return self.after
        return self.group.maximum if self.after > self.group.desired else self.group.minimum

    @property
    def scales(self) -> bool:
        """Whether it is for the size of the group, and not for an instance."""
        return policy_of(self.action) is not None

    @property
    def is_deaf(self) -> bool:
        return self.group is not None and DEAF in self.group.suspended

    @property
    def is_none(self) -> bool:
        """Whether Auto Scaling does nothing."""
        is_groups = bool(group_of_policy(self.action))
        return is_groups and (self.policy is None or not self.policy.is_enabled or self.is_deaf)


def effects_of(
    alarm: Alarm, state: str, scaling: AutoScaling, targets: Targets | None = None, place: str = ""
) -> tuple[Effect, ...]:
    """What the alarm's actions for a state do to groups, and to what else `targets` scale in the alarm's `place`."""
    actions = alarm.actions[state] if alarm.actions_enabled else ()
    scaled = [_scaled(action, alarm, state, scaling) for action in actions if group_of_policy(action)]
    others = [(action, name) for action in actions if not group_of_policy(action) for name in scaled_by(action)]
    seen = {name for _, name in others if targets and name.partition(":")[0] in targets.listed}
    known = {name: targets.at(placed(place, name)).now() for name in seen} if targets else {}
    more = [Effect(action, name, known.get(name), unseen=name not in seen) for action, name in others]
    return (*scaled, *more, *_touched(alarm, actions, scaling))


def scaled_by(action: str) -> tuple[str, ...]:
    """The whole names of what a scaling policy may scale, from its ARN; none of another kind of action."""
    of, _ = policy_of(action) or ("", "")
    if not of.startswith(OF_RESOURCE):
        return tuple(filter(None, (group_of_policy(action),)))
    if service := service_of_policy(action):
        return (service_name(*service),)
    from app.aws.scaled_numbers.watched import all_of_policy  # few alarms scale one

    return all_of_policy(action)


def require(effects: Iterable[Effect], alarm: Alarm, state: str, caller: Caller, authority: Authority) -> None:
    """Raises Forbidden if the guards of a group don't let this person cause that here, or not without others."""
    for effect in effects:
        if not effect.is_none:
            _require(effect, alarm, state, caller, authority)


def require_for_mute(
    name: str,
    caller: Caller,
    cloudwatch: CloudWatch,
    scaling: AutoScaling,
    authority: Authority,
    also: Iterable[Alarm] = (),
) -> None:
    """As `require`, for whoever mutes, unmutes or changes an alarm: who and where count, since no size changes at once.

    also  how the alarm was, or will be
    """
    for alarm in (*cloudwatch.named([name]), *also):
        for group, why in _at_all(alarm, _groups_touched([alarm], scaling)):
            words = {"alarm": code(name), "instance": code(alarm.instance), "group": code(group)}
            authority.require(caller, Attempt("group", group, caller.channel_id), why.format(**words))


def kept_from(alarms: Sequence[Alarm], caller: Caller, scaling: AutoScaling, authority: Authority) -> frozenset[str]:
    """The names of those that this person may not mute, by the guards of the groups that they change."""
    touched = _groups_touched(alarms, scaling)
    return frozenset(
        alarm.name
        for alarm in alarms
        if any(
            authority.ruling(caller, Attempt("group", group, caller.channel_id)).refusal
            for group, _ in _at_all(alarm, touched)
        )
    )


def _at_all(alarm: Alarm, touched: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The groups that the alarm's actions change in any state, each with why; `touched` are those of instances."""
    actions = [action for actions in alarm.actions.values() for action in actions]
    for group in dict.fromkeys(name for each in actions for name in scaled_by(each)):
        yield group, SCALES_AT_ALL
    if alarm.instance in touched and _for_instances(actions):
        yield touched[alarm.instance], TOUCHES_AT_ALL


def _groups_touched(alarms: Iterable[Alarm], scaling: AutoScaling) -> Mapping[str, str]:
    """The groups of the instances that the alarms' actions are for, by the instances' ids."""
    acting = (each for each in alarms if _for_instances(chain.from_iterable(each.actions.values())))
    instances = sorted({each.instance for each in acting} - {""})
    return scaling.groups_of(instances) if instances else {}


def _scaled(action: str, alarm: Alarm, state: str, scaling: AutoScaling) -> Effect:
    name = group_of_policy(action)
    group = scaling.group(name)
    if group is None:
        return Effect(action, name)
    policy = next((each for each in scaling.policies(name) if each.arn == action), None)
    above = alarm.compared.above_in(state) if alarm.compared else None
    after = policy.desired_after(group, above) if policy else None
    is_once = policy is not None and policy.adjustment == "ExactCapacity"
    return Effect(action, name, group, policy, after, again=alarm.lingers and not is_once)


def _touched(alarm: Alarm, actions: Iterable[str], scaling: AutoScaling) -> tuple[Effect, ...]:
    found = _for_instances(actions)
    group = scaling.groups_of([alarm.instance]).get(alarm.instance) if found and alarm.instance else ""
    return (Effect(found[0], group),) if group else ()


def _for_instances(actions: Iterable[str]) -> Sequence[str]:
    """Those that stop, terminate, reboot or recover an instance."""
    return [action for action in actions if not {*action.split(":")[2:3]}.isdisjoint(INSTANCE_ACTIONS)]


def _require(effect: Effect, alarm: Alarm, state: str, caller: Caller, authority: Authority) -> None:
    why, group = _why(effect, alarm, state), effect.group
    at_all = Attempt("group", effect.group_name, caller.channel_id)
    if not effect.scales or group is None:
        ruling = authority.require(caller, at_all, why)
        if effect.unseen:
            ruling = authority.ruling(caller, replace(at_all, before=0, after=ANY_SIZE))
        if ruling.refusal:
            raise mentioning(Forbidden, UNSEEN.format(why=why, rule=ruling.rule))
    elif effect.after is not None:
        ruling = authority.require(caller, replace(at_all, before=group.desired, after=effect.reach), why)
    else:
        authority.require(caller, at_all, why)
        ends = [replace(at_all, before=group.desired, after=size) for size in (group.minimum, group.maximum)]
        ruling = stricter(*(_of_unknown(authority.ruling(caller, end), effect, group, why) for end in ends))
    if ruling.approvals:  # a confirmation is asked for in any case
        raise mentioning(Forbidden, _needs(effect, why, ruling))


def _why(effect: Effect, alarm: Alarm, state: str) -> str:
    words = {"alarm": code(alarm.name), "state": state, "group": code(effect.group_name)}
    if not effect.scales:
        return TOUCHES.format(instance=code(alarm.instance), **words)
    is_known = effect.group is not None and effect.after is not None
    sizes = SIZES.format(before=effect.group.desired, after=effect.after) if effect.group and is_known else ""
    sizes += AGAIN.format(reach=effect.reach) if effect.reach != effect.after else ""
    return SCALES.format(sizes=sizes, **words)


def _of_unknown(ruling: Ruling, effect: Effect, group: Group, why: str) -> Ruling:
    """The ruling on one end of what a policy may do; raises Forbidden if that is too far."""
    if not ruling.refusal:
        return ruling
    _, policy_name = policy_of(effect.action) or ("", "")
    policy = code(effect.policy.name if effect.policy else policy_name)
    words = {"policy": policy, "low": group.minimum, "high": group.maximum, "rule": ruling.rule}
    raise mentioning(Forbidden, UNKNOWN.format(why=why, instead=_instead(effect), **words))


def _needs(effect: Effect, why: str, ruling: Ruling) -> str:
    what = APPROVALS.format(count=ruling.approvals, people="person" if ruling.approvals == 1 else "people")
    words = {"group": code(effect.group_name), "rule": ruling.rule, "instead": _instead(effect)}
    return NEEDS.format(why=why, what=what, **words)


def _instead(effect: Effect) -> str:
    """What asks for the same; nothing does for an instance."""
    size = "SIZE" if effect.after is None else effect.after
    name = effect.group_name if " " not in effect.group_name else f'"{effect.group_name}"'
    return INSTEAD.format(command=code(f"/scale {name} {size}")) if effect.scales else ""
