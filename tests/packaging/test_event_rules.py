"""The rules of `alarm-events` and `scaling-events`, deployed onto the emulator: what reaches the queue."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.aws import ministack
from sandbox.aws.clients import Endpoint, root_client
from sandbox.certificates import Authority
from sandbox.ports import free_port
from sandbox.root import HOME
from tests.flows.until import until
from tests.sandbox.aws.fakes import loop_thread

pytestmark = [pytest.mark.timeout(240), pytest.mark.slow]
RULES = ("AlarmEventsRule", "AlarmDeletionsRule", "ScalingEventsRule")
WHAT = ("AlarmsQueue", "AlarmsDeadLetterQueue", "AlarmsQueuePolicy", "AlarmTopic", *RULES)
STACK = "bellhop-test"
STATE_CHANGE = "CloudWatch Alarm State Change"


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """The emulator alone."""
    folder, port = tmp_path_factory.mktemp("ministack"), free_port()
    authority = Authority(folder)
    with loop_thread() as loop:
        running = loop.run(ministack.start(loop.run(ministack.install(HOME)), folder, {}, port, authority))
        yield Endpoint(running.url, authority.ca_file)
        loop.run(running.stop())


def deploy(aws: Endpoint, template_text: str, **parameters: str) -> None:
    """The queue and the rules of the real template alone."""
    template = json.loads(template_text)
    template["Resources"] = {name: template["Resources"][name] for name in WHAT}
    for name in RULES:  # only AWS itself may send as aws.…
        (source,) = template["Resources"][name]["Properties"]["EventPattern"]["source"]
        template["Resources"][name]["Properties"]["EventPattern"]["source"] = [source.replace("aws.", "test.")]
    del template["Outputs"]
    stacks = root_client("cloudformation", aws)
    given = [{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()]
    known = [each["StackName"] for each in stacks.list_stacks()["StackSummaries"]]
    change = stacks.update_stack if STACK in known else stacks.create_stack
    change(StackName=STACK, TemplateBody=json.dumps(template), Parameters=given)

    def status() -> str:
        return str(stacks.describe_stacks(StackName=STACK)["Stacks"][0]["StackStatus"])

    until(lambda: not status().endswith("IN_PROGRESS"), "the stack")
    assert status() in ("CREATE_COMPLETE", "UPDATE_COMPLETE")


def arrived(aws: Endpoint, *events: tuple[str, str, dict[str, Any]]) -> list[dict[str, Any]]:
    """What is on the queue after these events, (source, detail-type, detail) each, and one more that always comes."""
    client, sqs = root_client("events", aws), root_client("sqs", aws)
    last = ("test.autoscaling", "EC2 Instance Launch Unsuccessful", {"AutoScalingGroupName": "last"})
    for source, kind, detail in (*events, last):
        client.put_events(Entries=[{"Source": source, "DetailType": kind, "Detail": json.dumps(detail)}])
    url = sqs.get_queue_url(QueueName="bellhop-test-alarms")["QueueUrl"]
    found: list[dict[str, Any]] = []

    def took_the_last() -> bool:
        for each in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
            sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
            found.append(json.loads(each["Body"])["detail"])
        return last[2] in found

    until(took_the_last, "the last event")
    return [each for each in found if each != last[2]]


def state_change(name: str, kind: str = STATE_CHANGE) -> tuple[str, str, dict[str, Any]]:
    return "test.cloudwatch", kind, {"alarmName": name, "state": {"value": "ALARM"}}


def configured(name: str, operation: str, state: str) -> tuple[str, str, dict[str, Any]]:
    detail = {"alarmName": name, "operation": operation, "state": {"value": state}}
    return "test.cloudwatch", "CloudWatch Alarm Configuration Change", detail


def test_rules_put_alarms_on_the_queue_itself_but_not_those_of_target_tracking(
    aws: Endpoint, template_text: str
) -> None:
    deploy(aws, template_text, AlarmEvents="yes", ScalingEvents="yes")

    found = arrived(
        aws,
        state_change("TargetTracking-web-AlarmLow-1"),
        state_change("web-high-cpu"),
        state_change("web-5xx", "CloudWatch Alarm Contributor State Change"),
        state_change("web-5xx", "CloudWatch Alarm Configuration Change"),
    )

    assert sorted(each["alarmName"] for each in found) == ["web-5xx", "web-high-cpu"]


def test_the_deletion_of_an_alarm_that_may_have_an_open_card_comes(aws: Endpoint, template_text: str) -> None:
    deploy(aws, template_text, AlarmEvents="yes", ScalingEvents="yes")

    found = arrived(
        aws,
        configured("web-5xx", "delete", "ALARM"),
        configured("web-disk", "delete", "INSUFFICIENT_DATA"),
        configured("web-high-cpu", "delete", "OK"),
        configured("web-memory", "update", "ALARM"),
        configured("TargetTracking-web-AlarmLow-1", "delete", "ALARM"),
    )

    assert sorted(each["alarmName"] for each in found) == ["web-5xx", "web-disk"]


def test_those_of_target_tracking_come_where_they_are_asked_for(aws: Endpoint, template_text: str) -> None:
    deploy(aws, template_text, AlarmEvents="yes", ScalingEvents="yes", TargetTrackingAlarms="yes")

    found = arrived(aws, state_change("TargetTracking-web-AlarmLow-1"), state_change("web-high-cpu"))

    assert sorted(each["alarmName"] for each in found) == ["TargetTracking-web-AlarmLow-1", "web-high-cpu"]
