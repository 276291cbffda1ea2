"""What an alarm watches: its groups, and the test that its reason tells."""

import pytest

from app.alarms.read import watch
from tests.app.alarms.alarm_support import payload, transition


def test_a_group_is_found_in_the_metrics_of_an_expression() -> None:
    assert transition(payload("math")).groups == ("web",)


@pytest.mark.parametrize(("length", "operator"), [(900, "GreaterThanThreshold"), (200_000, "")])
def test_a_reason_longer_than_any_of_cloudwatchs_is_not_searched_to_its_end(length: int, operator: str) -> None:
    reason = "1 out of the last 1 datapoints " * (length // 31) + "was greater than the threshold (80.0)"
    assert watch.tested(watch.Watch(), [reason], {}).operator == operator


def test_a_group_whose_metric_is_another_accounts_is_not_a_group_of_the_alarms_account() -> None:
    message = payload("math")
    for query in message["Trigger"]["Metrics"]:
        query["AccountId"] = "222222222222"
    assert transition(message).groups == ()
    event = payload("eventbridge_metric")
    event["detail"]["configuration"]["metrics"][0]["accountId"] = "222222222222"
    assert transition(event).groups == ()


@pytest.mark.parametrize(
    ("account", "region", "groups"),
    [
        ("123456789012", "us-east-1", ("worker",)),
        ("222222222222", "us-east-1", ()),
        ("123456789012", "eu-west-1", ()),
    ],
)
def test_a_group_that_the_alarm_scales_is_known_by_its_policys_arn(
    account: str, region: str, groups: tuple[str, ...]
) -> None:
    policy = f"arn:aws:autoscaling:{region}:{account}:scalingPolicy:id:autoScalingGroupName/worker:policyName/out"
    trigger = {**payload("metric")["Trigger"], "Dimensions": []}
    assert transition({**payload("metric"), "AlarmActions": [policy], "Trigger": trigger}).groups == groups
