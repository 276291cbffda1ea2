"""The sandbox's AWS as one thing that starts and stops: ministack, our servers in front of it, the world, the load."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import web
from botocore.exceptions import BotoCoreError, ClientError

from sandbox.aws import ministack, other_world, world
from sandbox.aws.account import API_DOMAIN, ENDPOINT_SETTINGS, HOME_PLACE, OTHER_PLACE, Place
from sandbox.aws.clients import Endpoint, root_client
from sandbox.aws.control import account_routes, cloudwatch_routes, control_routes, fault_routes, storm_routes
from sandbox.aws.ecs.routes import ecs_routes
from sandbox.aws.front import Front, Operation
from sandbox.aws.land import Land
from sandbox.aws.numbers_view import numbers_view
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
        self._callbacks: list[Callable[[], None]] = []
        self._port = free_port()
        self.ministack = Endpoint(f"https://127.0.0.1:{self._port}", authority.ca_file)
        self.home = Land(HOME_PLACE, self.ministack, self.changed, world.first_sizes())
        self._lands = {HOME_PLACE: self.home}
        self.storm = Storm()
        self._fronts = {
            service: Front(service, known, self.ministack, ServerTls(authority), partial(self._operations_at, service))
            for service, known in self.home.operations.items()
        }
        self._topic_arn = ""
        self._cloudwatch: Any = None
        self._clients: dict[tuple[str, Place], Any] = {}
        self._emulator: ministack.Ministack | None = None
        self._tasks: list[asyncio.Task[None]] = []

    def land(self, place: Place) -> Land:
        """What is in an account and region: nothing, until somebody puts something there."""
        if place not in self._lands:
            self._lands[place] = Land(place, self.ministack, self.changed, world.first_sizes())
        return self._lands[place]

    def _operations_at(self, service: str, place: Place) -> Mapping[str, Operation]:
        return self.land(place).operations[service]

    async def start(self) -> None:
        """Start everything but the world; ministack is installed first if it is missing."""
        python = await ministack.install(HOME)
        for front in self._fronts.values():
            await front.start()
        self._cloudwatch = self._client("cloudwatch", HOME_PLACE)
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
        if self._emulator:  # first, so that no front waits for its answer
            await self._emulator.stop()
        await asyncio.gather(*(front.stop() for front in self._fronts.values()))

    @property
    def certificates(self) -> dict[str, Callable[[Kind], None]]:
        """What changes the certificate of each front."""
        return {service: front.show_certificate for service, front in self._fronts.items()}

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
        """Groups, services, a table and alarms; afterwards every alarm is OK, and no message was sent about it."""
        self._topic_arn = topic_arn
        world.create_groups(self.home.autoscaling)
        world.create_services(self.home.ecs, self.home.targets)
        await asyncio.to_thread(world.create_table, root_client("dynamodb", self.ministack))
        world.register_table(self.home.targets)
        await asyncio.to_thread(world.create_alarms, self._cloudwatch, topic_arn)
        await asyncio.to_thread(world.arm, self._cloudwatch)
        self.storm.begin(self._cloudwatch, topic_arn)
        self.changed()

    async def add_service_alarm(self) -> None:
        """The alarm on the service `api`, if it is not there yet."""
        if world.SERVICE_ALARM.name not in self.home.alarms.by_name:
            await asyncio.to_thread(world.create_service_alarm, self._cloudwatch, self._topic_arn)

    async def add_other_account(self) -> dict[str, str]:
        """The second account's world; says how to get in."""
        land = self.land(OTHER_PLACE)
        if other_world.create_things(land):
            iam = root_client("iam", self.ministack, OTHER_PLACE)
            await asyncio.to_thread(other_world.create_role, iam)
            await asyncio.to_thread(other_world.create_alarm, self._client("cloudwatch", OTHER_PLACE), self._topic_arn)
        return other_world.WAY_IN

    def _land_of(self, request: web.Request) -> Land:
        place = Place(request.query.get("account", HOME_PLACE.account), request.query.get("region", HOME_PLACE.region))
        return self.land(place)

    def control_routes(self) -> list[web.RouteDef]:
        home, settle = self.home, self._settle
        scaling = control_routes(self._land_of, self._load_was_set, self.changed)
        scaling += ecs_routes(self._land_of, self.add_service_alarm, self.changed)
        own = {service: front.faults for service, front in self._fronts.items()}
        faults = fault_routes({**own, **self._fronts["autoscaling"].forwarded})
        cloudwatch = cloudwatch_routes(home.mute_rules, home.graphs, settle)
        return [*scaling, *faults, *cloudwatch, *storm_routes(self.storm), *account_routes(self.add_other_account)]

    def state(self) -> dict[str, Any]:
        """The AWS half of the page's state."""
        others = [land for land in self._lands.values() if land is not self.home]
        elsewhere = [{**vars(land.place), **_land_view(land)} for land in others if not land.is_empty]
        return {**_land_view(self.home), "elsewhere": elsewhere}

    def on_change(self, callback: Callable[[], None]) -> None:
        self._callbacks.append(callback)

    def changed(self) -> None:
        for callback in self._callbacks:
            callback()

    async def _settle(self) -> None:
        for land in list(self._lands.values()):
            await land.settle()

    async def _evaluate(self) -> None:
        for land in list(self._lands.values()):
            await land.evaluate()

    async def _put_load(self) -> None:
        for place, land in list(self._lands.items()):
            if land.load.is_measured:
                await land.put_load(self._client("cloudwatch", place))

    async def _load_was_set(self) -> None:
        """A load on the service `api` comes with its alarm."""
        if world.SERVICE_ALARM.group in self.home.load.percent:
            await self.add_service_alarm()
        await self._put_load()

    def _client(self, service: str, place: Place) -> Any:
        """Of the owner of an account, at a front; made once."""
        if (service, place) not in self._clients:
            at = Endpoint(self._fronts[service].url, self._authority.ca_file)
            self._clients[service, place] = root_client(service, at, place)
        return self._clients[service, place]


def _land_view(land: Land) -> dict[str, Any]:
    land.settle_models()
    told = view(land.autoscaling, land.alarms, land.load, land.values)
    services, numbers = services_view(land.ecs, land.targets, land.load), numbers_view(land.targets)
    return {**told, "services": services, "numbers": numbers}


async def _every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    """Again and again; the emulator's refusals are in its log, and its end is noticed by `ended`."""
    while True:
        with suppress(ClientError, BotoCoreError):
            await work()
        await asyncio.sleep(seconds)
