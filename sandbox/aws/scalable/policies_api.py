"""Application Auto Scaling's operations that change scaling policies."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.aws.alarms import Alarms
from sandbox.aws.protocol import AwsError
from sandbox.aws.scalable import words
from sandbox.aws.scalable.model import ScalableTargets
from sandbox.aws.scalable.policies import STEP, TRACKING
from sandbox.aws.scalable.shapes import CONFIGURATIONS
from sandbox.aws.scalable.target import Policy, Target
from sandbox.aws.scalable.tracking import drop_alarms, put_alarms

MOST = 50  # "Application Auto Scaling service quotas" in the user guide
Params = dict[str, Any]


class PoliciesApi:
    """Each method is one operation of the API."""

    def __init__(self, model: ScalableTargets, alarms: Alarms) -> None:
        self._model = model
        self._alarms = alarms

    def operations(self) -> Mapping[str, Callable[[Params], Params | None]]:
        """The operations by their names in the API."""
        return {"PutScalingPolicy": self.put, "DeleteScalingPolicy": self.delete}

    def put(self, params: Params) -> Params:
        target = self._target(params)
        name = params["PolicyName"]
        before = target.policies.get(name)
        if before is None and len(target.policies) >= MOST:
            raise AwsError("LimitExceededException", words.TOO_MANY.format(most=MOST, what="scaling policies"))
        kind = params.get("PolicyType") or (before.kind if before else "")
        given = _configuration(params, kind, before)
        policy = Policy(name, kind, given, self._model.clock.now(), target.arn_of("scalingPolicy", name))
        if before:
            policy.created, policy.alarms = before.created, before.alarms
        if kind == TRACKING:
            policy.alarms = put_alarms(self._alarms, target, policy, self._model.capacity(target.key))
        target.policies[name] = policy
        self._model.on_change()
        return {"PolicyARN": policy.arn, "Alarms": policy.alarms}

    def delete(self, params: Params) -> None:
        """With the alarms that were made for it; those of a step policy stay, as DeleteScalingPolicy says."""
        target = self._target(params)
        policy = target.policies.pop(params["PolicyName"], None)
        if policy is None:
            missing = words.NO_POLICY.format(key=words.key(*target.key), name=params["PolicyName"])
            raise AwsError("ObjectNotFoundException", missing)
        drop_alarms(self._alarms, policy)
        self._model.on_change()

    def _target(self, params: Params) -> Target:
        return self._model.target((params["ServiceNamespace"], params["ResourceId"], params["ScalableDimension"]))


def _configuration(params: Params, kind: str, before: Policy | None) -> Params:
    """What is given, or what the policy had; ValidationException where a new one lacks something."""
    if not kind:
        raise AwsError("ValidationException", words.NO_TYPE)
    if kind not in CONFIGURATIONS:
        raise AwsError("ValidationException", words.NOT_EMULATED)
    given = params.get(CONFIGURATIONS[kind])
    if given is None and before and before.kind == kind:
        return before.configuration
    if given is None:
        missing = words.NO_CONFIGURATION.format(name=CONFIGURATIONS[kind], kind=kind)
        raise AwsError("ValidationException", missing)
    if kind == STEP and not (given.get("AdjustmentType") and given.get("StepAdjustments")):
        raise AwsError("ValidationException", words.NO_STEPS)
    metrics = ("PredefinedMetricSpecification", "CustomizedMetricSpecification")
    if kind == TRACKING and sum(name in given for name in metrics) != 1:
        raise AwsError("ValidationException", words.NO_METRIC)
    return dict(given)
