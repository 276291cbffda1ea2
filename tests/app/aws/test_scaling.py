"""Auto Scaling's answers as values."""

from __future__ import annotations

from tests.app.aws.answers import instance_item, the_group
from tests.app.conftest import Stubbed


def test_units_without_weights_are_instances(stubbed: Stubbed) -> None:
    assert the_group(stubbed, DesiredCapacityType="units", Instances=[instance_item(1)]).unit == ""


def test_weights_are_known_before_the_first_instance(stubbed: Stubbed) -> None:
    weighted = {"LaunchTemplate": {"Overrides": [{"InstanceType": "m5.large", "WeightedCapacity": "4"}]}}
    assert the_group(stubbed, MixedInstancesPolicy=weighted).unit == "units"


def test_a_target_group_is_listed_once_however_auto_scaling_says_it(stubbed: Stubbed) -> None:
    source = {"Identifier": "arn:t", "Type": "elbv2"}
    other = {"Identifier": "classic", "Type": "elb"}
    both = the_group(stubbed, TargetGroupARNs=["arn:t"], TrafficSources=[source, other])
    assert both.targets == ("arn:t",)
