"""The doors to Auto Scaling, CloudWatch and SQS: what is asked of AWS, and its answers as values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.stub import ANY

from app.aws.autoscaling import AutoScaling
from app.aws.cloudwatch import CloudWatch
from app.aws.scaling import Group, Instance
from app.aws.sqs import SqsQueue, retry_on
from app.base.errors import Later, Wrong
from tests.app.aws.conftest import Stubbed

URL = "https://sqs.us-east-1.amazonaws.com/123456789012/watch"
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
EIGHT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def group_item(name: str, **more: Any) -> dict[str, Any]:
    """As DescribeAutoScalingGroups answers."""
    sizes = {"MinSize": 1, "MaxSize": 8, "DesiredCapacity": 2, "DefaultCooldown": 300}
    other = {"AvailabilityZones": ["us-east-1a"], "HealthCheckType": "EC2", "CreatedTime": NINE}
    return {"AutoScalingGroupName": name, **sizes, **other, **more}


def alarm_item(name: str, **more: Any) -> dict[str, Any]:
    return {"AlarmName": name, "StateValue": "OK", "StateReason": "fine", **more}


def test_a_group_is_read_with_its_instances_and_suspended_processes(stubbed: Stubbed) -> None:
    instance = {
        "InstanceId": "i-1",
        "AvailabilityZone": "us-east-1a",
        "LifecycleState": "InService",
        "HealthStatus": "Healthy",
        "ProtectedFromScaleIn": False,
    }
    item = group_item("web", Instances=[instance], SuspendedProcesses=[{"ProcessName": "Launch"}])
    asked = {"AutoScalingGroupNames": ["web"]}
    stubbed("autoscaling").add_response("describe_auto_scaling_groups", {"AutoScalingGroups": [item]}, asked)
    group = AutoScaling().group("web")
    assert group == Group(
        "web", 1, 8, 2, (Instance("i-1", "InService", zone="us-east-1a"),), ("Launch",), ("us-east-1a",)
    )
    assert group is not None
    assert group.in_service == 1


def test_a_group_that_is_not_there_is_none(stubbed: Stubbed) -> None:
    stubbed("autoscaling").add_response("describe_auto_scaling_groups", {"AutoScalingGroups": []})
    assert AutoScaling().group("wbe") is None


def test_all_groups_are_listed_by_name_over_all_pages(stubbed: Stubbed) -> None:
    stub = stubbed("autoscaling")
    first = {"AutoScalingGroups": [group_item("worker")], "NextToken": "more"}
    stub.add_response("describe_auto_scaling_groups", first)
    stub.add_response("describe_auto_scaling_groups", {"AutoScalingGroups": [group_item("web")]}, {"NextToken": "more"})
    assert [group.name for group in AutoScaling().groups()] == ["web", "worker"]


def test_the_desired_capacity_is_set_without_waiting_for_a_cooldown(stubbed: Stubbed) -> None:
    asked = {"AutoScalingGroupName": "web", "DesiredCapacity": 4, "HonorCooldown": False}
    stubbed("autoscaling").add_response("set_desired_capacity", {}, asked)
    AutoScaling().set_desired("web", 4)


def test_a_refusal_of_auto_scaling_is_wrong_in_its_own_words(stubbed: Stubbed) -> None:
    said = "New SetDesiredCapacity value 9 is above max value 8 for the AutoScalingGroup."
    stubbed("autoscaling").add_client_error("set_desired_capacity", "ValidationError", said)
    with pytest.raises(Wrong, match="is above max value 8"):
        AutoScaling().set_desired("web", 9)


def test_a_scaling_activity_in_progress_is_tried_again(stubbed: Stubbed) -> None:
    stubbed("autoscaling").add_client_error("set_desired_capacity", "ScalingActivityInProgress", "busy")
    with pytest.raises(Later):
        AutoScaling().set_desired("web", 4)


def test_composite_and_log_alarms_are_asked_for_too_and_since_is_the_last_transition(stubbed: Stubbed) -> None:
    metric = alarm_item("web-5xx", StateTransitionedTimestamp=EIGHT, StateUpdatedTimestamp=NINE, AlarmActions=["arn:a"])
    composite = alarm_item("web-down", StateValue="ALARM", ActionsEnabled=False, StateUpdatedTimestamp=NINE)
    log = alarm_item("web-errors", OKActions=["arn:b"])
    answer = {"MetricAlarms": [metric], "CompositeAlarms": [composite], "LogAlarms": [log]}
    asked = {"AlarmTypes": ["MetricAlarm", "CompositeAlarm", "LogAlarm"], "MaxRecords": 100}
    stubbed("cloudwatch").add_response("describe_alarms", answer, asked)
    first, second, third = CloudWatch().alarms()
    assert (first.name, first.since, first.is_composite, first.actions["ALARM"]) == (
        "web-5xx",
        EIGHT,
        False,
        ("arn:a",),
    )
    assert (second.name, second.since, second.is_composite, second.actions_enabled) == ("web-down", NINE, True, False)
    assert (third.name, third.is_composite, third.actions["OK"]) == ("web-errors", False, ("arn:b",))


def test_an_alarm_that_is_not_there_is_not_among_those_of_a_name(stubbed: Stubbed) -> None:
    stubbed("cloudwatch").add_response(
        "describe_alarms", {}, {"AlarmNames": ["x"], "AlarmTypes": ANY, "MaxRecords": 100}
    )
    assert CloudWatch().named(["x"]) == ()


def test_a_state_is_set_with_a_reason_cut_to_what_cloudwatch_takes(stubbed: Stubbed) -> None:
    asked = {"AlarmName": "web-5xx", "StateValue": "ALARM", "StateReason": "x" * 1023}
    stubbed("cloudwatch").add_response("set_alarm_state", {}, asked)
    CloudWatch().set_state("web-5xx", "ALARM", "x" * 2000)


def test_a_refusal_of_cloudwatch_is_wrong_in_its_own_words(stubbed: Stubbed) -> None:
    stubbed("cloudwatch").add_client_error("set_alarm_state", "ResourceNotFound", "", http_status_code=404)
    with pytest.raises(Wrong, match="ResourceNotFound"):
        CloudWatch().set_state("gone", "ALARM", "a try")


def test_a_message_of_a_fifo_queue_has_its_group_and_deduplication(stubbed: Stubbed) -> None:
    asked = {"QueueUrl": URL, "MessageBody": "text", "MessageGroupId": "web", "MessageDeduplicationId": "id-1"}
    stubbed("sqs").add_response("send_message", {}, asked)
    SqsQueue(URL).put("text", group="web", once="id-1")


@pytest.mark.parametrize(("delay", "seconds"), [(0.2, 1), (2, 2), (17.4, 17), (3600, 900)])
def test_a_delay_is_whole_seconds_and_at_most_what_sqs_can(delay: float, seconds: int, stubbed: Stubbed) -> None:
    stubbed("sqs").add_response("send_message", {}, {"QueueUrl": URL, "MessageBody": "text", "DelaySeconds": seconds})
    SqsQueue(URL).put("text", delay=delay)


def test_what_is_received_has_the_shape_of_lambdas_event_and_is_deleted_by_its_receipt(stubbed: Stubbed) -> None:
    stub = stubbed("sqs")
    message = {"MessageId": "m1", "ReceiptHandle": "r1", "Body": "text", "Attributes": {"ApproximateReceiveCount": "2"}}
    stub.add_response("receive_message", {"Messages": [message]})
    (record,) = SqsQueue(URL).receive()["Records"]
    assert record["eventSource"] == "aws:sqs"
    assert (record["messageId"], record["body"]) == ("m1", "text")
    assert record["attributes"] == {"ApproximateReceiveCount": "2"}
    stub.add_response("delete_message", {}, {"QueueUrl": URL, "ReceiptHandle": "r1"})
    SqsQueue(URL).delete([record])


def test_nothing_received_is_an_empty_event(stubbed: Stubbed) -> None:
    stubbed("sqs").add_response("receive_message", {})
    assert SqsQueue(URL).receive() == {"Records": []}


def test_a_message_comes_back_to_the_queue_it_came_from(stubbed: Stubbed) -> None:
    jobs = SqsQueue("https://sqs.us-east-1.amazonaws.com/123456789012/jobs.fifo")
    asked = {"QueueUrl": jobs.url, "ReceiptHandle": "r1", "VisibilityTimeout": 4}
    stubbed("sqs").add_response("change_message_visibility", {}, asked)
    record = {"eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:jobs.fifo", "receiptHandle": "r1"}
    retry_on(SqsQueue(URL), jobs, SqsQueue(""))(record, 4.2)


def test_a_message_of_an_unknown_queue_is_left_to_its_visibility_time(stubbed: Stubbed) -> None:
    stubbed("sqs")
    retry_on(SqsQueue(URL))({"eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:other"}, 4)


def test_connections_are_opened_by_looks_that_change_nothing(stubbed: Stubbed) -> None:
    stubbed("sqs").add_response("get_queue_attributes", {}, {"QueueUrl": URL, "AttributeNames": ["QueueArn"]})
    stubbed("autoscaling").add_response("describe_auto_scaling_groups", {"AutoScalingGroups": []})
    stubbed("cloudwatch").add_response("describe_alarms", {})
    SqsQueue(URL).warm()
    AutoScaling().warm()
    CloudWatch().warm()
