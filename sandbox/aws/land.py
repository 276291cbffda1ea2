"""All that one account has in one region: groups, services, alarms, scalable targets, and what they do."""

import asyncio
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from sandbox.aws.account import Place
from sandbox.aws.alarm import Alarm, Transition
from sandbox.aws.alarm_actions import AlarmActions
from sandbox.aws.alarms import Alarms
from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.autoscaling_api import autoscaling_operations
from sandbox.aws.clients import Endpoint, root_client
from sandbox.aws.clock import Clock
from sandbox.aws.cloudwatch_api import CloudWatchApi
from sandbox.aws.ec2_api import Ec2Api
from sandbox.aws.ecs.api import EcsApi
from sandbox.aws.ecs.model import Ecs
from sandbox.aws.evaluator import Evaluator
from sandbox.aws.front import Operation
from sandbox.aws.graphs import Graphs
from sandbox.aws.load import Load
from sandbox.aws.mute_rules import MuteRules
from sandbox.aws.policies import Policies
from sandbox.aws.price_list import pricing_operations
from sandbox.aws.scalable.api import scalable_operations
from sandbox.aws.scalable.model import ScalableTargets
from sandbox.aws.scalable.policies import TargetPolicies
from sandbox.aws.scalable.resources import EcsServices, Resources, Tables


class Land:
    """It begins empty; `first_sizes` are what the load is a percentage of."""

    def __init__(
        self, place: Place, ministack: Endpoint, on_change: Callable[[], None], first_sizes: Mapping[str, int]
    ) -> None:
        self.place = place
        self._on_change = on_change
        # Auto Scaling's time can be advanced; the time of metrics cannot, as ministack keeps them.
        self.autoscaling = AutoScaling(Clock(), on_change, place)
        self.alarms = Alarms(Clock(), self._on_transition, place)
        # ECS and what scales its services have one time, which can be advanced too.
        self.ecs = Ecs(Clock(), on_change, place)
        tables = Tables(cache(lambda: root_client("dynamodb", ministack, place)), self.ecs.clock.now)
        resources: dict[str, Resources] = {"ecs": EcsServices(self.ecs), "dynamodb": tables}
        self.targets = ScalableTargets(self.ecs.clock, resources, on_change, place)
        self.load = Load(self.autoscaling, first_sizes, self.ecs)
        self.mute_rules = MuteRules(Clock(), place)
        self.graphs = Graphs(ministack, place)
        policies = (Policies(self.autoscaling), TargetPolicies(self.targets))
        self._actions = AlarmActions(ministack, self.mute_rules, *policies)
        self._evaluator = Evaluator(self.alarms, ministack, place)
        cloudwatch = CloudWatchApi(self.alarms, self.act, self._evaluator.evaluate, self.mute_rules, self.graphs)
        self.operations: dict[str, Mapping[str, Operation]] = {
            "autoscaling": autoscaling_operations(self.autoscaling),
            "cloudwatch": cloudwatch.operations(),
            "ecs": EcsApi(self.ecs).operations(),
            "application-autoscaling": scalable_operations(self.targets, self.alarms),
            "ec2": Ec2Api(self.autoscaling).operations(),
            "pricing": pricing_operations(),
        }

    @property
    def values(self) -> dict[str, float]:
        """What each alarm saw last of its metric."""
        return self._evaluator.last_values

    @property
    def is_empty(self) -> bool:
        return not (self.autoscaling.groups or self.ecs.clusters or self.alarms.by_name)

    def settle_models(self) -> None:
        """Let everything happen that is due by now, but for the alarms' actions."""
        self.autoscaling.settle()
        self.ecs.settle()
        self.targets.settle()

    async def settle(self) -> None:
        self.settle_models()
        await self.act()

    async def act(self) -> None:
        await self._actions.act(self.alarms)

    async def evaluate(self) -> None:
        await self._evaluator.evaluate_all()
        await self.act()

    async def put_load(self, cloudwatch: Any) -> None:
        """Through the front, as everybody else's metric data: so the alarms on them are looked at at once."""
        for found in self.load.metrics(self.alarms.clock.now()):
            await asyncio.to_thread(cloudwatch.put_metric_data, Namespace=found.namespace, MetricData=found.data)
        if self.load.percent:
            self._on_change()

    def _on_transition(self, alarm: Alarm, transition: Transition) -> None:
        self._actions.remember(alarm, transition)
        self._on_change()
