"""The door to EC2 Auto Scaling: groups as values, and the one change that /scale makes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.aws.door import AwsError, client, translated
from app.errors import Wrong

if TYPE_CHECKING:
    from types_boto3_autoscaling import AutoScalingClient

ACTIONS = ("autoscaling:DescribeAutoScalingGroups", "autoscaling:SetDesiredCapacity")


@dataclass(frozen=True)
class Instance:
    """An instance of a group; `lifecycle` such as Pending, InService or Terminating."""

    id: str
    lifecycle: str


@dataclass(frozen=True)
class Group:
    """An Auto Scaling group as DescribeAutoScalingGroups shows it; sizes are in instances (or capacity units)."""

    name: str
    minimum: int
    maximum: int
    desired: int
    instances: tuple[Instance, ...] = ()
    suspended: tuple[str, ...] = ()

    @property
    def in_service(self) -> int:
        return sum(instance.lifecycle == "InService" for instance in self.instances)


class AutoScaling:
    """What Bellhop asks of Auto Scaling."""

    def groups(self) -> tuple[Group, ...]:
        """Every group of the account and region, by name."""
        with translated("list the Auto Scaling groups"):
            pages = _client().get_paginator("describe_auto_scaling_groups").paginate()
            found = [_group(item) for page in pages for item in page["AutoScalingGroups"]]
        return tuple(sorted(found, key=lambda group: group.name))

    def group(self, name: str) -> Group | None:
        """One group, or None where there is none of that name."""
        with translated(f"look at the group {name}"):
            answer = _client().describe_auto_scaling_groups(AutoScalingGroupNames=[name])
        return _group(answer["AutoScalingGroups"][0]) if answer["AutoScalingGroups"] else None

    def set_desired(self, name: str, desired: int) -> None:
        """SetDesiredCapacity without waiting for a cooldown; AWS's refusal comes as Wrong, in its own words."""
        try:
            with translated(f"set the desired capacity of {name}"):
                _client().set_desired_capacity(AutoScalingGroupName=name, DesiredCapacity=desired, HonorCooldown=False)
        except AwsError as problem:
            raise Wrong(str(problem)) from problem

    def warm(self) -> None:
        """Open the connection by a look at nothing."""
        self.group("-")


def _client() -> AutoScalingClient:
    made: AutoScalingClient = client("autoscaling")
    return made


def _group(item: Any) -> Group:
    return Group(
        name=item["AutoScalingGroupName"],
        minimum=item["MinSize"],
        maximum=item["MaxSize"],
        desired=item["DesiredCapacity"],
        instances=tuple(
            Instance(instance["InstanceId"], instance["LifecycleState"]) for instance in item.get("Instances", [])
        ),
        suspended=tuple(process["ProcessName"] for process in item.get("SuspendedProcesses", [])),
    )
