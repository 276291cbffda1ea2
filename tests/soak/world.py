"""The sandbox as a soak wants it: alarms of its own, faults on the way to the table and the queues, quick returns."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.flows.deployed import FUNCTION, processes_of, set_variables, variables_of, woken
from tests.sandbox_process import SandboxProcess
from tests.soak.acts import ALARMS, FUNCTIONS

# Incidents one for one, so that each time outside OK has a card of its own.
CONFIGURATION = """
[slack]
channel = "#alarms"
[incident]
flap_changes = 0
[[guard]]
group = "worker"
confirm_above = 2
approvals = 1
"""
ALL_FUNCTIONS = ("slack", *FUNCTIONS)


class World:
    """What a soak does to the sandbox beyond what people and alarms do."""

    def __init__(self, sandbox: SandboxProcess, folder: Path) -> None:
        self.sandbox = sandbox
        self._folder = folder
        self._queues = (sandbox.at.jobs_queue_url, sandbox.at.watch_queue_url, sandbox.at.alarms_queue_url)

    def prepare(self) -> None:
        at = self.sandbox.at
        configuration = self._folder / "bellhop.toml"
        configuration.write_text(CONFIGURATION)
        # This front passes calls of other services on, and fails those that it was asked to.
        front = at.aws_endpoint_urls["autoscaling"]
        more = {"AWS_ENDPOINT_URL_DYNAMODB": front, "AWS_ENDPOINT_URL_SQS": front, "BELLHOP_CONFIG": str(configuration)}
        for name in ALL_FUNCTIONS:
            set_variables(self.sandbox, name, {**variables_of(self.sandbox, name), **more})
        self._create_alarms()

    def _create_alarms(self) -> None:
        """All OK, and nobody heard of it; on a percentile, so they stay as they are set."""
        cloudwatch, topic = self.sandbox.client("cloudwatch"), [self.sandbox.at.alarm_topic_arn]
        for number, name in enumerate(ALARMS):
            group = ("web", "worker", "")[number % 3]
            cloudwatch.put_metric_alarm(
                AlarmName=name,
                Namespace="Soak",
                MetricName=name,
                Dimensions=[{"Name": "AutoScalingGroupName", "Value": group}] if group else [],
                ExtendedStatistic="p99",
                Period=60,
                EvaluationPeriods=1,
                Threshold=1,
                ComparisonOperator="GreaterThanThreshold",
                ActionsEnabled=False,
                **{f"{state}Actions": topic for state in ("Alarm", "OK", "InsufficientData")},
            )
            cloudwatch.set_alarm_state(AlarmName=name, StateValue="OK", StateReason="the soak begins")
        cloudwatch.enable_alarm_actions(AlarmNames=list(ALARMS))

    def misdeliver(self, queue: str, twice: int, disorder: bool) -> None:
        """How a standard queue delivers from now on; 0 and False: as one hopes."""
        url = {"alarms": self.sandbox.at.alarms_queue_url, "watch": self.sandbox.at.watch_queue_url}[queue]
        wanted = {
            **({"sandbox:twice": str(twice)} if twice else {}),
            **({"sandbox:disorder": "yes"} if disorder else {}),
        }
        sqs = self.sandbox.client("sqs")
        sqs.untag_queue(QueueUrl=url, TagKeys=["sandbox:twice", "sandbox:disorder"])
        if wanted:
            sqs.tag_queue(QueueUrl=url, Tags=wanted)

    def deploy(self, zip_file: bytes) -> None:
        """One function after the other, while they work: for a while two builds share the table and the queues."""
        functions = self.sandbox.client("lambda")
        for name in ALL_FUNCTIONS:
            functions.update_function_code(FunctionName=FUNCTION.format(name=name), ZipFile=zip_file)
        for name in ALL_FUNCTIONS:
            woken(self.sandbox, name)

    def kill(self) -> int:
        """SIGKILL all of Bellhop's functions, and let what they had be free; how many there were.

        They are stopped first: so it is certain which leases are those of the dead.
        """
        victims = [pid for name in FUNCTIONS for pid in processes_of(self.sandbox, name)]
        _signal(victims, signal.SIGSTOP)
        held = list(self.held_leases())
        _signal(victims, signal.SIGKILL)
        for item in held:
            self._free(item)
        self.give_back()
        return len(victims)

    def give_back(self) -> None:
        """What the dead had comes again now, not after the visibility timeout."""
        for url in self._queues:
            self.sandbox.client("sqs").tag_queue(QueueUrl=url, Tags={"sandbox:again": "yes"})

    def held_leases(self) -> Iterator[dict[str, Any]]:
        return (item for item in self.items("lease#") if json.loads(item["data"]["S"]).get("holder"))

    def items(self, prefix: str) -> Iterator[dict[str, Any]]:
        """What is in the table, of this kind."""
        table = self.sandbox.client("dynamodb")
        for page in table.get_paginator("scan").paginate(TableName=self.sandbox.at.table, ConsistentRead=True):
            yield from (item for item in page["Items"] if item["pk"]["S"].startswith(prefix))

    def _free(self, item: dict[str, Any]) -> None:
        table = self.sandbox.client("dynamodb")
        try:
            table.delete_item(
                TableName=self.sandbox.at.table,
                Key={"pk": item["pk"], "sk": item["sk"]},
                ConditionExpression="#data = :data",
                ExpressionAttributeNames={"#data": "data"},
                ExpressionAttributeValues={":data": item["data"]},
            )
        except table.exceptions.ConditionalCheckFailedException:
            return  # the dead had sent that it gives it back

    def calm(self) -> None:
        """No faults any more."""
        self.sandbox.control("faults", method="DELETE")
        self.sandbox.control("aws/faults", method="DELETE")
        for queue in ("alarms", "watch"):
            self.misdeliver(queue, 0, False)


def _signal(processes: list[int], number: signal.Signals) -> None:
    for process in processes:
        try:
            os.kill(process, number)
        except ProcessLookupError:
            continue
