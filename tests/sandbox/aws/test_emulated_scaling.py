"""ECS and Application Auto Scaling with the real emulator behind them: permissions, load, a table's capacity."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from sandbox.aws.bare import create_bare
from sandbox.aws.clients import Endpoint, root_client
from sandbox.aws.ecs.control import let_pass
from sandbox.aws.server import AwsStandIn
from sandbox.certificates import Authority
from tests.sandbox.aws.fakes import Loop, loop_thread

pytestmark = pytest.mark.timeout(240)  # the first start on a machine installs the emulator
PATIENCE_SECONDS = 90.0
API = {"ServiceNamespace": "ecs", "ResourceId": "service/shop/api", "ScalableDimension": "ecs:service:DesiredCount"}
SERVICE = "arn:aws:ecs:us-east-1:123456789012:service/shop/api"


class Emulated:
    """A running AWS with its world."""

    def __init__(self, stand_in: AwsStandIn, loop: Loop) -> None:
        self.stand_in, self.loop = stand_in, loop
        self.ecs = self.client("ecs")
        self.scaling = self.client("application-autoscaling")

    def client(self, service: str) -> Any:
        return root_client(service, self.at(service))

    def at(self, service: str) -> Endpoint:
        return Endpoint(self.stand_in.endpoint_urls[service], self.stand_in.ministack.ca_file)

    def user(self, name: str, *statements: Any) -> Callable[[str], Any]:
        """What makes the clients of a new user who may do so much."""
        iam = root_client("iam", self.stand_in.ministack)
        iam.create_user(UserName=name)
        policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
        iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=policy)
        key = iam.create_access_key(UserName=name)["AccessKey"]
        who = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
        session = boto3.Session(**who, region_name="us-east-1")

        def client(service: Any) -> Any:
            at = self.at(service)
            return session.client(service, endpoint_url=at.url, verify=str(at.ca_file))

        return client


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulated]:
    folder: Path = tmp_path_factory.mktemp("aws")
    stand_in = AwsStandIn(folder, Authority(folder))
    with loop_thread() as loop:
        try:
            loop.run(stand_in.start())
            stack = create_bare(stand_in.ministack)
            loop.run(stand_in.create_world(stack.alarm_topic_arn))
            yield Emulated(stand_in, loop)
        finally:
            loop.run(stand_in.stop())


def until(true: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.05)


def test_who_may_not_is_refused_at_ecs_and_application_auto_scaling(aws: Emulated) -> None:
    nobody = aws.user("nobody", {"Effect": "Allow", "Action": "sns:Publish", "Resource": "*"})
    with pytest.raises(ClientError, match="not authorized to perform: ecs:ListClusters"):
        nobody("ecs").list_clusters()
    with pytest.raises(ClientError, match="not authorized to perform: application-autoscaling:DescribeScalableTargets"):
        nobody("application-autoscaling").describe_scalable_targets(ServiceNamespace="ecs")


def test_a_permission_can_be_for_one_service_and_one_namespace(aws: Emulated) -> None:
    update = {"Effect": "Allow", "Action": ["ecs:UpdateService", "ecs:DescribeServices"], "Resource": SERVICE}
    condition = {"StringEquals": {"application-autoscaling:service-namespace": "ecs"}}
    action = "application-autoscaling:RegisterScalableTarget"
    targets = "arn:aws:application-autoscaling:us-east-1:123456789012:scalable-target/*"
    register = {"Effect": "Allow", "Action": action, "Resource": targets, "Condition": condition}
    scaler = aws.user("scaler", update, register)
    assert scaler("ecs").describe_services(cluster="shop", services=["api"])["services"]
    scaler("ecs").update_service(cluster="shop", service=SERVICE, desiredCount=2)
    with pytest.raises(ClientError, match="not authorized to perform: ecs:UpdateService"):
        scaler("ecs").update_service(cluster="shop", service="batch", desiredCount=2)
    scaler("application-autoscaling").register_scalable_target(**API, MaxCapacity=6)
    fleet = {"ServiceNamespace": "appstream", "ResourceId": "fleet/f"}
    with pytest.raises(ClientError, match="not authorized to perform: application-autoscaling:RegisterScalableTarget"):
        scaler("application-autoscaling").register_scalable_target(
            **fleet, ScalableDimension="appstream:fleet:DesiredCapacity", MinCapacity=1, MaxCapacity=2
        )


def test_a_tables_capacity_is_a_number_of_dynamodbs_own_that_takes_a_while_to_change(
    aws: Emulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aws.stand_in.home.targets.resources("dynamodb"), "_takes", 600.0)  # longer than all looks
    dynamodb = root_client("dynamodb", aws.stand_in.ministack)
    table = {"ServiceNamespace": "dynamodb", "ScalableDimension": "dynamodb:table:ReadCapacityUnits"}
    orders = {**table, "ResourceId": "table/orders"}

    def units() -> tuple[int, int]:
        found = dynamodb.describe_table(TableName="orders")["Table"]["ProvisionedThroughput"]
        return found["ReadCapacityUnits"], found["WriteCapacityUnits"]

    def told() -> str:
        (activity,) = aws.scaling.describe_scaling_activities(**orders)["ScalingActivities"]
        return str(activity["StatusMessage"])

    assert units() == (5, 2)
    aws.scaling.register_scalable_target(**orders, MinCapacity=10, MaxCapacity=40)
    assert units() == (5, 2)
    assert told() == "Successfully set read capacity units to 10. Waiting for change to be fulfilled by dynamodb."
    (shown, _) = aws.stand_in.state()["numbers"]
    assert (shown["name"], shown["unit"], shown["number"], shown["wanted"]) == (
        "table/orders",
        "read capacity units",
        5,
        10,
    )
    let_pass(aws.stand_in.home.ecs, aws.stand_in.home.targets, 600.0)
    assert units() == (10, 2)
    assert told() == "Successfully set read capacity units to 10. Change successfully fulfilled by dynamodb."
    with pytest.raises(ClientError, match="DynamoDB table does not exist: table/invoices"):
        aws.scaling.register_scalable_target(**table, ResourceId="table/invoices", MinCapacity=1, MaxCapacity=2)


def test_a_load_on_a_service_raises_its_alarm_and_more_tasks_end_it(aws: Emulated) -> None:
    aws.loop.run(aws.stand_in.add_service_alarm())
    alarm = aws.stand_in.home.alarms.alarm("api-high-cpu")
    assert (alarm.state, alarm.actions_enabled) == ("OK", True)
    aws.stand_in.home.ecs.service("shop", "api").seconds_per_task = 0.2
    aws.stand_in.home.load.set("shop/api", 90)
    until(lambda: alarm.state == "ALARM", "the alarm")
    aws.ecs.update_service(cluster="shop", service="api", desiredCount=4)
    until(lambda: alarm.state == "OK", "the end of the alarm")
    aws.stand_in.home.load.set("shop/api", None)
    aws.ecs.update_service(cluster="shop", service="api", desiredCount=2)


@pytest.fixture(scope="module")
def other(aws: Emulated) -> Any:
    """What leads into the second account."""
    return aws.loop.run(aws.stand_in.add_other_account())


def assumed(aws: Emulated, other: Any, region: str = "eu-west-1") -> Callable[[str], Any]:
    """What makes clients of the second account's role."""
    sts = root_client("sts", aws.stand_in.ministack)
    given = sts.assume_role(RoleArn=other["role_arn"], RoleSessionName="ana", ExternalId=other["external_id"])
    keys = given["Credentials"]
    session = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], region)

    def client(service: Any) -> Any:
        at = aws.at(service)
        return session.client(service, endpoint_url=at.url, verify=str(at.ca_file))

    return client


def test_the_second_accounts_things_are_its_own(aws: Emulated, other: Any) -> None:
    there = assumed(aws, other)
    (web,) = there("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
    assert (web["AutoScalingGroupName"], web["DesiredCapacity"], web["MaxSize"]) == ("web", 1, 4)
    assert web["AutoScalingGroupARN"].startswith("arn:aws:autoscaling:eu-west-1:210987654321:")
    there("autoscaling").set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=3)
    here = aws.client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=["web"])
    assert here["AutoScalingGroups"][0]["DesiredCapacity"] == 2
    (service,) = there("ecs").describe_services(cluster="shop", services=["api"])["services"]
    assert service["serviceArn"] == "arn:aws:ecs:eu-west-1:210987654321:service/shop/api"
    (target,) = there("application-autoscaling").describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    assert (target["MaxCapacity"], target["ScalableTargetARN"].split(":")[4]) == (3, "210987654321")


def test_an_alarm_of_the_second_account_tells_where_it_is(aws: Emulated, other: Any) -> None:
    there = assumed(aws, other)("cloudwatch")
    there.set_alarm_state(AlarmName="web-high-cpu", StateValue="ALARM", StateReason="a test")
    (alarm,) = there.describe_alarms()["MetricAlarms"]
    assert (alarm["AlarmArn"], alarm["StateValue"]) == (
        "arn:aws:cloudwatch:eu-west-1:210987654321:alarm:web-high-cpu",
        "ALARM",
    )
    assert aws.stand_in.home.alarms.alarm("web-high-cpu").state == "OK"
    there.set_alarm_state(AlarmName="web-high-cpu", StateValue="OK", StateReason="a test")
    history = there.describe_alarm_history(AlarmName="web-high-cpu", HistoryItemType="Action")["AlarmHistoryItems"]
    assert [item["HistorySummary"].partition(" action")[0] for item in history[:2]] == ["Successfully executed"] * 2
    message = json.loads(json.loads(history[0]["HistoryData"])["publishedMessage"]["default"])
    assert (message["AWSAccountId"], message["Region"]) == ("210987654321", "EU (Ireland)")


def test_the_page_sees_the_second_account_apart(aws: Emulated, other: Any) -> None:
    (there,) = [each for each in aws.stand_in.state()["elsewhere"] if each["account"] == "210987654321"]
    assert (there["region"], [group["name"] for group in there["groups"]]) == ("eu-west-1", ["web"])
    assert [service["name"] for service in there["services"]] == ["shop/api"]


def test_the_role_is_for_who_knows_its_external_id_only(aws: Emulated, other: Any) -> None:
    with pytest.raises(ClientError, match="not authorized to perform: sts:AssumeRole"):
        assumed(aws, {**other, "external_id": "another"})
    stranger = aws.user("stranger", {"Effect": "Allow", "Action": "autoscaling:*", "Resource": "*"})
    assert len(stranger("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]) == 2, "those of its own"


def test_another_region_has_nothing(aws: Emulated, other: Any) -> None:
    assert assumed(aws, other, "us-east-1")("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"] == []
    assert assumed(aws, other, "us-east-1")("ecs").list_clusters()["clusterArns"] == []


def test_the_page_sees_the_services(aws: Emulated) -> None:
    api, batch = aws.stand_in.state()["services"]
    assert (api["name"], api["min"], api["max"], api["desired"]) == ("shop/api", 1, 6, 2)
    assert (batch["name"], batch["min"], batch["max"], batch["desired"]) == ("shop/batch", None, None, 1)
    assert {"id", "state", "zone", "since"} == set(batch["tasks"][0])
    assert batch["events"][0]["message"] == "(service batch) has reached a steady state."
