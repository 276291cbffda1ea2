"""The sandbox's AWS as one thing that starts and stops: ministack, our servers in front of it, the world, the load."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import web
from botocore.exceptions import BotoCoreError, ClientError

from sandbox.aws import ministack, world
from sandbox.aws.account import API_DOMAIN, ENDPOINT_SETTINGS
from sandbox.aws.alarm import Alarm, Transition
from sandbox.aws.alarm_actions import AlarmActions
from sandbox.aws.alarms import Alarms
from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.autoscaling_api import autoscaling_operations
from sandbox.aws.clients import Endpoint, root_client
from sandbox.aws.clock import Clock
from sandbox.aws.cloudwatch_api import CloudWatchApi
from sandbox.aws.control import cloudwatch_routes, control_routes, fault_routes, storm_routes
from sandbox.aws.ecs.api import EcsApi
from sandbox.aws.ecs.model import Ecs
from sandbox.aws.ecs.routes import ecs_routes
from sandbox.aws.evaluator import Evaluator
from sandbox.aws.front import Front, Operation
from sandbox.aws.graphs import Graphs
from sandbox.aws.load import Load
from sandbox.aws.mute_rules import MuteRules
from sandbox.aws.policies import Policies
from sandbox.aws.scalable.api import scalable_operations
from sandbox.aws.scalable.model import ScalableTargets
from sandbox.aws.scalable.policies import TargetPolicies
from sandbox.aws.scalable.resources import EcsServices, Resources, Tables
from sandbox.aws.services_view import services_view
from sandbox.aws.storm import Storm
from sandbox.aws.view import view
from sandbox.certificates import Authority, Kind, ServerTls
from sandbox.ports import free_port
from sandbox.root import HOME

Result = TypeVar("Result")
SETTLE_SECONDS = 0.25
LOAD_SECONDS = 2.0
EVALUATE_SECONDS = 5.0


class AwsStandIn:
    """An AWS account on 127.0.0.1, over TLS; `folder` is this run's own, for its log and its temporary files."""

    def __init__(self, folder: Path, authority: Authority) -> None:
        self._folder = folder
        self._authority = authority
        # Auto Scaling's time can be advanced; the time of metrics cannot, as ministack keeps them.
        clock = Clock()
        self._callbacks: list[Callable[[], None]] = []
        self.autoscaling = AutoScaling(clock, self.changed)
        self.alarms = Alarms(Clock(), self._on_transition)
        self._port = free_port()
        self.ministack = Endpoint(f"https://127.0.0.1:{self._port}", authority.ca_file)
        # ECS and what scales its services have one time, which can be advanced too.
        self.ecs = Ecs(Clock(), self.changed)
        tables = Tables(cache(lambda: root_client("dynamodb", self.ministack)))
        resources: dict[str, Resources] = {"ecs": EcsServices(self.ecs), "dynamodb": tables}
        self.targets = ScalableTargets(self.ecs.clock, resources, self.changed)
        self.load = Load(self.autoscaling, world.first_sizes(), self.ecs)
        self.mute_rules = MuteRules(Clock())
        self.graphs = Graphs(self.ministack)
        self.storm = Storm()
        policies = (Policies(self.autoscaling), TargetPolicies(self.targets))
        self._actions = AlarmActions(self.ministack, self.mute_rules, *policies)
        self._evaluator = Evaluator(self.alarms, self.ministack)
        self._fronts = self._make_fronts()
        self._topic_arn = ""
        self._cloudwatch: Any = None
        self._emulator: ministack.Ministack | None = None
        self._tasks: list[asyncio.Task[None]] = []

    def _make_fronts(self) -> dict[str, Front]:
        """By boto3's service names."""
        cloudwatch = CloudWatchApi(self.alarms, self.act, self._evaluator.evaluate, self.mute_rules, self.graphs)
        operations: dict[str, Mapping[str, Operation]] = {
            "autoscaling": autoscaling_operations(self.autoscaling),
            "cloudwatch": cloudwatch.operations(),
            "ecs": EcsApi(self.ecs).operations(),
            "application-autoscaling": scalable_operations(self.targets, self.alarms),
        }
        return {
            service: Front(service, known, self.ministack, ServerTls(self._authority))
            for service, known in operations.items()
        }

    async def start(self) -> None:
        """Start everything but the world; ministack is installed first if it is missing."""
        python = await ministack.install(HOME)
        for front in self._fronts.values():
            await front.start()
        self._cloudwatch = root_client("cloudwatch", Endpoint(self._fronts["cloudwatch"].url, self._authority.ca_file))
        endpoints = {ENDPOINT_SETTINGS[service]: url for service, url in self.endpoint_urls.items()}
        self._emulator = await ministack.start(python, self._folder, endpoints, self._port, self._authority)
        self._tasks = [
            asyncio.create_task(_every(SETTLE_SECONDS, self._settle)),
            asyncio.create_task(_every(LOAD_SECONDS, self._put_load)),
            asyncio.create_task(_every(EVALUATE_SECONDS, self._evaluate)),
        ]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        for front in self._fronts.values():
            await front.stop()
        if self._emulator:
            await self._emulator.stop()

    @property
    def certificates(self) -> dict[str, Callable[[Kind], None]]:
        """What changes the certificate of each front."""
        return {service: front.show_certificate for service, front in self._fronts.items()}

    @property
    def values(self) -> dict[str, float]:
        """What each alarm saw last of its metric."""
        return self._evaluator.last_values

    @property
    def endpoint_urls(self) -> dict[str, str]:
        """The fronts' addresses by boto3's service names."""
        return {service: front.url for service, front in self._fronts.items()}

    def port_of(self, target: str) -> int:
        """The port where an HTTP API's own address leads, for the proxy; 0 for any other address."""
        return self._port if target.endswith(f".{API_DOMAIN}:443") else 0

    async def ended(self) -> None:
        """Wait forever; raises SandboxError when ministack ends, and what ends one of our own tasks."""
        assert self._emulator is not None
        emulator = asyncio.create_task(self._emulator.ended())
        try:
            done, _ = await asyncio.wait((emulator, *self._tasks), return_when=asyncio.FIRST_COMPLETED)
        finally:
            emulator.cancel()
        for task in done:
            task.result()

    async def unless_it_ends(self, work: Coroutine[Any, Any, Result]) -> Result:
        """The result of work that needs the emulator; stopped when that ends."""
        working, ended = asyncio.create_task(work), asyncio.create_task(self.ended())
        try:
            await asyncio.wait((working, ended), return_when=asyncio.FIRST_COMPLETED)
            if ended.done():
                ended.result()
            return await working
        finally:
            for task in (working, ended):
                task.cancel()
            await asyncio.gather(working, ended, return_exceptions=True)

    async def create_world(self, topic_arn: str) -> None:
        """Groups, services and alarms; afterwards every alarm is OK, and no message was sent about it."""
        self._topic_arn = topic_arn
        world.create_groups(self.autoscaling)
        world.create_services(self.ecs, self.targets)
        await asyncio.to_thread(world.create_alarms, self._cloudwatch, topic_arn)
        await asyncio.to_thread(world.arm, self._cloudwatch)
        self.storm.begin(self._cloudwatch, topic_arn)
        self.changed()

    async def add_service_alarm(self) -> None:
        """The alarm on the service `api`, if it is not there yet."""
        if world.SERVICE_ALARM.name not in self.alarms.by_name:
            await asyncio.to_thread(world.create_service_alarm, self._cloudwatch, self._topic_arn)

    def control_routes(self) -> list[web.RouteDef]:
        scaling = control_routes(self.autoscaling, self.load, self._load_was_set, self.changed)
        scaling += ecs_routes(self.ecs, self.targets, self.add_service_alarm, self.changed)
        own = {service: front.faults for service, front in self._fronts.items()}
        faults = fault_routes({**own, **self._fronts["autoscaling"].forwarded})
        cloudwatch = cloudwatch_routes(self.mute_rules, self.graphs, self._settle)
        return [*scaling, *faults, *cloudwatch, *storm_routes(self.storm)]

    def state(self) -> dict[str, Any]:
        """The AWS half of the page's state."""
        self._settle_models()
        told = view(self.autoscaling, self.alarms, self.load, self.values)
        return {**told, "services": services_view(self.ecs, self.targets, self.load)}

    def on_change(self, callback: Callable[[], None]) -> None:
        self._callbacks.append(callback)

    def changed(self) -> None:
        for callback in self._callbacks:
            callback()

    async def act(self) -> None:
        await self._actions.act(self.alarms)

    def _on_transition(self, alarm: Alarm, transition: Transition) -> None:
        self._actions.remember(alarm, transition)
        self.changed()

    def _settle_models(self) -> None:
        self.autoscaling.settle()
        self.ecs.settle()
        self.targets.settle()

    async def _settle(self) -> None:
        self._settle_models()
        await self.act()

    async def _evaluate(self) -> None:
        await self._evaluator.evaluate_all()
        await self.act()

    async def _load_was_set(self) -> None:
        """A load on the service `api` comes with its alarm."""
        if world.SERVICE_ALARM.group in self.load.percent:
            await self.add_service_alarm()
        await self._put_load()

    async def _put_load(self) -> None:
        """Through the front, as everybody else's metric data: so the alarms on them are looked at at once."""
        for found in self.load.metrics(self.alarms.clock.now()):
            await asyncio.to_thread(self._cloudwatch.put_metric_data, Namespace=found.namespace, MetricData=found.data)
        if self.load.percent:
            self.changed()


async def _every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    """Again and again; the emulator's refusals are in its log, and its end is noticed by `ended`."""
    while True:
        with suppress(ClientError, BotoCoreError):
            await work()
        await asyncio.sleep(seconds)
