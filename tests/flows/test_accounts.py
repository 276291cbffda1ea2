"""Two accounts and two regions through the deployed zip: what has the same name in both is never mixed up."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from app.base.clock import now
from app.commands.scale.timers import FOLLOW
from app.queues.timers import Timer, to_text
from app.runtime.batch import REFUSED_WAIT
from sandbox.aws.account import ACCOUNT
from tests.flows.deployed import FUNCTION, deployed_with, logged, restart
from tests.flows.pressing import press
from tests.flows.test_iam import as_function
from tests.flows.until import until
from tests.sandbox_process import SandboxProcess

ALARMS, OPS, NAME = "C0ALARMS", "C0OPS", "web-high-cpu"
TOML = """
[slack]
channel = "#alarms"

[[account]]
id = "{account}"
name = "prod"
role = "{role_arn}"
external_id = "{external_id}"
regions = "{region}"
"""
pytestmark = pytest.mark.slow  # begins first
POLICY = "other-accounts"


@dataclass(frozen=True)
class World:
    """`web` and `web-high-cpu` in both accounts; `there` makes clients of the other one."""

    sandbox: SandboxProcess
    other: dict[str, str]
    there: Callable[[str], Any]

    @property
    def sizes(self) -> tuple[int, int]:
        """The desired capacity here and there."""
        clients = (self.sandbox.client("autoscaling"), self.there("autoscaling"))
        found = [each.describe_auto_scaling_groups(AutoScalingGroupNames=["web"]) for each in clients]
        here, there = (each["AutoScalingGroups"][0]["DesiredCapacity"] for each in found)
        return here, there

    @property
    def worker_role(self) -> str:
        configuration = self.sandbox.client("lambda").get_function_configuration(
            FunctionName=FUNCTION.format(name="worker")
        )
        return str(configuration["Role"]).rpartition("/")[2]

    def let_in(self) -> None:
        """What the parameter `roles` of a deployment does."""
        allow = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": [self.other["role_arn"]]}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
        self.sandbox.client("iam").put_role_policy(RoleName=self.worker_role, PolicyName=POLICY, PolicyDocument=policy)

    def keep_out(self) -> None:
        self.sandbox.client("iam").delete_role_policy(RoleName=self.worker_role, PolicyName=POLICY)
        restart(self.sandbox, "worker")  # else it keeps what it was lent for an hour

    def types(self, words: str) -> None:
        self.sandbox.act(user="U0ANA", channel=OPS, command=words)

    def put_off(self) -> list[dict[str, Any]]:
        """The looks at changes that were put off for a minute."""
        found = logged(self.sandbox, "timer put off")
        return [each for each in found if each["timer"] == FOLLOW and each["wait"] == REFUSED_WAIT]

    def looks_again_at_once(self, before: int) -> None:
        """The look that was put off, after so many, is there now too; the one that comes then finds nothing to do."""
        last = until(lambda: self.put_off()[before:], "the look to be put off")[-1]
        timer = Timer(FOLLOW, last["key"], now(), last["attempt"])
        self.sandbox.client("sqs").send_message(QueueUrl=self.sandbox.at.watch_queue_url, MessageBody=to_text(timer))

    def reads(self, *words: str, channel: str = OPS) -> dict[str, Any]:
        def look() -> list[dict[str, Any]]:
            found = [each for each in self.sandbox.messages(channel) for each in (each, *each.get("replies", []))]
            return [each for each in found if all(word in json.dumps(each, ensure_ascii=False) for word in words)]

        return until(look, f"a message with {words}")[-1]


def rules(cloudwatch: Any) -> list[Any]:
    found: list[Any] = cloudwatch.list_alarm_mute_rules(AlarmName=NAME, Statuses=["ACTIVE"])["AlarmMuteRuleSummaries"]
    return found


@pytest.fixture(scope="module")
def world(sandbox: SandboxProcess, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    other = sandbox.control("account", {})
    asked = {"RoleArn": other["role_arn"], "RoleSessionName": "test", "ExternalId": other["external_id"]}
    lent = sandbox.client("sts").assume_role(**asked)["Credentials"]
    keys = {"aws_access_key_id": lent["AccessKeyId"], "aws_secret_access_key": lent["SecretAccessKey"]}
    keys |= {"aws_session_token": lent["SessionToken"], "region_name": other["region"]}
    made = World(sandbox, other, partial(_client, sandbox, keys))
    file: Path = tmp_path_factory.mktemp("accounts") / "bellhop.toml"
    file.write_text(TOML.format(**other))
    settings = {"BELLHOP_CONFIG": str(file), "BELLHOP_ROLES": other["role_arn"]}
    with deployed_with(sandbox, "worker", "alarms", BELLHOP_OTHER_ACCOUNTS=other["account"], **settings):
        made.let_in()
        yield made
        sandbox.client("iam").delete_role_policy(RoleName=made.worker_role, PolicyName=POLICY)


def _client(sandbox: SandboxProcess, keys: dict[str, str], service: str) -> Any:
    return sandbox.client(service, **keys)


def test_the_worker_assumes_the_role_that_the_deployment_names_and_no_other(world: World) -> None:
    client, asked = as_function(world.sandbox, "worker"), {"RoleSessionName": "test"}
    allowed = {**asked, "RoleArn": world.other["role_arn"], "ExternalId": world.other["external_id"]}
    assert client("sts").assume_role(**allowed)["Credentials"]
    iam = world.sandbox.client("iam")
    trust = iam.get_role(RoleName=world.worker_role)["Role"]["AssumeRolePolicyDocument"]
    anybody = {**trust, "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}]}
    role = iam.create_role(RoleName="another", AssumeRolePolicyDocument=json.dumps(anybody))["Role"]
    try:
        with pytest.raises(ClientError, match="AccessDenied"):
            client("sts").assume_role(**asked, RoleArn=role["Arn"])
    finally:
        iam.delete_role(RoleName="another")


def test_without_the_external_id_nobody_gets_in(world: World) -> None:
    client = as_function(world.sandbox, "worker")("sts")
    for given in ({}, {"ExternalId": "another"}):
        with pytest.raises(ClientError, match="AccessDenied"):
            client.assume_role(RoleArn=world.other["role_arn"], RoleSessionName="test", **given)


@pytest.fixture
def card(world: World) -> Iterator[dict[str, Any]]:
    """Of the other account's alarm, which has just gone off."""
    alarms = world.there("cloudwatch")
    alarms.set_alarm_state(AlarmName=NAME, StateValue="ALARM", StateReason="a test")
    yield world.reads(f"ALARM: {NAME}", world.other["account"], channel=ALARMS)
    alarms.set_alarm_state(AlarmName=NAME, StateValue="OK", StateReason="the test is over")


def test_the_list_has_both_and_a_change_in_one_place_leaves_the_other(world: World) -> None:
    world.types("/scale")
    world.reads("`prod/eu-west-1:web`: desired 1", "`web`: desired 2")
    world.types("/scale web 3 in prod")
    done = world.reads("set *prod/eu-west-1:web* from 1 to 3", "Done in")
    assert world.sizes == (2, 3)
    press(world.sandbox, done, "scale_undo", channel=OPS)
    until(lambda: world.sizes == (2, 1), "the way back")


def test_its_alarm_is_muted_shown_and_scaled_there_and_nowhere_else(world: World, card: dict[str, Any]) -> None:
    press(world.sandbox, card, "alarm_mute")
    view = world.sandbox.state()["views"][-1]
    world.sandbox.act(user="U0ANA", view_id=view["id"], values={"span": "60"})
    until(lambda: rules(world.there("cloudwatch")), "the mute there")
    assert rules(world.sandbox.client("cloudwatch")) == []
    press(world.sandbox, card, "alarm_details")
    world.reads(f"*History of `{NAME}`*", "Alarm updated from OK to ALARM", channel=ALARMS)
    press(world.sandbox, card, "scale_open:0")
    view = until(lambda: _form(world), "the form, filled") or {}
    assert "prod/eu-west-1:web" in json.dumps(view)
    world.sandbox.act(user="U0ANA", view_id=view["id"], values={"desired": "2"})
    until(lambda: world.sizes == (2, 2), "the size there")
    press(world.sandbox, card, "alarm_unmute")
    until(lambda: not rules(world.there("cloudwatch")), "the end of the mute there")
    world.there("autoscaling").set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=1)


def _form(world: World) -> dict[str, Any] | None:
    views = world.sandbox.state()["views"]
    return views[-1] if views and "Desired capacity" in json.dumps(views[-1]) else None


def test_it_is_forced_there_in_the_name_of_who_asked(world: World) -> None:
    world.types(f"/forcealarm {NAME} ALARM in prod")
    world.reads(f"`prod/eu-west-1:{NAME}` from OK to *ALARM*")
    there = world.there("cloudwatch").describe_alarms(AlarmNames=[NAME])["MetricAlarms"]
    here = world.sandbox.client("cloudwatch").describe_alarms(AlarmNames=[NAME])["MetricAlarms"]
    assert [each[0]["StateValue"] for each in (there, here)] == ["ALARM", "OK"]
    world.there("cloudwatch").set_alarm_state(AlarmName=NAME, StateValue="OK", StateReason="the test is over")


def test_a_role_that_is_taken_away_in_the_midst_says_so_and_loses_nothing(world: World) -> None:
    where = f"autoscaling?account={world.other['account']}&region={world.other['region']}"
    world.sandbox.control(where, {"group": "web", "seconds_per_launch": 600})  # longer than the worker's restart
    world.types("/scale web 2 in prod")
    world.reads("set *prod/eu-west-1:web* from 1 to 2")
    put_off = len(world.put_off())
    world.keep_out()
    try:
        world.reads("Bellhop can't look how far `prod/eu-west-1:web` is", "can't get into prod")
        world.types("/scale")
        world.reads("can't get into prod", "`web`: desired 2")
    finally:
        world.let_in()
    world.sandbox.control(where, {"group": "web", "advance_seconds": 601})
    world.looks_again_at_once(put_off)
    world.reads("set *prod/eu-west-1:web* from 1 to 2", "Done in")
    assert world.sizes == (2, 2)
    assert world.other["account"] != ACCOUNT
    world.sandbox.control(where, {"group": "web", "seconds_per_launch": 1})
    world.there("autoscaling").set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=1)
