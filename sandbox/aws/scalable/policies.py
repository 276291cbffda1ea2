"""What a scaling policy of Application Auto Scaling does when an alarm triggers it.

As the user guide's pages on step scaling, target tracking and cooldown periods have it: a scale-out is repeated within
its cooldown only where it is a larger one, a scale-in waits until both cooldowns are over.
"""

from collections.abc import Sequence
from math import ceil
from statistics import fmean
from typing import Any

from sandbox.aws.alarm import Transition
from sandbox.aws.policies import adjusted, measured, step
from sandbox.aws.protocol import AwsError
from sandbox.aws.scalable import words
from sandbox.aws.scalable.model import ScalableTargets
from sandbox.aws.scalable.target import Policy, Target

STEP, TRACKING = "StepScaling", "TargetTrackingScaling"
STEP_COOLDOWN = 300.0
# "Define cooldown periods" in the user guide; other resources have none by default.
TRACKING_COOLDOWNS = {"ecs": 300.0, "appstream": 300.0, "ec2": 300.0, "rds": 300.0, "sagemaker": 300.0}
CREATED_BY = ":createdBy/"  # between a policy's ARN and the end of that which is its alarms' action


class TargetPolicies:
    """The policies of all targets, which keep them by name."""

    def __init__(self, model: ScalableTargets) -> None:
        self._model = model

    def find(self, arn: str) -> tuple[Target, Policy] | None:
        """A policy by its ARN, or by what is its alarms' action."""
        wanted = arn.partition(CREATED_BY)[0]
        every = ((target, policy) for target in self._model.targets.values() for policy in target.policies.values())
        return next((pair for pair in every if pair[1].arn == wanted), None)

    def act(self, arn: str, transition: Transition) -> str | None:
        """Carry out an alarm's action; returns the failure's words, or None."""
        self._model.settle()
        found = self.find(arn)
        if found is None:
            return words.NO_POLICY_OF.format(arn=arn)
        target, policy = found
        try:
            now = self._model.capacity(target.key)
            wanted = _wanted(policy, now, *measured(transition.reason_data), transition.alarm)
        except AwsError as failure:
            return failure.message
        cause = words.ALARM.format(alarm=transition.alarm, state=transition.new, policy=policy.name)
        return self._scale(target, policy, now, wanted, cause)

    def _scale(self, target: Target, policy: Policy, now: int, wanted: int, cause: str) -> str | None:
        """Within the bounds, unless it is suspended or too soon; what is not done is told."""
        is_out = wanted > now
        what = "DynamicScalingOutSuspended" if is_out else "DynamicScalingInSuspended"
        if target.suspended[what]:
            return words.SUSPENDED.format(what=what.removesuffix("Suspended"), resource=target.resource)
        to = min(max(wanted, target.minimum), target.maximum)
        if to == now or (to > now) != is_out:
            self._model.not_scaled(target, cause, _reason(target, now, wanted))
            return None
        if failure := self._too_soon(target, policy, to - now):
            return failure
        if is_out:
            policy.out_at, policy.out_by = self._model.clock.now(), to - now
        else:
            policy.in_at = self._model.clock.now()
        self._model.want(target, to, cause)
        self._model.on_change()
        return None

    def _too_soon(self, target: Target, policy: Policy, by: int) -> str | None:
        now, (out, into) = self._model.clock.now(), _cooldowns(target, policy)
        if by > 0:
            is_cooling = policy.out_at + out > now and by <= policy.out_by
        else:
            is_cooling = policy.in_at + into > now or policy.out_at + out > now
        return words.COOLING.format(name=policy.name) if is_cooling else None


def _cooldowns(target: Target, policy: Policy) -> tuple[float, float]:
    """After a scale-out, and after a scale-in."""
    given = policy.configuration
    if policy.kind == STEP:
        seconds = float(given.get("Cooldown", STEP_COOLDOWN))
        return seconds, seconds
    usual = TRACKING_COOLDOWNS.get(target.namespace, 0.0)
    return float(given.get("ScaleOutCooldown", usual)), float(given.get("ScaleInCooldown", usual))


def _wanted(policy: Policy, now: int, values: Sequence[float], threshold: float | None, alarm: str) -> int:
    given = policy.configuration
    if policy.kind == STEP:
        return adjusted(now, given, step(given, values, threshold))
    if not values:
        raise AwsError("ValidationException", words.NO_VALUE)
    wanted = ceil(now * fmean(values) / float(given["TargetValue"]))
    if wanted < now and given.get("DisableScaleIn"):
        raise AwsError("ValidationException", words.NO_SCALE_IN.format(name=policy.name))
    if "-ProvisionedCapacity" in alarm:  # it only tells that others changed the capacity
        return now
    return max(wanted, now) if "-AlarmHigh-" in alarm else min(wanted, now)


def _reason(target: Target, now: int, wanted: int) -> dict[str, Any]:
    """Why it is not scaled, with what the user guide's table of reasons names."""
    if wanted > now:
        return {"Code": "AlreadyAtMaxCapacity", "MaxCapacity": target.maximum, "CurrentCapacity": now}
    if wanted < now:
        return {"Code": "AlreadyAtMinCapacity", "MinCapacity": target.minimum, "CurrentCapacity": now}
    return {"Code": "AlreadyAtDesiredCapacity", "CurrentCapacity": now}
