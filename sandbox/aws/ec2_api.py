"""EC2's view of the instances that Auto Scaling has launched: DescribeInstances, as the API reference has it."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.autoscaling_group import Instance
from sandbox.aws.clock import moment
from sandbox.aws.protocol import AwsError

Params = dict[str, Any]
# What plain Linux is billed as (EC2, user guide, "AMI billing information fields").
LINUX = {"PlatformDetails": "Linux/UNIX", "UsageOperation": "RunInstances"}
STATES = {"Pending": (0, "pending"), "Terminating": (32, "shutting-down"), "Stopped": (80, "stopped")}
RUNNING = (16, "running")
BAD_FILTER = "The filter '{name}' is invalid"
NOT_FOUND = "The instance ID '{ids}' does not exist"


class Ec2Api:
    """Each method is one operation of the API."""

    def __init__(self, model: AutoScaling) -> None:
        self._model = model

    def operations(self) -> Mapping[str, Callable[[Params], Params | None]]:
        """The operations by their names in the API."""
        return {"DescribeInstances": self.describe_instances}

    def describe_instances(self, params: Params) -> Params:
        """By ids, which all must be there, and by the filter `instance-id`."""
        self._model.settle()
        there = {instance.id: instance for instance in self._instances()}
        named, filters = params.get("InstanceIds") or [], params.get("Filters") or []
        if missing := [each for each in named if each not in there]:
            raise AwsError("InvalidInstanceID.NotFound", NOT_FOUND.format(ids=", ".join(missing)))
        for each in filters:
            if each["Name"] != "instance-id":
                raise AwsError("InvalidParameterValue", BAD_FILTER.format(name=each["Name"]))
        asked = [set(each.get("Values", [])) for each in filters] + ([set(named)] if named else [])
        found = [each for each in there.values() if all(each.id in ids for ids in asked)]
        return {"Reservations": [self._reservation(each) for each in found]}

    def _instances(self) -> list[Instance]:
        groups = self._model.groups.values()
        pools = [pool.instances for group in groups if (pool := group.warm_pool)]
        return [each for held in [*(group.instances for group in groups), *pools] for each in held]

    def _reservation(self, instance: Instance) -> Params:
        state = next((known for name, known in STATES.items() if name in instance.state), RUNNING)
        about = {
            "InstanceId": instance.id,
            "InstanceType": instance.type,
            "State": {"Code": state[0], "Name": state[1]},
            "Placement": {"AvailabilityZone": instance.zone, "Tenancy": "default"},
            "LaunchTime": moment(instance.since),
            "Architecture": "x86_64",
            **LINUX,
        }
        return {"ReservationId": f"r-{instance.id[2:]}", "OwnerId": self._model.place.account, "Instances": [about]}
