"""What the flows of /scale are about, as AWS has it: each kind's clients and words behind the same few questions."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.aws.scaling import Capacity
from app.scaling.ecs_services import DIMENSION, NAMESPACE
from app.scaling.limits import BOUNDS_SUFFIX
from app.scaling.number_group import SIZE_NOW

READ_UNITS = "dynamodb:table:ReadCapacityUnits"
Control = Callable[[str, dict[str, Any]], Any]


@dataclass(frozen=True)
class Planned:
    """A scheduled action: the limits and the size that are to be then, as far as it names them."""

    name: str
    at: datetime
    minimum: int | None
    maximum: int | None
    desired: int | None


class Things(ABC):
    """All of one kind; `client` makes clients of AWS by their names."""

    process: str
    words: Sequence[tuple[str, str]] = ()

    def __init__(self, client: Callable[[str], Any], control: Control) -> None:
        self.client, self.control = client, control

    def said(self, text: str) -> str:
        """A text that is about a group, as it is about this kind."""
        for of_group, of_this in self.words:
            text = text.replace(of_group, of_this)
        return text

    @abstractmethod
    def sizes(self, name: str) -> Capacity: ...

    @abstractmethod
    def planned(self, name: str) -> list[Planned]: ...

    @abstractmethod
    def suspended(self, name: str) -> set[str]: ...

    @abstractmethod
    def move(self, name: str, desired: int) -> None:
        """Somebody else sets a size."""

    @abstractmethod
    def pass_by(self, name: str, seconds: float) -> None:
        """AWS's time goes on, and what is due is done."""


class Groups(Things):
    process = "AlarmNotification"

    def describe(self, name: str) -> dict[str, Any]:
        found = self.client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=[name])
        group: dict[str, Any] = found["AutoScalingGroups"][0]
        return group

    def actions(self, name: str) -> list[dict[str, Any]]:
        found = self.client("autoscaling").describe_scheduled_actions(AutoScalingGroupName=name)
        actions: list[dict[str, Any]] = found["ScheduledUpdateGroupActions"]
        return actions

    def sizes(self, name: str) -> Capacity:
        group = self.describe(name)
        return Capacity(group["MinSize"], group["MaxSize"], group["DesiredCapacity"])

    def planned(self, name: str) -> list[Planned]:
        return [
            Planned(
                each["ScheduledActionName"],
                each["StartTime"],
                each.get("MinSize"),
                each.get("MaxSize"),
                each.get("DesiredCapacity"),
            )
            for each in self.actions(name)
        ]

    def suspended(self, name: str) -> set[str]:
        return {each["ProcessName"] for each in self.describe(name)["SuspendedProcesses"]}

    def move(self, name: str, desired: int) -> None:
        self.client("autoscaling").set_desired_capacity(AutoScalingGroupName=name, DesiredCapacity=desired)

    def pass_by(self, name: str, seconds: float) -> None:
        self.control("autoscaling", {"group": name, "advance_seconds": seconds})


class Services(Things):
    """ECS services of the cluster `shop`."""

    process = "DynamicScalingIn"
    words = (
        *((f"{mark}{name}{mark}", f"{mark}ecs:shop/{name}{mark}") for name in ("web", "worker") for mark in "*`"),
        ("in service", "running"),
        ("no instances", "no tasks"),
        ("Auto Scaling group", "ECS service"),
    )

    def sizes(self, name: str) -> Capacity:
        (service,) = self.client("ecs").describe_services(cluster="shop", services=[name])["services"]
        target = self._target(name)
        return Capacity(target["MinCapacity"], target["MaxCapacity"], service["desiredCount"])

    def planned(self, name: str) -> list[Planned]:
        asked = {"ServiceNamespace": NAMESPACE, "ResourceId": f"service/shop/{name}"}
        return _by_twos(self.client("application-autoscaling").describe_scheduled_actions(**asked)["ScheduledActions"])

    def suspended(self, name: str) -> set[str]:
        return _suspended(self._target(name))

    def move(self, name: str, desired: int) -> None:
        self.client("ecs").update_service(cluster="shop", service=name, desiredCount=desired)

    def pass_by(self, name: str, seconds: float) -> None:
        self.control("ecs", {"service": f"shop/{name}", "advance_seconds": seconds})

    def _target(self, name: str) -> dict[str, Any]:
        return _registered(self.client, NAMESPACE, f"service/shop/{name}", DIMENSION)


class Tables(Things):
    """The read units of DynamoDB's tables, which Application Auto Scaling sets."""

    process = "DynamicScalingIn"
    words = (
        *((f"{mark}{name}{mark}", f"{mark}dynamodb:{name}:read{mark}") for name in ("web", "worker") for mark in "*`"),
        ("desired 2, 2 in service", "desired 2 read units, 2 provisioned"),
        ("in service", "provisioned"),
        ("no instances", "no read units"),
        ("Auto Scaling group", "DynamoDB table"),
    )

    def sizes(self, name: str) -> Capacity:
        target = self._target(name)
        return Capacity(target["MinCapacity"], target["MaxCapacity"], self._units(name))

    def planned(self, name: str) -> list[Planned]:
        asked = {"ServiceNamespace": "dynamodb", "ResourceId": f"table/{name}"}
        found = self.client("application-autoscaling").describe_scheduled_actions(**asked)["ScheduledActions"]
        return _by_twos(each for each in found if not each["ScheduledActionName"].startswith(SIZE_NOW))

    def suspended(self, name: str) -> set[str]:
        return _suspended(self._target(name))

    def move(self, name: str, desired: int) -> None:
        units = {"ReadCapacityUnits": desired, "WriteCapacityUnits": 1}
        self.client("dynamodb").update_table(TableName=name, ProvisionedThroughput=units)

    def pass_by(self, name: str, seconds: float) -> None:
        self.control("dynamodb", {"advance_seconds": seconds})

    def _units(self, name: str) -> int:
        table = self.client("dynamodb").describe_table(TableName=name)["Table"]
        units: int = table["ProvisionedThroughput"]["ReadCapacityUnits"]
        return units

    def _target(self, name: str) -> dict[str, Any]:
        return _registered(self.client, "dynamodb", f"table/{name}", READ_UNITS)


def _registered(client: Callable[[str], Any], namespace: str, resource: str, dimension: str) -> dict[str, Any]:
    asked = {"ServiceNamespace": namespace, "ResourceIds": [resource], "ScalableDimension": dimension}
    (target,) = client("application-autoscaling").describe_scalable_targets(**asked)["ScalableTargets"]
    found: dict[str, Any] = target
    return found


def _suspended(target: Mapping[str, Any]) -> set[str]:
    return {each.removesuffix("Suspended") for each, is_so in target["SuspendedState"].items() if is_so}


def _by_twos(found: Iterable[dict[str, Any]]) -> list[Planned]:
    """A size is two: limits that are both that size, and those that are to be."""
    actions = {each["ScheduledActionName"]: each for each in found}
    firsts = [each for name, each in actions.items() if not name.endswith(BOUNDS_SUFFIX)]
    return [_whole(each, actions[each["ScheduledActionName"] + BOUNDS_SUFFIX]) for each in firsts]


def _whole(pins: dict[str, Any], restores: dict[str, Any]) -> Planned:
    at = datetime.fromisoformat(pins["Schedule"].removeprefix("at(").removesuffix(")")).replace(tzinfo=UTC)
    size, limits = pins["ScalableTargetAction"], restores["ScalableTargetAction"]
    assert size["MinCapacity"] == size["MaxCapacity"]
    return Planned(pins["ScheduledActionName"], at, limits["MinCapacity"], limits["MaxCapacity"], size["MinCapacity"])
