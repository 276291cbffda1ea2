"""Which instances are gone."""

from __future__ import annotations

from app.aws.ec2 import Instances
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
