"""What a flow asks of the sandbox, in one process: Bellhop, Slack and AWS over HTTP, the queues in memory.

Each look lets a second pass, so nothing really waits. What can be scaled is of one kind.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any, TypeVar

import pytest

from app.aws import application_autoscaling, autoscaling, ecs, numbers
from app.config.configuration import Configuration, ScaleSettings
from app.scaling.ecs_services import NAMESPACE, EcsServices
from app.scaling.numbers import NumberKind
from sandbox.aws import autoscaling_control
from sandbox.aws.alarms import Alarms
from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.autoscaling_api import autoscaling_operations
from sandbox.aws.clients import Endpoint, root_client
from sandbox.aws.clock import Clock
from sandbox.aws.ecs import control as ecs_control
from sandbox.aws.ecs.api import EcsApi
from sandbox.aws.ecs.model import Ecs
from sandbox.aws.ecs.service import Service
from sandbox.aws.front import Front
from sandbox.aws.front_faults import parse_front_fault
from sandbox.aws.passing_time import let_happen
from sandbox.aws.scalable import resources
from sandbox.aws.scalable.api import scalable_operations
from sandbox.aws.scalable.model import ScalableTargets
from sandbox.aws.world import CLUSTER, DIMENSION, GROUPS, create_groups, create_services
from sandbox.slack.threaded import RunningSlack, running_slack
from tests.fakes.bellhop import ALARMS, Bellhop, listening
from tests.fakes.clock import SetClock
from tests.flows import things
from tests.patience import NO_TIMEOUT
from tests.sandbox.aws.fakes import FakeMinistack, Loop, loop_thread
from tests.sandbox_process import taken

T = TypeVar("T")
Clients = Mapping[str, Any]


class Model(ABC):
    """The sandbox's AWS with one kind of what can be scaled.

    path   of the control endpoint that `apply` stands for
    things how a flow looks at it
    """

    path: str
    things: type[things.Things]

    @abstractmethod
    def __init__(self, clock: SetClock) -> None: ...

    @abstractmethod
    def operations(self) -> Mapping[str, Mapping[str, Any]]:
        """By the service's name."""

    def clients(self) -> Clients:
        """Of services that no front stands for, in memory."""
        return {}

    @abstractmethod
    def bellhop(self, slack: RunningSlack, clock: SetClock, clients: Clients, patch: pytest.MonkeyPatch) -> Bellhop:
        """Its own doors lead to the sandbox's fronts."""

    @abstractmethod
    def apply(self, body: dict[str, Any]) -> None: ...

    @abstractmethod
    def settle(self) -> None: ...


class GroupsModel(Model):
    path, things = "autoscaling", things.Groups

    def __init__(self, clock: SetClock) -> None:
        self.model = AutoScaling(Clock(clock.epoch))
        create_groups(self.model)
        for group in self.model.groups.values():
            group.seconds_per_launch = 1.0

    def operations(self) -> Mapping[str, Mapping[str, Any]]:
        return {"autoscaling": autoscaling_operations(self.model)}

    def bellhop(self, slack: RunningSlack, clock: SetClock, clients: Clients, patch: pytest.MonkeyPatch) -> Bellhop:
        patch.setattr(autoscaling, "_client", lambda: clients["autoscaling"])
        return Bellhop(slack, clock, scaling=autoscaling.AutoScaling())

    def apply(self, body: dict[str, Any]) -> None:
        autoscaling_control.apply(self.model, body)

    def settle(self) -> None:
        self.model.settle()


class ServicesModel(Model):
    """Beside the sandbox's own services one for each group, of the same name and sizes."""

    path, things = "ecs", things.Services

    def __init__(self, clock: SetClock) -> None:
        self.services = Ecs(Clock(clock.epoch))
        self.targets = ScalableTargets(self.services.clock, {"ecs": resources.EcsServices(self.services)})
        create_services(self.services, self.targets)
        for it in GROUPS:
            made = Service(
                CLUSTER, it.name, it.desired, clock.epoch() - 3600, f"{it.name}:1", self.services.place.zones
            )
            made.seconds_per_task = 0.5
            self.services.create(made, settled=True)
            self.targets.register(("ecs", f"service/{CLUSTER}/{it.name}", DIMENSION), it.minimum, it.maximum)

    def operations(self) -> Mapping[str, Mapping[str, Any]]:
        alarms = Alarms(self.services.clock, lambda *_: None)
        return {
            "ecs": EcsApi(self.services).operations(),
            "application-autoscaling": scalable_operations(self.targets, alarms),
        }

    def bellhop(self, slack: RunningSlack, clock: SetClock, clients: Clients, patch: pytest.MonkeyPatch) -> Bellhop:
        for door in (ecs, application_autoscaling):
            patch.setattr(door, "client", clients.__getitem__)
        kind = EcsServices(ecs.Ecs(), application_autoscaling.ScalableTargets(NAMESPACE, DIMENSION), clock)
        configuration = Configuration(ALARMS, scale=ScaleSettings(kinds=("ecs",)))
        return Bellhop(slack, clock, (), configuration=configuration, ecs=kind)

    def apply(self, body: dict[str, Any]) -> None:
        ecs_control.apply(self.services, self.targets, body)

    def settle(self) -> None:
        self.services.settle()
        self.targets.settle()


class Throughput:
    """DynamoDB's tables as far as their capacity goes: DescribeTable and UpdateTable, in boto3's words."""

    def __init__(self, units: Mapping[str, int]) -> None:
        self._read = dict(units)

    def describe_table(self, TableName: str) -> dict[str, Any]:  # noqa: N803  # as the API has it
        units = {"ReadCapacityUnits": self._read[TableName], "WriteCapacityUnits": 1}
        return {"Table": {"TableName": TableName, "ProvisionedThroughput": units}}

    def update_table(self, TableName: str, ProvisionedThroughput: Mapping[str, int]) -> None:  # noqa: N803
        self._read[TableName] = ProvisionedThroughput["ReadCapacityUnits"]


class TablesModel(Model):
    """For each of the sandbox's groups a DynamoDB table of that name, with as many read units; 1 at least."""

    path, things = "dynamodb", things.Tables

    def __init__(self, clock: SetClock) -> None:
        self.tables = Throughput({it.name: it.desired for it in GROUPS})
        self.clock = Clock(clock.epoch)
        there = resources.Tables(lambda: self.tables, self.clock.now, takes=0.5)
        self.targets = ScalableTargets(self.clock, {"dynamodb": there})
        for it in GROUPS:
            self.targets.register(("dynamodb", f"table/{it.name}", things.READ_UNITS), max(1, it.minimum), it.maximum)

    def operations(self) -> Mapping[str, Mapping[str, Any]]:
        return {"application-autoscaling": scalable_operations(self.targets, Alarms(self.clock, lambda *_: None))}

    def clients(self) -> Clients:
        return {"dynamodb": self.tables}

    def bellhop(self, slack: RunningSlack, clock: SetClock, clients: Clients, patch: pytest.MonkeyPatch) -> Bellhop:
        for door in (numbers, application_autoscaling):
            patch.setattr(door, "client", clients.__getitem__)
        kind = NumberKind("dynamodb", numbers.Numbers(), clock=clock)
        configuration = Configuration(ALARMS, scale=ScaleSettings(kinds=("dynamodb",)))
        return Bellhop(slack, clock, (), configuration=configuration, dynamodb=kind)

    def apply(self, body: dict[str, Any]) -> None:
        let_happen(self.clock, self.targets.settle, self.targets.dues, body["advance_seconds"])

    def settle(self) -> None:
        self.targets.settle()


MODELS: Mapping[str, type[Model]] = {"group": GroupsModel, "ecs": ServicesModel, "dynamodb": TablesModel}


class InProcess:
    """The part of `SandboxProcess` that the flows of /scale use."""

    def __init__(
        self, bellhop: Bellhop, model: Model, fronts: Mapping[str, Front], clients: Clients, loop: Loop
    ) -> None:
        self._slack, self._bellhop = bellhop.slack, bellhop
        self._model, self._fronts, self._clients, self._loop = model, fronts, clients, loop

    @property
    def things(self) -> type[things.Things]:
        return self._model.things

    def act(self, **body: Any) -> Any:
        return taken(body, self._slack.act(**body))

    def messages(self, channel: str, user: str = "U0ANA") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = next(
            each["messages"] for each in self._slack.state(user)["channels"] if each["id"] == channel
        )
        return found

    def client(self, service: str) -> Any:
        return self._clients[service]

    def control(self, path: str, body: dict[str, Any] | None = None, method: str = "") -> Any:
        faults = self._fronts[next(iter(self._fronts))].faults
        if path == "aws/calls":
            return list(faults.calls)
        if path == "aws/faults":
            return faults.faults.append(parse_front_fault(body)) if body else faults.faults.clear()
        assert body
        assert path == self._model.path
        return self._loop.run(self._apply(body))

    def now(self) -> datetime:
        return self._bellhop.clock()

    def until(self, look: Callable[[], T], what: str, seconds: float = NO_TIMEOUT, step: float = 1.0) -> T:
        """The first truthy answer of `look`, before each of which a second passes and what is due is done."""
        for _ in range(round(seconds / step)):
            self._bellhop.work()
            if found := look():
                return found
            self._bellhop.clock.advance(step)
            self._loop.run(self._settle())
        raise AssertionError(f"{seconds:.0f} s passed without {what}; the last look gave {look()!r}")

    async def _apply(self, request: dict[str, Any]) -> None:
        self._model.apply(request)

    async def _settle(self) -> None:
        self._model.settle()


@contextmanager
def in_process(monkeypatch: pytest.MonkeyPatch, kind: str = "group") -> Iterator[InProcess]:
    """A world with the sandbox's groups, or with services or tables of the same names and sizes."""
    clock, ministack = SetClock(), FakeMinistack()
    model = MODELS[kind](clock)
    with ExitStack() as stack:
        loop, slack = stack.enter_context(loop_thread()), stack.enter_context(running_slack(clock=clock.epoch))
        loop.run(ministack.start())
        stack.callback(_stop, loop, ministack)
        fronts = {name: Front(name, known, Endpoint(ministack.url)) for name, known in model.operations().items()}
        made = {name: root_client(name, Endpoint(loop.run(front.start()))) for name, front in fronts.items()}
        clients = {**made, **model.clients()}
        for front in fronts.values():
            stack.callback(_stop, loop, front)
        bellhop = model.bellhop(slack, clock, clients, monkeypatch)
        stack.enter_context(listening(bellhop))
        yield InProcess(bellhop, model, fronts, clients, loop)


def _stop(loop: Loop, server: Front | FakeMinistack) -> None:
    loop.run(server.stop())
