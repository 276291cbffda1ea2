"""An alarm whose action is a scaling policy."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from sandbox.aws.alarm_actions import AlarmActions
from sandbox.aws.alarms import Alarms
from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.autoscaling_group import Group
from sandbox.aws.clients import Endpoint
from sandbox.aws.mute_rules import MuteRules
from sandbox.aws.policies import Policies
from sandbox.aws.policies_api import PoliciesApi
from tests.sandbox.aws.fakes import START, still_clock

CONFIG = {
    "AlarmName": "cpu",
    "Namespace": "AWS/EC2",
    "MetricName": "CPUUtilization",
    "Statistic": "Average",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 80.0,
    "ComparisonOperator": "GreaterThanThreshold",
}


class Alarmed:
    """The group `web` (min 1, desired 4, max 8), and an alarm whose action is its policy."""

    def __init__(self, **policy: Any) -> None:
        self.scaling = AutoScaling(still_clock())
        self.group = Group("web", 1, 8, 4, START, ("us-east-1a",))
        self.scaling.create(self.group, settled=True)
        made = PoliciesApi(self.scaling).put({"AutoScalingGroupName": "web", "PolicyName": "p", **policy})
        rules = MuteRules(still_clock())
        self.actions = AlarmActions(Endpoint("http://127.0.0.1:9"), rules, Policies(self.scaling))
        self.alarms = Alarms(still_clock(), self.actions.remember)
        self.alarms.put({**CONFIG, "AlarmActions": [made["PolicyARN"]]})

    def force(self, *values: float, data: bool = True) -> str:
        """Raise the alarm as of these values; returns what its history says of the action."""
        said = json.dumps({"version": "1.0", "recentDatapoints": values, "threshold": CONFIG["Threshold"]})
        return self.force_with(said if data else None)

    def force_with(self, data: str | None) -> str:
        self.alarms.force("cpu", "ALARM", "a test", data)
        asyncio.run(self.actions.act(self.alarms))
        item = self.alarms.history[-1]
        assert item.item_type == "Action"
        return str(item.data["error"])
