"""A storm: many alarms set off at once, and recovered, with CloudWatch's own API."""

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from sandbox.aws.world import GROUPS, actions

if TYPE_CHECKING:
    from types_boto3_cloudwatch import CloudWatchClient
    from types_boto3_cloudwatch.literals import StateValueType

PREFIX = "storm-"
MOST = 1_000
AT_ONCE = 4  # calls
ABOUT = "One of the storm that was started from the sandbox's page."
BROKE_OUT = "Threshold Crossed: 1 out of the last 1 datapoints [2.7] was greater than the threshold (1.0)."
BLEW_OVER = "Threshold Crossed: 1 out of the last 1 datapoints [0.2] was not greater than the threshold (1.0)."
NOT_A_NUMBER = f"alarms is a number from 1 to {MOST:,}, or null to let them recover"


class Storm:
    """Its alarms are on a percentile, which the sandbox never evaluates: so they stay as they were set."""

    def __init__(self) -> None:
        self._cloudwatch: CloudWatchClient | None = None
        self._topic_arn = ""
        self._one_at_a_time = asyncio.Lock()

    def begin(self, cloudwatch: "CloudWatchClient", topic_arn: str) -> None:
        """From now on it can be asked for; `cloudwatch` is a client of the front."""
        self._cloudwatch, self._topic_arn = cloudwatch, topic_arn

    async def set_off(self, count: int) -> None:
        """This many alarms go to ALARM; missing ones are created first."""
        async with self._one_at_a_time:
            await asyncio.to_thread(self._set_off, [f"{PREFIX}{number:04d}" for number in range(1, count + 1)])

    async def let_recover(self) -> None:
        """All that are in ALARM go to OK."""
        async with self._one_at_a_time:
            await asyncio.to_thread(self._let_recover)

    def _set_off(self, names: list[str]) -> None:
        assert self._cloudwatch is not None
        known = set(self._names())
        for number, name in enumerate(names):
            if name not in known:
                self._cloudwatch.put_metric_alarm(**_config(name, GROUPS[number % len(GROUPS)].name, self._topic_arn))
        self._set_states(names, "ALARM", BROKE_OUT, 2.7)

    def _let_recover(self) -> None:
        self._set_states(list(self._names(StateValue="ALARM")), "OK", BLEW_OVER, 0.2)

    def _set_states(self, names: list[str], state: "StateValueType", reason: str, value: float) -> None:
        data = json.dumps({"version": "1.0", "statistic": "p99", "recentDatapoints": [value], "threshold": 1.0})

        def set_state(name: str) -> None:
            assert self._cloudwatch is not None
            self._cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason=reason, StateReasonData=data)

        with ThreadPoolExecutor(AT_ONCE) as threads:
            list(threads.map(set_state, names))

    def _names(self, **wanted: Any) -> Iterator[str]:
        assert self._cloudwatch is not None
        for page in self._cloudwatch.get_paginator("describe_alarms").paginate(AlarmNamePrefix=PREFIX, **wanted):
            yield from (alarm["AlarmName"] for alarm in page["MetricAlarms"])


def _config(name: str, group: str, topic_arn: str) -> dict[str, Any]:
    return {
        "AlarmName": name,
        "AlarmDescription": ABOUT,
        "Namespace": "Shop",
        "MetricName": "ResponseSeconds",
        "Dimensions": [{"Name": "AutoScalingGroupName", "Value": group}, {"Name": "Route", "Value": name}],
        "ExtendedStatistic": "p99",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": 1.0,
        "ComparisonOperator": "GreaterThanThreshold",
        **actions(topic_arn),
    }
