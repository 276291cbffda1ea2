"""EC2 Auto Scaling: what /scale asks of it, in the values of app/aws/scaling.py."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.aws.door import AwsError, client, refusals, translated
from app.aws.scaling import (
    Activity,
    Capacity,
    Group,
    Refresh,
    ScheduledAction,
    activity_in,
    group_in,
    refresh_in,
    scheduled_in,
)
from app.aws.scaling_policy import ScalingPolicy, policy_in
from app.base.errors import Wrong

if TYPE_CHECKING:
    from types_boto3_autoscaling import AutoScalingClient

MOST_INSTANCES = 50  # per DescribeAutoScalingInstances
MOST = 100  # groups per DescribeAutoScalingGroups; without MaxRecords it returns 50
NAME_LIMIT = 255  # of a group's name; DescribeAutoScalingGroups refuses longer ones


class AutoScaling:
    """What Bellhop asks of Auto Scaling. AWS's refusals are raised as Wrong, in AWS's own words."""

    def groups(self) -> tuple[Group, ...]:
        """All groups of the account and region, by name."""
        with translated("list the Auto Scaling groups"):
            pages = (
                _client().get_paginator("describe_auto_scaling_groups").paginate(PaginationConfig={"PageSize": MOST})
            )
            found = [group_in(item) for page in pages for item in page["AutoScalingGroups"]]
        return tuple(sorted(found, key=lambda group: group.name))

    def group(self, name: str) -> Group | None:
        """One group, or None if there is none with this name."""
        with translated(f"look at the group {name}"):
            answer = _client().describe_auto_scaling_groups(AutoScalingGroupNames=[name[:NAME_LIMIT]])
        found = answer["AutoScalingGroups"]
        return group_in(found[0]) if found and found[0]["AutoScalingGroupName"] == name else None

    def activities(self, group: str, most: int = 20) -> tuple[Activity, ...]:
        """Its newest scaling activities, those in progress first."""
        with refusals(Wrong, f"look at the activities of {group}"):
            answer = _client().describe_scaling_activities(AutoScalingGroupName=group, MaxRecords=most)
        return tuple(activity_in(item) for item in answer["Activities"])

    def policies(self, group: str) -> tuple[ScalingPolicy, ...]:
        with refusals(Wrong, f"look at the scaling policies of {group}"):
            pages = _client().get_paginator("describe_policies").paginate(AutoScalingGroupName=group)
            return tuple(policy_in(item) for page in pages for item in page["ScalingPolicies"])

    def groups_of(self, instances: Sequence[str]) -> dict[str, str]:
        """The names of the groups that instances are in, by their ids; fifty a call."""
        found = dict[str, str]()
        for at in range(0, len(instances), MOST_INSTANCES):
            asked = list(instances[at : at + MOST_INSTANCES])
            with refusals(Wrong, f"look at the instance {asked[0]}" if len(asked) == 1 else "look at instances"):
                told = _client().describe_auto_scaling_instances(InstanceIds=asked)["AutoScalingInstances"]
            found |= {each["InstanceId"]: each["AutoScalingGroupName"] for each in told}
        return found

    def scheduled(self, group: str = "") -> tuple[ScheduledAction, ...]:
        """The scheduled actions of a group, or of all."""
        asked: dict[str, Any] = {"AutoScalingGroupName": group} if group else {}
        with refusals(Wrong, f"look at the scheduled actions of {group or 'all groups'}"):
            pages = _client().get_paginator("describe_scheduled_actions").paginate(**asked)
            return tuple(scheduled_in(item) for page in pages for item in page["ScheduledUpdateGroupActions"])

    def refreshes(self, group: str, most: int = 3) -> tuple[Refresh, ...]:
        """Its newest instance refreshes, newest first."""
        with refusals(Wrong, f"look at the instance refreshes of {group}"):
            answer = _client().describe_instance_refreshes(AutoScalingGroupName=group, MaxRecords=most)
        return tuple(refresh_in(item) for item in answer["InstanceRefreshes"])

    def set_desired(self, name: str, desired: int) -> None:
        """SetDesiredCapacity without waiting for a cooldown."""
        with refusals(Wrong, f"set the desired capacity of {name}"):
            _client().set_desired_capacity(AutoScalingGroupName=name, DesiredCapacity=desired, HonorCooldown=False)

    def resize(self, name: str, to: Capacity) -> None:
        """UpdateAutoScalingGroup: minimum, maximum and desired capacity together."""
        with refusals(Wrong, f"set the sizes of {name}"):
            _client().update_auto_scaling_group(
                AutoScalingGroupName=name, MinSize=to.minimum, MaxSize=to.maximum, DesiredCapacity=to.desired
            )

    def schedule(self, action: ScheduledAction) -> None:
        """PutScheduledUpdateGroupAction; an existing action with the same name is replaced."""
        named = {"MinSize": action.minimum, "MaxSize": action.maximum, "DesiredCapacity": action.desired}
        sizes: dict[str, Any] = {name: value for name, value in named.items() if value is not None}
        when: dict[str, Any] = {"StartTime": action.at} if action.at else {}
        if action.recurrence:
            when = {"Recurrence": action.recurrence, "TimeZone": action.zone}
        with refusals(Wrong, f"schedule a change of {action.group}"):
            _client().put_scheduled_update_group_action(
                AutoScalingGroupName=action.group, ScheduledActionName=action.name, **when, **sizes
            )

    def unschedule(self, group: str, name: str) -> None:
        """DeleteScheduledAction; one that is already gone is no error."""
        try:
            with translated(f"delete the scheduled action {name} of {group}"):
                _client().delete_scheduled_action(AutoScalingGroupName=group, ScheduledActionName=name)
        except AwsError as problem:
            if any(action.name == name for action in self.scheduled(group)):
                raise Wrong(str(problem)) from problem

    def suspend(self, group: str, processes: Sequence[str]) -> None:
        with refusals(Wrong, f"suspend processes of {group}"):
            _client().suspend_processes(AutoScalingGroupName=group, ScalingProcesses=list(processes))

    def resume(self, group: str, processes: Sequence[str]) -> None:
        with refusals(Wrong, f"resume processes of {group}"):
            _client().resume_processes(AutoScalingGroupName=group, ScalingProcesses=list(processes))

    def start_refresh(self, group: str) -> None:
        with refusals(Wrong, f"start an instance refresh of {group}"):
            _client().start_instance_refresh(AutoScalingGroupName=group)

    def cancel_refresh(self, group: str) -> None:
        with refusals(Wrong, f"cancel the instance refresh of {group}"):
            _client().cancel_instance_refresh(AutoScalingGroupName=group)

    def roll_back_refresh(self, group: str) -> None:
        with refusals(Wrong, f"roll the instance refresh of {group} back"):
            _client().rollback_instance_refresh(AutoScalingGroupName=group)

    def connect(self) -> None:
        """Open the connection with a call that returns nothing."""
        self.group("-")


def _client() -> AutoScalingClient:
    made: AutoScalingClient = client("autoscaling")
    return made
