"""Recursive-loop detection over SQS: the emulator drops the 17th invocation of one chain, as Lambda does."""

from __future__ import annotations

import io
import json
import runpy
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from sandbox.aws import ministack
from sandbox.aws.clients import Endpoint, root_client
from tests.flows.until import until

pytestmark = pytest.mark.timeout(240)  # the first start on a machine installs the emulator
LAST = 25
LOOP = f"""
import boto3, json, os
sqs = boto3.client("sqs")
def handler(event, context):
    for record in event["Records"]:
        hop = json.loads(record["body"])
        to = os.environ["LOOP"] if hop < {LAST} else os.environ["DONE"]
        sqs.send_message(QueueUrl=to, MessageBody=json.dumps(hop + 1))
"""
ROLE = "arn:aws:iam::000000000000:role/loop"
MODULE = Path(ministack.__file__).with_name("launch_recursion.py")


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("loop.py", LOOP)
    return buffer.getvalue()


class Loop:
    """A function that answers each message with the next one on its own queue."""

    def __init__(self, emulator: Endpoint, name: str, allowed: bool) -> None:
        self.name = name
        self.sqs, self.functions = root_client("sqs", emulator), root_client("lambda", emulator)
        self.metrics = root_client("cloudwatch", emulator)
        self.done, _ = self._queue(f"{name}-done")
        self.dead, dead = self._queue(f"{name}-dead")
        redrive = json.dumps({"deadLetterTargetArn": dead, "maxReceiveCount": 2})
        self.url, arn = self._queue(name, RedrivePolicy=redrive, VisibilityTimeout="4")
        self.functions.create_function(
            FunctionName=name,
            Runtime="python3.13",
            Role=role(emulator),
            Handler="loop.handler",
            Code={"ZipFile": zipped()},
            Timeout=30,
            Environment={"Variables": {"LOOP": self.url, "DONE": self.done}},
        )
        if allowed:
            self.functions.put_function_recursion_config(FunctionName=name, RecursiveLoop="Allow")
        self.functions.invoke(FunctionName=name, Payload=b'{"Records": []}')  # or it is received again while it starts
        self.functions.create_event_source_mapping(EventSourceArn=arn, FunctionName=name, BatchSize=1)

    def _queue(self, name: str, **attributes: str) -> tuple[str, str]:
        url = self.sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
        found = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
        return url, found["QueueArn"]

    def arrived(self, url: str) -> list[int]:
        found = self.sqs.receive_message(QueueUrl=url, VisibilityTimeout=0).get("Messages", [])
        return [json.loads(each["Body"]) for each in found]

    def dropped(self) -> float:
        now = time.time()
        asked: dict[str, Any] = {"StartTime": now - 600, "EndTime": now + 60, "Period": 60, "Statistics": ["Sum"]}
        found = self.metrics.get_metric_statistics(
            Namespace="AWS/Lambda",
            MetricName="RecursiveInvocationsDropped",
            Dimensions=[{"Name": "FunctionName", "Value": self.name}],
            **asked,
        )
        return float(sum(each["Sum"] for each in found["Datapoints"]))


def role(emulator: Endpoint) -> str:
    """May do everything: what is looked at here is the loop."""
    iam = root_client("iam", emulator)
    try:
        return str(iam.get_role(RoleName="loop")["Role"]["Arn"])
    except iam.exceptions.NoSuchEntityException:
        trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
        made = iam.create_role(RoleName="loop", AssumeRolePolicyDocument=document)["Role"]["Arn"]
        anything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [anything]})
        iam.put_role_policy(RoleName="loop", PolicyName="all", PolicyDocument=policy)
        return str(made)


def test_the_seventeenth_invocation_of_a_chain_is_dropped_and_its_message_becomes_a_dead_letter(
    emulator: Endpoint,
) -> None:
    loop = Loop(emulator, "loop", allowed=False)
    loop.sqs.send_message(QueueUrl=loop.url, MessageBody="1")

    until(lambda: loop.arrived(loop.dead), "the dead letter")

    assert loop.arrived(loop.dead) == [17]
    assert loop.arrived(loop.done) == []
    assert loop.dropped() >= 1


def test_a_function_that_is_allowed_to_loop_goes_on(emulator: Endpoint) -> None:
    loop = Loop(emulator, "allowed", allowed=True)
    loop.sqs.send_message(QueueUrl=loop.url, MessageBody="1")

    until(lambda: loop.arrived(loop.done), "the end of the loop")

    assert loop.arrived(loop.done) == [LAST + 1]
    assert (loop.arrived(loop.dead), loop.dropped()) == ([], 0)


def test_a_message_that_no_function_sent_begins_a_chain_of_its_own(emulator: Endpoint) -> None:
    loop = Loop(emulator, "chains", allowed=False)
    for _ in range(3):
        loop.sqs.send_message(QueueUrl=loop.url, MessageBody=str(LAST - 10))
    until(lambda: loop.arrived(loop.done), "the end of the loops")

    assert loop.dropped() == 0


def test_cloudformation_deploys_the_property_and_takes_it_back(emulator: Endpoint) -> None:
    stacks, functions = root_client("cloudformation", emulator), root_client("lambda", emulator)
    properties = {
        "FunctionName": "deployed",
        "Runtime": "python3.13",
        "Handler": "index.handler",
        "Role": role(emulator),
        "Code": {"ZipFile": "def handler(event, context): pass"},
    }

    def deploy(how: Any, **more: str) -> str:
        function = {"Type": "AWS::Lambda::Function", "Properties": {**properties, **more}}
        how(StackName="looping", TemplateBody=json.dumps({"Resources": {"Function": function}}))
        states = ("CREATE_COMPLETE", "UPDATE_COMPLETE")
        until(lambda: stacks.describe_stacks(StackName="looping")["Stacks"][0]["StackStatus"] in states, "the stack")
        return str(functions.get_function_recursion_config(FunctionName="deployed")["RecursiveLoop"])

    assert deploy(stacks.create_stack, RecursiveLoop="Allow") == "Allow"
    assert deploy(stacks.update_stack, Timeout="5") == "Terminate"


def test_the_lineage_is_kept_per_function_in_the_sdks_own_header() -> None:
    module = runpy.run_path(str(MODULE))
    header = "Root=1-64d38018-6a56d23a731e0cbe6ed85687;Parent=1e4dbd311c45e826;Sampled=0;Lineage=1:037bed70:3"

    twice = module["counted_once_more"](module["counted_once_more"](header, "worker"), "worker")

    assert twice.startswith(header)
    assert module["count_of"](twice, "worker") == 2
    assert module["count_of"](twice, "alarms") == 0
    assert module["deepest"](["", header, twice], "worker") == twice
