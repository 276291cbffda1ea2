"""What only ECS services have, typed in Slack, seen in ECS and Application Auto Scaling: over HTTP, in one process.

What they share with all that can be scaled is in test_scale.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.aws.scaling import Capacity
from app.commands.scale.buttons import CONFIRM
from tests.flows.deployed import deployed_with
from tests.flows.desk import Desk
from tests.flows.in_process import in_process
from tests.sandbox_process import SandboxProcess


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with in_process(monkeypatch, "ecs") as world:
        yield Desk(world)


def test_the_list_and_the_card(desk: Desk) -> None:
    desk.types("/scale")
    desk.reads("`ecs:shop/api`: desired 2, 2 running (min 1, max 6)", "`ecs:shop/batch`: desired 1, 1 running\n")
    desk.types("/scale api")
    desk.reads("2 RUNNING", "has reached a steady state")


def test_at_a_time_its_limits_are_that_size_for_a_minute_and_then_what_they_were(desk: Desk) -> None:
    desk.types("/scale web 5 in 10m")
    desk.planned()
    desk.things.pass_by("web", 601)
    assert desk.sizes() == Capacity(5, 5, 5)
    desk.things.pass_by("web", 180)
    assert desk.sizes() == Capacity(1, 8, 5)


def test_why_tasks_do_not_start_is_told_in_ecss_words(desk: Desk) -> None:
    desk.sandbox.control("ecs", {"service": "shop/web", "task_failure": True})
    desk.types("/scale web 4")
    desk.reads("set *web* from 2 to 4", ":x: A task stopped:", "CannotPullContainerError")
    desk.types("/scale web")
    desk.reads("desired 4", "CannotPullContainerError")
    desk.sandbox.control("ecs", {"service": "shop/web", "task_failure": None})
    desk.reads("set *web* from 2 to 4", "Done in", "4 running")


def test_where_no_task_can_be_placed_ecs_says_why(desk: Desk) -> None:
    desk.sandbox.control("ecs", {"service": "shop/web", "placement_failure": True})
    desk.types("/scale web 4")
    desk.reads(":x: ECS: ", "unable to place a task")


def test_what_is_suspended_is_told_before_a_size_for_a_while(desk: Desk) -> None:
    desk.types("/scale web suspend ScheduledScaling")
    desk.reads("suspended `ScheduledScaling` on *web*")
    desk.types("/scale dry-run web 4 for 2h")
    desk.reads("ScheduledScaling is suspended on this group, so this does not run on time")
    desk.types("/scale web resume all")
    desk.reads("resumed `ScheduledScaling` on *web*")


def test_one_that_is_not_registered_has_no_limits_and_comes_back_by_bellhop(desk: Desk) -> None:
    desk.types("/scale batch 2 for 30m")
    told = desk.reads("set *ecs:shop/batch* from 1 to 2, until", "then back to 1", "Done in", "2 running")
    services = desk.things.client("ecs")

    def count() -> int:
        (service,) = services.describe_services(cluster="shop", services=["batch"])["services"]
        desired: int = service["desiredCount"]
        return desired

    assert count() == 2
    desk.types("/scale batch schedule")
    desk.reads("*ecs:shop/batch* to 1, ", "end of a temporary change")
    desk.sleeps(1830, until=lambda: count() == 1)
    desk.sleeps(600, until=lambda: "Back at 1, as planned" in desk.text_of(told))
    desk.reads_below(told, "`ecs:shop/batch` is back at 1, as planned.")
    asked = {"ServiceNamespace": "ecs", "ResourceIds": ["service/shop/batch"]}
    registered = desk.things.client("application-autoscaling").describe_scalable_targets(**asked)["ScalableTargets"]
    assert registered == []


def test_what_has_no_limits_is_asked_about_before_it_grows_far(desk: Desk) -> None:
    desk.types("/scale batch 3")
    desk.presses(desk.reads("more than twice as many as now, and it has no max"), CONFIRM)
    desk.reads("set *ecs:shop/batch* from 1 to 3.", "Done in", "3 running")
    desk.types("/scale batch max=4")
    desk.reads("not registered with Application Auto Scaling, so it has no min and max")


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
