"""/scale on an ECS service, typed in Slack, seen in ECS and Application Auto Scaling: all over HTTP, in one process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.aws import application_autoscaling, ecs
from app.aws.application_autoscaling import ScalableTargets
from app.aws.ecs import Ecs
from app.commands.scale.buttons import CONFIRM, UNDO
from app.config.configuration import Configuration, ScaleSettings
from app.scaling.ecs_services import DIMENSION, NAMESPACE, EcsServices
from sandbox.aws.alarms import Alarms
from sandbox.aws.clients import Endpoint, root_client
from sandbox.aws.clock import Clock
from sandbox.aws.ecs.api import EcsApi
from sandbox.aws.ecs.control import apply
from sandbox.aws.ecs.model import Ecs as EcsModel
from sandbox.aws.front import Front
from sandbox.aws.scalable.api import scalable_operations
from sandbox.aws.scalable.model import ScalableTargets as TargetsModel
from sandbox.aws.scalable.resources import EcsServices as EcsResources
from sandbox.aws.world import create_services
from sandbox.slack.threaded import running_slack
from tests.app.people import by_name, press, seen, type_in
from tests.fakes.bellhop import ALARMS, Bellhop, listening
from tests.fakes.clock import SetClock
from tests.flows.deployed import deployed_with
from tests.flows.desk import Desk
from tests.sandbox.aws.fakes import FakeMinistack, Loop, loop_thread
from tests.sandbox.aws.test_scalable_targets import API
from tests.sandbox_process import SandboxProcess

BOTH = Configuration(ALARMS, scale=ScaleSettings(kinds=("group", "ecs")))


@dataclass(frozen=True)
class World:
    """Bellhop, the models behind the fronts, and a client of each."""

    bellhop: Bellhop
    services: EcsModel
    targets: TargetsModel
    ecs: Any
    scaling: Any
    loop: Loop

    def type(self, words: str) -> None:
        type_in(self.bellhop, f"/scale {words}")

    def press(self, button: str) -> None:
        newest = {**self.bellhop.slack.messages("C0OPS")[-1], "channel": "C0OPS"}
        assert press(self.bellhop, newest, button)["ok"]
        self.bellhop.work()

    def reads(self, *words: str, within: timedelta = timedelta(minutes=1), step: float = 1.0) -> str:
        """The first text in the channel with all of these words, while time passes."""
        return self.until(
            lambda: next((text for text in self.texts() if all(each in text for each in words)), ""), within, step
        )

    def texts(self) -> list[str]:
        return [by_name(text) for text in seen(self.bellhop)]

    def until(self, look: Callable[[], str], within: timedelta, step: float) -> str:
        for _ in range(round(within.total_seconds() / step)):
            self.bellhop.work()
            if found := look():
                return found
            self.bellhop.clock.advance(step)
            self.loop.run(self._settle())
        raise AssertionError(self.texts())

    def control(self, **body: Any) -> None:
        async def applied() -> None:
            apply(self.services, self.targets, {"service": "shop/api", **body})

        self.loop.run(applied())

    def sizes(self) -> tuple[int, int, int]:
        """Minimum, maximum and desired count, as AWS says them."""
        (target,) = self.scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
        (service,) = self.ecs.describe_services(cluster="shop", services=["api"])["services"]
        return target["MinCapacity"], target["MaxCapacity"], service["desiredCount"]

    async def _settle(self) -> None:
        self.services.settle()
        self.targets.settle()


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    clock, ministack = SetClock(), FakeMinistack()
    services = EcsModel(Clock(clock.epoch))
    targets = TargetsModel(services.clock, {"ecs": EcsResources(services)})
    create_services(services, targets)
    with ExitStack() as stack:
        loop, slack = stack.enter_context(loop_thread()), stack.enter_context(running_slack(clock=clock.epoch))
        loop.run(ministack.start())
        operations = {
            "ecs": EcsApi(services).operations(),
            "application-autoscaling": scalable_operations(targets, Alarms(services.clock, lambda *_: None)),
        }
        fronts = {name: Front(name, known, Endpoint(ministack.url)) for name, known in operations.items()}
        clients = {name: root_client(name, Endpoint(loop.run(front.start()))) for name, front in fronts.items()}
        for door in (ecs, application_autoscaling):
            monkeypatch.setattr(door, "client", clients.__getitem__)
        kind = EcsServices(Ecs(), ScalableTargets(NAMESPACE, DIMENSION), clock)
        bellhop = Bellhop(slack, clock, configuration=BOTH, ecs=kind)
        stack.enter_context(listening(bellhop))
        yield World(bellhop, services, targets, clients["ecs"], clients["application-autoscaling"], loop)
        for front in fronts.values():
            loop.run(front.stop())
        loop.run(ministack.stop())


def test_the_list_and_the_card(world: World) -> None:
    world.type("")
    text = world.reads("`ecs:shop/api`: desired 2, 2 running (min 1, max 6)")
    assert "`ecs:shop/batch`: desired 1, 1 running\n" in text
    world.type("api")
    assert "2 RUNNING" in world.reads("has reached a steady state")


def test_a_size_is_set_and_followed_until_its_tasks_run_and_undone(world: World) -> None:
    world.type("api 4")
    world.reads("ana set *ecs:shop/api* from 2 to 4 (min 1, max 6).", "Done in", "4 running")
    assert world.sizes() == (1, 6, 4)
    world.press(UNDO)
    world.reads("ana set *ecs:shop/api* from 4 to 2", "undoing the change that ana made", "Done in")
    assert world.sizes() == (1, 6, 2)


def test_limits_and_size_together(world: World) -> None:
    world.type("api min=5 max=12 10")
    world.reads("set *ecs:shop/api* from 2 to 10, and its limits from min 1, max 6 to min 5, max 12", "Done in")
    assert world.sizes() == (5, 12, 10)


def test_for_a_while_it_comes_back_by_itself_and_says_so(world: World) -> None:
    world.type("api 6 for 30m")
    world.reads("set *ecs:shop/api* from 2 to 6", "Done in")
    assert world.sizes() == (1, 6, 6)
    world.reads("`ecs:shop/api` is back at 2, as planned.", within=timedelta(minutes=36), step=10)
    assert world.sizes() == (1, 6, 2)


def test_what_somebody_changed_meanwhile_does_not_come_back(world: World) -> None:
    world.type("api 6 for 30m")
    world.reads("Done in")
    world.ecs.update_service(cluster="shop", service="api", desiredCount=3)
    world.reads("somebody has changed it since", within=timedelta(minutes=36), step=10)
    world.until(lambda: "later", timedelta(minutes=5), 10)
    assert world.sizes() == (1, 6, 3)
    planned = world.scaling.describe_scheduled_actions(ServiceNamespace="ecs")["ScheduledActions"]
    assert planned == []


def test_at_a_time_it_goes_there_and_keeps_its_limits(world: World) -> None:
    world.type("api 5 in 10m")
    world.reads("scheduled *ecs:shop/api* to go to 5")
    world.until(lambda: "there" if world.sizes() == (5, 5, 5) else "", timedelta(minutes=12), 10)
    world.until(lambda: "there" if world.sizes() == (1, 6, 5) else "", timedelta(minutes=3), 10)


def test_why_tasks_do_not_start_is_told_in_ecss_words(world: World) -> None:
    world.control(task_failure=True)
    world.type("api 4")
    assert "CannotPullContainerError" in world.reads(":x: A task stopped:")
    world.control(task_failure=None)
    world.reads("Done in", "4 running", within=timedelta(minutes=10), step=10)


def test_where_no_task_can_be_placed_ecs_says_why(world: World) -> None:
    world.control(placement_failure=True)
    world.type("api 4")
    world.reads(":x: ECS: ", "unable to place a task")


def test_what_is_suspended_is_told_before_a_size_for_a_while(world: World) -> None:
    world.type("api suspend ScheduledScaling")
    world.reads("suspended `ScheduledScaling` on *ecs:shop/api*")
    world.type("dry-run api 4 for 2h")
    world.reads("ScheduledScaling is suspended on this group, so this does not run on time")
    world.type("api resume all")
    world.reads("resumed `ScheduledScaling` on *ecs:shop/api*")


def test_one_that_is_not_registered_is_scaled_plainly(world: World) -> None:
    world.type("batch 4 for 2h")
    world.reads("not registered with Application Auto Scaling, so nothing can change it at a time, or bring it back")
    world.type("batch 3")
    world.press(CONFIRM)
    world.reads("set *ecs:shop/batch* from 1 to 3.", "Done in", "3 running")
    (found,) = world.scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    assert found["ResourceId"] == API["ResourceId"]


TOML = """
[slack]
channel = "#alarms"

[scale]
kinds = ["group", "ecs", "dynamodb"]
"""


@pytest.mark.deployed
def test_the_deployed_worker_scales_a_service_and_a_table_with_the_rights_that_it_has(
    sandbox: SandboxProcess, tmp_path: Path
) -> None:
    file = tmp_path / "bellhop.toml"
    file.write_text(TOML, encoding="utf-8")
    with deployed_with(sandbox, "worker", BELLHOP_CONFIG=str(file)):
        desk = Desk(sandbox)
        try:
            desk.types("/scale")
            desk.reads("`ecs:shop/api`: desired 2, 2 running (min 1, max 6)", "`web`: desired 2, 2 in service")
            desk.types("/scale api max=7 3 for 2h")
            desk.reads("<@U0ANA> set *ecs:shop/api* from 2 to 3, and its limits", "Done in")
            desk.types("/scale api suspend DynamicScalingIn")
            desk.reads("suspended `DynamicScalingIn` on *ecs:shop/api*")
            desk.types("/scale dynamodb")
            desk.reads("`dynamodb:orders:read`: desired 5 read units, 5 provisioned (min 5, max 40)")
            desk.types("/scale orders:read 8")
            desk.reads("<@U0ANA> set *dynamodb:orders:read* from 5 to 8", "Done in", "8 provisioned")
        finally:
            sandbox.control("ecs", {"service": "shop/api", "reset": True})
