"""A group's alarms: all of them in most accounts, and in a large one those that matter, in a few calls."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.aws.alarm import Alarm
from app.aws.scaling_policy import ScalingPolicy
from app.commands.scale.tied import tied_to
from tests.fakes.aws import FakeCloudWatch, alarm


def of(group: str, name: str, state: str = "OK") -> Alarm:
    return replace(alarm(name, state), groups=(group,))


def policy(*alarms: str) -> ScalingPolicy:
    return ScalingPolicy(name="p", kind="StepScaling", target="", alarms=alarms)


def test_in_a_small_account_they_are_all_there() -> None:
    cloudwatch = FakeCloudWatch(of("web", "a"), of("web", "b", "ALARM"), of("api", "c"))
    found = tied_to("web", (), cloudwatch)
    assert (list(found.alarms), found.has_more, len(cloudwatch.pages)) == (["a", "b"], False, 1)


@pytest.mark.parametrize("count", [400, 10_000])
def test_in_a_large_one_those_that_matter_are_found_in_a_few_calls(count: int) -> None:
    others = [of("api", f"m-{number:05}") for number in range(count)]
    ours = [of("web", "zz-red", "ALARM"), of("web", "web-cpu"), of("web", "zz-scales"), of("web", "zz-calm")]
    cloudwatch = FakeCloudWatch(*others, *ours)
    found = tied_to("web", [policy("zz-scales")], cloudwatch)
    assert (list(found.alarms), found.has_more) == (["web-cpu", "zz-red", "zz-scales"], True)
    assert len(cloudwatch.pages) <= 5


def test_a_services_alarms_are_those_of_its_cluster() -> None:
    of_shop, of_blog = (replace(alarm(f"{name}-cpu"), services=((name, "web"),)) for name in ("shop", "blog"))
    found = tied_to("ecs:shop/web", (), FakeCloudWatch(of("web", "a"), of_shop, of_blog))
    assert list(found.alarms) == ["shop-cpu"]


def test_in_a_large_account_a_services_alarms_begin_as_its_short_name() -> None:
    others = [of("api", f"m-{number:05}") for number in range(400)]
    ours = replace(alarm("web-cpu"), services=(("shop", "web"),))
    assert list(tied_to("ecs:shop/web", (), FakeCloudWatch(*others, ours)).alarms) == ["web-cpu"]


def test_a_numbers_alarms_are_those_of_its_metric_and_of_its_policy() -> None:
    reads = {"Namespace": "AWS/DynamoDB", "MetricName": "ReadThrottleEvents"}
    orders, events = ({**reads, "Dimensions": [{"Name": "TableName", "Value": name}]} for name in ("orders", "events"))
    by_metric, other = replace(alarm("a"), item=orders), replace(alarm("b"), item=events)
    assert list(tied_to("dynamodb:orders:read", (), FakeCloudWatch(by_metric, other)).alarms) == ["a"]
    policy_of_it = "arn:aws:autoscaling:us-east-1:1:scalingPolicy:0:resource/lambda/function:thumbs:live:policyName/p"
    by_policy = replace(alarm("c"), actions={"ALARM": (policy_of_it,)})
    assert list(tied_to("lambda:thumbs:live", (), FakeCloudWatch(by_policy, other)).alarms) == ["c"]
