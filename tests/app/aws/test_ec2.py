"""Which instances are gone, and what those that run are billed as."""

from __future__ import annotations

from app.aws.ec2 import Billed, Instances
from tests.app.conftest import Stubbed


def test_what_is_terminated_or_not_known_is_gone_and_what_is_stopped_is_not(stubbed: Stubbed) -> None:
    found = [
        {"InstanceId": "i-1", "State": {"Name": "running"}},
        {"InstanceId": "i-2", "State": {"Name": "stopped"}},
        {"InstanceId": "i-3", "State": {"Name": "terminated"}},
    ]
    ids = ["i-1", "i-2", "i-3", "i-4"]
    stubbed("ec2").add_response(
        "describe_instances",
        {"Reservations": [{"Instances": found}]},
        {"Filters": [{"Name": "instance-id", "Values": ids}]},
    )
    assert Instances().gone(ids) == {"i-3", "i-4"}


def test_what_an_instance_is_billed_as_says_its_system_and_whether_it_is_spot(stubbed: Stubbed) -> None:
    running, placed = {"Name": "running"}, {"Tenancy": "default", "AvailabilityZone": "us-east-1a"}
    linux = {"InstanceType": "m6i.large", "UsageOperation": "RunInstances", "State": running, "Placement": placed}
    found = [
        {"InstanceId": "i-1", **linux},
        {"InstanceId": "i-2", **linux, "InstanceLifecycle": "spot", "UsageOperation": "RunInstances:0002"},
        {"InstanceId": "i-3", **linux, "Placement": {**placed, "Tenancy": "dedicated"}},
        {"InstanceId": "i-4", **linux, "State": {"Name": "terminated"}},
    ]
    asked = {"Filters": [{"Name": "instance-id", "Values": ["i-1", "i-2", "i-3", "i-4"]}]}
    stubbed("ec2").add_response("describe_instances", {"Reservations": [{"Instances": found}]}, asked)

    assert Instances().billed(["i-1", "i-2", "i-3", "i-4"]) == (
        Billed("i-1", "m6i.large", "RunInstances", zone="us-east-1a"),
        Billed("i-2", "m6i.large", "RunInstances:0002", is_spot=True, zone="us-east-1a"),
        Billed("i-3", "m6i.large", "RunInstances", tenancy="dedicated", zone="us-east-1a"),
    )
