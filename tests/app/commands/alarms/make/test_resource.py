"""What an alarm can be made on: how it is named, and which metrics it has."""

from __future__ import annotations

import pytest

from app.aws.alarm_definition import Metric
from app.base.errors import Wrong
from app.commands.alarms.make.resource import Named, look_up, read_named
from tests.fakes.bellhop import Bellhop
from tests.fakes.scaling import web

HERE = ("123456789012", "us-east-1")
ARN = "arn:aws:{service}:us-east-1:123456789012:{rest}"
TARGET = "targetgroup/shop/0123456789abcdef"
TARGETS = ARN.format(service="elasticloadbalancing", rest=TARGET)
OTHER = ARN.format(service="elasticloadbalancing", rest="targetgroup/api/fedcba9876543210")
BALANCER = ("LoadBalancer", "app/front/1")
GROUP_ARN = ARN.format(service="autoscaling", rest="autoScalingGroup:5e0:autoScalingGroupName/web")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("web", Named("web")),
        ("queue:orders", Named("orders", "queue")),
        ("Group:web", Named("web", "group")),
        ("tier:web", Named("tier:web")),
        (ARN.format(service="sqs", rest="orders.fifo"), Named("orders.fifo", "queue")),
        ("https://sqs.us-east-1.amazonaws.com/123456789012/orders", Named("orders", "queue")),
        ("<https://sqs.us-east-1.amazonaws.com/123456789012/orders>", Named("orders", "queue")),
        (ARN.format(service="lambda", rest="function:pay:live"), Named("pay", "function")),
        (TARGETS, Named(TARGET, "targetgroup")),
        (GROUP_ARN, Named("web", "group")),
    ],
)
def test_a_thing_is_named_by_its_name_its_kind_or_its_arn(words: str, named: Named) -> None:
    assert read_named(words, *HERE) == named


@pytest.mark.parametrize(
    "words",
    [
        "arn:aws:sqs:eu-west-1:123456789012:orders",
        "arn:aws:sqs:us-east-1:999999999999:orders",
        "https://sqs.us-east-1.amazonaws.com/999999999999/orders",
    ],
)
def test_what_is_elsewhere_is_not_taken_for_what_has_its_name_here(words: str) -> None:
    with pytest.raises(Wrong, match="not in Bellhop's account and region"):
        read_named(words, *HERE)


@pytest.mark.parametrize("words", [ARN.format(service="s3", rest="bucket"), ARN.format(service="sqs", rest="a/b c")])
def test_an_arn_of_another_kind_is_nothing(words: str) -> None:
    with pytest.raises(Wrong, match="There is no Auto Scaling group"):
        read_named(words, *HERE)


def keys(bellhop: Bellhop, words: str) -> list[str]:
    return [each.key for each in look_up(words, bellhop.parts).metrics]


def test_a_group_wins_over_a_queue_of_its_name_unless_the_kind_is_said(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.listed = (Metric("AWS/SQS", "NumberOfMessagesSent", (("QueueName", "web"),)),)
    assert keys(bellhop, "web") == ["cpu", "net-in", "net-out", "status"]
    assert keys(bellhop, "queue:web") == ["depth", "age"]


def test_a_queue_or_function_is_known_by_its_data(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.listed = (Metric("AWS/Lambda", "Errors", (("FunctionName", "pay"),)),)
    found = look_up("pay", bellhop.parts)
    assert (str(found.named), found.slug) == ("function:pay", "pay")
    assert found.metrics[0].dimensions == (("FunctionName", "pay"),)
    with pytest.raises(Wrong, match="no queue or function of that name has had data"):
        look_up("queue:pay", bellhop.parts)


def test_a_part_of_a_groups_name_is_enough_if_it_is_one_groups(bellhop: Bellhop) -> None:
    assert look_up("we", bellhop.parts).named == Named("web", "group")
    bellhop.scaling.put(web(name="web-eu"))
    bellhop.scaling.put(web(name="web-us"))
    with pytest.raises(Wrong, match="`web-` matches 2 groups: `web-eu`, `web-us`"):
        look_up("web-", bellhop.parts)
    with pytest.raises(Wrong, match="Did you mean `web-eu`"):
        look_up("web-ey", bellhop.parts)


def test_a_name_longer_than_any_is_not_looked_for(bellhop: Bellhop) -> None:
    with pytest.raises(Wrong, match="There is no Auto Scaling group"):
        look_up("w" * 300, bellhop.parts)


def test_target_groups_without_a_load_balancer_have_what_they_are_told_alone(bellhop: Bellhop) -> None:
    found = look_up(TARGETS, bellhop.parts)
    assert (found.slug, [each.key for each in found.metrics]) == ("shop", ["requests"])
    in_a_zone = (("AvailabilityZone", "us-east-1a"), BALANCER, ("TargetGroup", TARGET))
    whole = Metric("AWS/ApplicationELB", "RequestCount", (BALANCER, ("TargetGroup", TARGET)))
    bellhop.cloudwatch.listed = (Metric("AWS/ApplicationELB", "RequestCount", in_a_zone), whole)
    found = look_up(TARGETS, bellhop.parts)
    assert [each.key for each in found.metrics] == ["requests", "5xx", "latency", "unhealthy"]
    assert [each.dimensions for each in found.metrics[:2]] == [(("TargetGroup", TARGET),), whole.dimensions]


def test_of_several_target_groups_each_metric_says_whose_it_is(bellhop: Bellhop) -> None:
    bellhop.scaling.put(web(targets=(TARGETS, OTHER)))
    labels = {each.key: each.label for each in look_up("web", bellhop.parts).metrics}
    assert labels["requests-0"] == "Requests per target of shop"
    assert labels["requests-1"] == "Requests per target of api"
