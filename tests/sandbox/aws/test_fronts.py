"""The fronts as boto3, the AWS CLI and others see them."""

import gzip
import json
import ssl
import urllib.error
import urllib.parse
import urllib.request
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.autoscaling_api import autoscaling_operations
from sandbox.aws.clients import Endpoint, root_client
from sandbox.aws.clock import Clock
from sandbox.aws.front import Front
from sandbox.aws.front_faults import FrontFault
from tests.sandbox.aws.conftest import Fronts
from tests.sandbox.aws.fakes import START, loop_thread

DENIED = (
    b"<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>"
)
ALARM = {
    "AlarmName": "cpu",
    "MetricName": "CPUUtilization",
    "Namespace": "AWS/EC2",
    "Statistic": "Average",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 80.0,
    "ComparisonOperator": "GreaterThanThreshold",
}


def put(fronts: Fronts, **more: Any) -> None:
    fronts.cloudwatch.put_metric_alarm(**{**ALARM, **more})


def form(url: str, trust: ssl.SSLContext | None = None, /, **fields: str) -> str:
    """What an old client sends: the query protocol."""
    with urllib.request.urlopen(url, urllib.parse.urlencode(fields).encode(), context=trust) as response:
        return str(response.read().decode())


def test_ministack_is_asked_with_the_callers_own_bytes_and_host(fronts: Fronts) -> None:
    fronts.autoscaling.set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=3)
    asked = fronts.ministack.asked[-1]
    assert asked.headers["Host"] == fronts.urls["autoscaling"].removeprefix("https://")
    assert "Signature=" in asked.headers["Authorization"]
    assert urllib.parse.parse_qs(asked.body.decode())["DesiredCapacity"] == ["3"]


def test_what_ministack_refuses_is_not_done(fronts: Fronts) -> None:
    fronts.ministack.refusal = DENIED
    with pytest.raises(ClientError, match="AccessDenied"):
        fronts.autoscaling.set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=3)
    assert fronts.scaling.group("web").desired == 2


@pytest.mark.parametrize("operation", sorted(autoscaling_operations(AutoScaling(Clock()))))
def test_for_every_operation_ministack_is_asked_first_whether_the_caller_may(operation: str, fronts: Fronts) -> None:
    fronts.ministack.refusal = DENIED
    with pytest.raises(urllib.error.HTTPError) as denied:
        form(fronts.urls["autoscaling"], fronts.authority.client_context, Action=operation, AutoScalingGroupName="web")
    assert (denied.value.code, denied.value.read()) == (403, DENIED)
    assert f"Action={operation}".encode() in fronts.ministack.asked[-1].body
    assert fronts.fronts["autoscaling"].faults.calls == []


def test_what_the_twin_does_not_know_is_ministacks(fronts: Fronts) -> None:
    assert (
        form(fronts.urls["autoscaling"], fronts.authority.client_context, Action="DescribeLoadBalancers") == "<Passed/>"
    )
    fronts.ministack.words = b'{"Metrics": [{"Namespace": "AWS/EC2"}]}'
    assert fronts.cloudwatch.list_metrics()["Metrics"] == [{"Namespace": "AWS/EC2"}]


def test_without_ministack_a_front_says_so() -> None:
    with loop_thread() as loop:
        front = Front("autoscaling", {}, Endpoint("http://127.0.0.1:9"))
        url = loop.run(front.start())
        with pytest.raises(urllib.error.HTTPError) as failed:
            form(url, Action="DescribeAutoScalingGroups")
        assert failed.value.code == 503
        failed.value.close()
        loop.run(front.stop())


def test_a_group_is_created_described_changed_and_deleted(fronts: Fronts) -> None:
    client = fronts.autoscaling
    tag = {"Key": "team", "Value": "a & b", "ResourceId": "new", "ResourceType": "auto-scaling-group"}
    client.create_auto_scaling_group(
        AutoScalingGroupName="new",
        MinSize=0,
        MaxSize=3,
        LaunchTemplate={"LaunchTemplateName": "shop"},
        Tags=[{**tag, "PropagateAtLaunch": True}],
    )
    client.update_auto_scaling_group(AutoScalingGroupName="new", DesiredCapacity=1)
    group = client.describe_auto_scaling_groups(AutoScalingGroupNames=["new"])["AutoScalingGroups"][0]
    assert (group["MinSize"], group["MaxSize"], group["DesiredCapacity"]) == (0, 3, 1)
    assert group["Tags"] == [{**tag, "PropagateAtLaunch": True}]
    assert group["CreatedTime"] == datetime.fromtimestamp(START, UTC)
    instance = group["Instances"][0]
    assert (instance["LifecycleState"], instance["HealthStatus"]) == ("Pending", "Healthy")
    with pytest.raises(ClientError, match="ResourceInUse"):
        client.delete_auto_scaling_group(AutoScalingGroupName="new")
    client.delete_auto_scaling_group(AutoScalingGroupName="new", ForceDelete=True)
    assert client.describe_auto_scaling_groups(AutoScalingGroupNames=["new"])["AutoScalingGroups"] == []


def test_sizes_out_of_bounds_and_unknown_groups_are_validation_errors(fronts: Fronts) -> None:
    client = fronts.autoscaling
    with pytest.raises(ClientError, match="value 9 is above max value 8 for the AutoScalingGroup") as above:
        client.set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=9)
    assert above.value.response["Error"]["Code"] == "ValidationError"
    assert above.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    with pytest.raises(ClientError, match="AutoScalingGroup name not found"):
        client.set_desired_capacity(AutoScalingGroupName="nope", DesiredCapacity=1)


def test_groups_come_in_pages(fronts: Fronts) -> None:
    for n in range(5):
        fronts.autoscaling.create_auto_scaling_group(AutoScalingGroupName=f"g{n}", MinSize=0, MaxSize=0)
    pages = fronts.autoscaling.get_paginator("describe_auto_scaling_groups").paginate(PaginationConfig={"PageSize": 2})
    sizes = [len(page["AutoScalingGroups"]) for page in pages]
    assert sizes == [2, 2, 2]


def test_activities_in_progress_come_first_and_can_be_filtered(fronts: Fronts) -> None:
    client, scaling = fronts.autoscaling, fronts.scaling
    client.set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=3)
    scaling.clock.advance(2)
    client.set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=4)
    scaling.clock.advance(3)
    found = client.describe_scaling_activities(AutoScalingGroupName="web")["Activities"]
    assert [(a["StatusCode"], a["Progress"]) for a in found] == [("PreInService", 30), ("Successful", 100)]
    assert "EndTime" not in found[0]
    assert found[1]["EndTime"] - found[1]["StartTime"] == timedelta(seconds=4)
    assert json.loads(found[0]["Details"])["Availability Zone"].startswith("us-east-1")
    only = client.describe_scaling_activities(
        AutoScalingGroupName="web", Filters=[{"Name": "Status", "Values": ["Successful"]}]
    )
    assert [a["ActivityId"] for a in only["Activities"]] == [found[1]["ActivityId"]]


def test_processes_are_suspended_and_resumed(fronts: Fronts) -> None:
    client = fronts.autoscaling
    client.suspend_processes(AutoScalingGroupName="web", ScalingProcesses=["Launch"])
    group = client.describe_auto_scaling_groups(AutoScalingGroupNames=["web"])["AutoScalingGroups"][0]
    assert group["SuspendedProcesses"] == [
        {"ProcessName": "Launch", "SuspensionReason": "User suspended at 2026-11-18T11:06:40Z"}
    ]
    client.resume_processes(AutoScalingGroupName="web")
    group = client.describe_auto_scaling_groups(AutoScalingGroupNames=["web"])["AutoScalingGroups"][0]
    assert group["SuspendedProcesses"] == []


def test_a_scheduled_action_is_stored_shown_executed_and_gone(fronts: Fronts) -> None:
    client = fronts.autoscaling
    when = datetime.fromtimestamp(START + 60, UTC)
    client.put_scheduled_update_group_action(
        AutoScalingGroupName="web", ScheduledActionName="up", StartTime=when, DesiredCapacity=5
    )
    [action] = client.describe_scheduled_actions(AutoScalingGroupName="web")["ScheduledUpdateGroupActions"]
    assert (action["StartTime"], action["DesiredCapacity"]) == (when, 5)
    fronts.scaling.clock.advance(61)
    [group] = client.describe_auto_scaling_groups(AutoScalingGroupNames=["web"])["AutoScalingGroups"]
    assert group["DesiredCapacity"] == 5
    assert client.describe_scheduled_actions(AutoScalingGroupName="web")["ScheduledUpdateGroupActions"] == []


def test_a_scheduled_action_in_the_past_or_without_a_meaning_is_refused(fronts: Fronts) -> None:
    put_action = fronts.autoscaling.put_scheduled_update_group_action
    past = datetime.fromtimestamp(START - 60, UTC)
    with pytest.raises(ClientError, match="start time is in the past"):
        put_action(AutoScalingGroupName="web", ScheduledActionName="x", StartTime=past, DesiredCapacity=5)
    with pytest.raises(ClientError, match="recurrence string: often is invalid"):
        put_action(AutoScalingGroupName="web", ScheduledActionName="x", Recurrence="often", DesiredCapacity=5)


def test_an_instance_is_found_protected_and_terminated(fronts: Fronts) -> None:
    client = fronts.autoscaling
    found = client.describe_auto_scaling_instances()["AutoScalingInstances"]
    first = found[0]["InstanceId"]
    client.set_instance_protection(AutoScalingGroupName="web", InstanceIds=[first], ProtectedFromScaleIn=True)
    assert client.describe_auto_scaling_instances(InstanceIds=[first])["AutoScalingInstances"][0][
        "ProtectedFromScaleIn"
    ]
    done = client.terminate_instance_in_auto_scaling_group(InstanceId=first, ShouldDecrementDesiredCapacity=True)
    assert done["Activity"]["Description"] == f"Terminating EC2 instance: {first}"
    with pytest.raises(ClientError, match="No managed instance found"):
        client.terminate_instance_in_auto_scaling_group(InstanceId="i-0", ShouldDecrementDesiredCapacity=True)


def test_a_scaling_policy_is_stored(fronts: Fronts) -> None:
    client = fronts.autoscaling
    client.put_scaling_policy(AutoScalingGroupName="web", PolicyName="p", AdjustmentType="ChangeInCapacity")
    [policy] = client.describe_policies(AutoScalingGroupName="web")["ScalingPolicies"]
    assert (policy["PolicyName"], policy["AutoScalingGroupName"]) == ("p", "web")


def test_describe_alarms_gives_metric_alarms_only_unless_asked_for_more(fronts: Fronts) -> None:
    put(fronts)
    fronts.cloudwatch.put_composite_alarm(AlarmName="down", AlarmRule="ALARM(cpu)")
    plain = fronts.cloudwatch.describe_alarms()
    assert [alarm["AlarmName"] for alarm in plain["MetricAlarms"]] == ["cpu"]
    assert plain["CompositeAlarms"] == []
    both = fronts.cloudwatch.describe_alarms(AlarmTypes=["MetricAlarm", "CompositeAlarm"])
    assert [alarm["AlarmName"] for alarm in both["CompositeAlarms"]] == ["down"]


def test_an_alarm_is_described_with_all_that_it_was_given_and_when_it_changed(fronts: Fronts) -> None:
    put(fronts, AlarmDescription="a <b>", Dimensions=[{"Name": "AutoScalingGroupName", "Value": "web"}])
    fronts.cloudwatch.set_alarm_state(AlarmName="cpu", StateValue="ALARM", StateReason="a test")
    [alarm] = fronts.cloudwatch.describe_alarms(AlarmNames=["cpu"])["MetricAlarms"]
    assert alarm["AlarmDescription"] == "a <b>"
    assert alarm["AlarmArn"] == "arn:aws:cloudwatch:us-east-1:123456789012:alarm:cpu"
    assert alarm["Dimensions"] == [{"Name": "AutoScalingGroupName", "Value": "web"}]
    assert (alarm["StateValue"], alarm["StateReason"], alarm["ActionsEnabled"]) == ("ALARM", "a test", True)
    assert alarm["StateTransitionedTimestamp"] == datetime.fromtimestamp(START + 0.001, UTC)


def test_alarms_are_chosen_by_prefix_state_and_metric(fronts: Fronts) -> None:
    put(fronts)
    put(fronts, AlarmName="disk", MetricName="DiskUsed")
    fronts.cloudwatch.set_alarm_state(AlarmName="disk", StateValue="ALARM", StateReason="a test")
    names = [
        [alarm["AlarmName"] for alarm in answer["MetricAlarms"]]
        for answer in (
            fronts.cloudwatch.describe_alarms(AlarmNamePrefix="d"),
            fronts.cloudwatch.describe_alarms(StateValue="INSUFFICIENT_DATA"),
            fronts.cloudwatch.describe_alarms_for_metric(Namespace="AWS/EC2", MetricName="DiskUsed"),
        )
    ]
    assert names == [["disk"], ["cpu"], ["disk"]]


def test_alarms_and_history_come_in_pages(fronts: Fronts) -> None:
    for n in range(5):
        put(fronts, AlarmName=f"a{n}")
    pages = fronts.cloudwatch.get_paginator("describe_alarms").paginate(PaginationConfig={"PageSize": 2})
    assert [len(page["MetricAlarms"]) for page in pages] == [2, 2, 1]
    history = fronts.cloudwatch.get_paginator("describe_alarm_history").paginate(PaginationConfig={"PageSize": 2})
    assert [len(page["AlarmHistoryItems"]) for page in history] == [2, 2, 1]


def test_an_unknown_alarm_is_the_exception_that_boto3_knows(fronts: Fronts) -> None:
    with pytest.raises(fronts.cloudwatch.exceptions.ResourceNotFound) as missing:
        fronts.cloudwatch.set_alarm_state(AlarmName="nope", StateValue="OK", StateReason="why")
    assert missing.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404


def test_reason_data_must_be_json(fronts: Fronts) -> None:
    put(fronts)
    with pytest.raises(fronts.cloudwatch.exceptions.InvalidFormatFault):
        fronts.cloudwatch.set_alarm_state(
            AlarmName="cpu", StateValue="OK", StateReason="why", StateReasonData="not json"
        )


def test_actions_are_switched_off_and_on(fronts: Fronts) -> None:
    put(fronts)
    fronts.cloudwatch.disable_alarm_actions(AlarmNames=["cpu"])
    assert not fronts.cloudwatch.describe_alarms()["MetricAlarms"][0]["ActionsEnabled"]
    fronts.cloudwatch.enable_alarm_actions(AlarmNames=["cpu"])
    assert fronts.cloudwatch.describe_alarms()["MetricAlarms"][0]["ActionsEnabled"]


def test_metric_data_makes_the_alarms_on_it_look_also_where_it_is_compressed(fronts: Fronts) -> None:
    fronts.cloudwatch.put_metric_data(Namespace="AWS/EC2", MetricData=[{"MetricName": "CPUUtilization", "Value": 1.0}])
    many = [{"MetricName": f"m{n:04}", "Value": 1.0, "Unit": "Count"} for n in range(500)]
    fronts.cloudwatch.put_metric_data(Namespace="Many", MetricData=many)
    assert fronts.ministack.asked[-1].headers["Content-Encoding"] == "gzip"
    assert len(gzip.decompress(fronts.ministack.asked[-1].body)) > 10_000
    assert fronts.evaluated[0] == ("AWS/EC2", {"CPUUtilization"})
    assert (fronts.evaluated[1][0], len(fronts.evaluated[1][1])) == ("Many", 500)


def test_the_query_protocol_is_understood_for_alarms_too(fronts: Fronts) -> None:
    put(fronts, AlarmDescription="a <b>")
    ask = partial(form, fronts.urls["cloudwatch"], fronts.authority.client_context)
    ask(Action="SetAlarmState", AlarmName="cpu", StateValue="ALARM", StateReason="by form", Version="2010-08-01")
    answer = ask(Action="DescribeAlarms", **{"AlarmNames.member.1": "cpu"}, Version="2010-08-01")
    assert "<StateValue>ALARM</StateValue><StateReason>by form</StateReason>" in answer
    assert "<AlarmDescription>a &lt;b&gt;</AlarmDescription>" in answer
    assert "<StateTransitionedTimestamp>2026-11-18T11:06:40.001Z</StateTransitionedTimestamp>" in answer
    with pytest.raises(urllib.error.HTTPError) as refused:
        ask(Action="SetAlarmState", AlarmName="cpu", StateValue="RED", StateReason="x", Version="2010-08-01")
    assert b"<Code>ValidationError</Code>" in refused.value.read()


def dynamodb(fronts: Fronts) -> Any:
    return root_client("dynamodb", Endpoint(fronts.urls["autoscaling"], fronts.authority.ca_file))


def delete_item(fronts: Fronts) -> None:
    dynamodb(fronts).delete_item(TableName="table", Key={"pk": {"S": "a"}})


def test_another_services_call_is_passed_on_and_its_answer_given_back(fronts: Fronts) -> None:
    fronts.ministack.words = b'{"Attributes": {"pk": {"S": "a"}}}'

    answer = dynamodb(fronts).delete_item(TableName="table", Key={"pk": {"S": "a"}}, ReturnValues="ALL_OLD")

    assert answer["Attributes"] == {"pk": {"S": "a"}}
    assert fronts.ministack.asked[-1].headers["X-Amz-Target"] == "DynamoDB_20120810.DeleteItem"


def test_another_services_next_call_fails_with_the_code_that_was_asked_for_and_is_not_done(fronts: Fronts) -> None:
    fronts.fronts["autoscaling"].forwarded["dynamodb"].faults.append(FrontFault("DeleteItem", "ThrottlingException"))

    with pytest.raises(ClientError, match="ThrottlingException"):
        delete_item(fronts)

    assert fronts.ministack.asked == []
    delete_item(fronts)


@pytest.mark.parametrize(("error", "done"), [("drop", 0), ("drop_after_work", 1)])
def test_another_services_next_call_gets_no_answer_done_or_not(fronts: Fronts, error: str, done: int) -> None:
    fronts.fronts["autoscaling"].forwarded["dynamodb"].faults.append(FrontFault("DeleteItem", error))

    with pytest.raises(BotoCoreError):
        delete_item(fronts)

    assert len(fronts.ministack.asked) == done
