"""The load on groups and services: real metric data, shared by the instances or tasks, sent while a load is set."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp
from typing import Any

from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.ecs.model import Ecs
from sandbox.aws.protocol import AwsError

Datum = dict[str, Any]
NO_LOAD_BETWEEN = "percent is a number from 0 to 100, or null for no load at all"
FULL = 100.0
ERRORS_PER_PERCENT = 3.0
MESSAGES_PER_PERCENT = 10.0
PERIOD = 10  # seconds; the alarms' period
# An alarm without data stays as it is, and nobody would see it end: so long there is data of no load.
ENDS_WITHIN = 3 * PERIOD
# The later a sample in its period, the more often it counts: the average follows a new load within seconds, where the
# old load's samples would otherwise hold it back until the period is over.
WEIGHT_PER_SECOND = 2.0
QUEUE = "worker-orders"
LOAD_BALANCER = "app/web/50dc6c495c0c9188"


@dataclass(frozen=True)
class Metrics:
    """Metric data of one namespace."""

    namespace: str
    data: list[Datum]


class Load:
    """The percentage set for each group and each service (`cluster/name`), of what `base` of them can do."""

    def __init__(self, model: AutoScaling, base: Mapping[str, int], ecs: Ecs | None = None) -> None:
        self._model = model
        self._ecs = ecs
        self._base = base
        self.percent: dict[str, float] = {}
        self._ended: set[str] = set()
        self._ending: dict[str, float] = {}  # until when nothing to do is measured

    def set(self, name: str, percent: float | None) -> None:
        """Raise or lower a group's load; None ends it: what it set off is over, and then its metrics stop."""
        self._check(name)
        if percent is None:
            if self.percent.pop(name, None) is not None:
                self._ended.add(name)
            return
        if not 0 <= percent <= FULL:
            raise AwsError("ValidationError", NO_LOAD_BETWEEN)
        self._ended.discard(name)
        self._ending.pop(name, None)
        self.percent[name] = percent

    def metrics(self, now: float) -> list[Metrics]:
        """What the groups and services under load measure at this epoch."""
        self._model.settle()
        if self._ecs:
            self._ecs.settle()
        weight = exp(WEIGHT_PER_SECOND * (now % PERIOD))
        self._ending |= dict.fromkeys(self._ended, now + ENDS_WITHIN)
        self._ended.clear()
        self._ending = {name: until for name, until in self._ending.items() if now < until}
        return [found for name in (*self.percent, *self._ending) for found in self._measure(name, weight)]

    @property
    def is_measured(self) -> bool:
        return bool(self.percent or self._ended or self._ending)

    def _check(self, name: str) -> None:
        if not self._is_service(name):
            self._model.group(name)

    def _is_service(self, name: str) -> bool:
        return self._ecs is not None and name in {service.id for service in self._ecs.services}

    def _measure(self, name: str, weight: float) -> list[Metrics]:
        demand = self.percent.get(name, 0.0) * self._base.get(name, 1)
        if self._ecs and self._is_service(name):
            cluster, _, service = name.partition("/")
            each = demand / max(self._ecs.clusters[cluster][service].running, 1)
            named = {"ClusterName": cluster, "ServiceName": service}
            return [Metrics("AWS/ECS", [_datum("CPUUtilization", min(each, FULL), "Percent", weight, **named)])]
        if name not in self._model.groups:
            return []
        each = demand / max(self._model.groups[name].in_service, 1)
        return self._measure_group(name, each, weight)

    def _measure_group(self, name: str, each: float, weight: float) -> list[Metrics]:
        cpu = _datum("CPUUtilization", min(each, FULL), "Percent", weight, AutoScalingGroupName=name)
        found = [Metrics("AWS/EC2", [cpu])]
        if name == "web":
            errors = max(each - FULL, 0.0) * ERRORS_PER_PERCENT
            found.append(
                Metrics(
                    "AWS/ApplicationELB",
                    [_datum("HTTPCode_Target_5XX_Count", errors, "Count", weight, LoadBalancer=LOAD_BALANCER)],
                )
            )
        if name == "worker":
            waiting = each * MESSAGES_PER_PERCENT
            found.append(
                Metrics(
                    "AWS/SQS", [_datum("ApproximateNumberOfMessagesVisible", waiting, "Count", weight, QueueName=QUEUE)]
                )
            )
        return found


def _datum(name: str, value: float, unit: str, weight: float, **dimensions: str) -> Datum:
    named = [{"Name": key, "Value": each} for key, each in dimensions.items()]
    sample = {"Values": [round(value, 1)], "Counts": [weight]}
    return {"MetricName": name, **sample, "Unit": unit, "Dimensions": named, "StorageResolution": 1}
