"""What is scaled in several accounts and regions: found together, changed where it is, and never mixed up."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.aws.scaling import Group, ScheduledAction
from app.base.errors import Later, Refused
from app.config.accounts import Account
from app.queues.timers import Timekeeper
from app.scaling.own_schedule import OwnSchedule, Planned
from app.scaling.targets import Targets
from app.store.table import MemoryTable
from tests.fakes.aws import HOME
from tests.fakes.clock import SetClock
from tests.fakes.elsewhere import IRELAND, PROD, OpenDoor, OpenDoors, everywhere
from tests.fakes.queues import RememberingQueue
from tests.fakes.scaling import FakeAutoScaling, targets, web
from tests.patience import PATIENCE

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
GROUP = "arn:aws:autoscaling:{}:{}:autoScalingGroup:1:autoScalingGroupName/web"
HERE, THERE = GROUP.format("us-east-1", "123456789012"), GROUP.format("eu-west-1", "210987654321")


class World:
    """`web` at home and in prod, and the way there."""

    def __init__(self) -> None:
        self.here, self.there = FakeAutoScaling(web(arn=HERE)), FakeAutoScaling(web(arn=THERE, desired=3))
        self.doors = OpenDoors(PROD)
        scaling = everywhere(self.here, {IRELAND: self.there})
        self.targets = replace(targets(scaling), doors=self.doors, home=HOME)

    @property
    def door(self) -> OpenDoor:
        return self.doors.made[IRELAND]


@pytest.fixture
def world() -> World:
    return World()


def names(found: tuple[Group, ...]) -> list[str]:
    return [group.name for group in found]


def test_the_list_spans_accounts_and_each_name_says_where(world: World) -> None:
    world.there.schedule(ScheduledAction("web", "noon", NOON, desired=4))
    assert [(group.name, group.desired) for group in world.targets.all()] == [("prod/eu-west-1:web", 3), ("web", 2)]
    assert [action.group for action in world.targets.scheduled()] == ["prod/eu-west-1:web"]


def test_one_is_changed_where_it_is_and_nowhere_else(world: World) -> None:
    there = world.targets.at("prod/eu-west-1:web")
    there.set_desired(4)
    there.schedule(ScheduledAction(there.name, "noon", NOON, desired=1))
    there.suspend(["Launch"])
    now = there.now()
    assert now
    assert (now.name, now.desired, now.suspended) == ("prod/eu-west-1:web", 4, ("Launch",))
    assert [action.group for action in there.scheduled()] == ["prod/eu-west-1:web"]
    assert world.there.changes == [("web", 4)]
    assert (world.here.done, list(world.there.planned)) == ([], [("web", "noon")])


def test_the_arn_says_where_whatever_the_name_does(world: World) -> None:
    for name in ("web", "prod/eu-west-1:web", "old/eu-west-1:web"):
        assert world.targets.at(name, THERE).name == "prod/eu-west-1:web"
    world.targets.at("prod/eu-west-1:web", HERE).set_desired(5)
    world.targets.at("web", THERE[: THERE.index("1:autoScalingGroupName")]).set_desired(4)
    assert (world.here.changes, world.there.changes) == ([("web", 5)], [("web", 4)])


def test_a_name_without_a_place_is_at_home(world: World) -> None:
    world.targets.at("web").set_desired(5)
    assert (world.here.changes, world.there.changes) == ([("web", 5)], [])


def test_where_one_place_is_meant_nothing_else_is(world: World) -> None:
    prod = world.targets.within(frozenset({IRELAND}))
    assert names(prod.all()) == ["prod/eu-west-1:web"]
    assert prod.is_whole("web")
    assert prod.at("web").name == "prod/eu-west-1:web"
    home = world.targets.within(frozenset({(HOME.account, HOME.region)}))
    assert (names(home.all()), home.is_whole("web"), home.at("web").name) == (["web"], True, "web")
    assert not world.targets.is_whole("web")
    assert world.targets.is_whole("prod/eu-west-1:web")


def test_of_bellhops_own_schedule_what_has_no_arn_is_where_its_name_says(world: World) -> None:
    """A kind that tells no ARN, or what an earlier version kept."""
    clock = SetClock()
    table, timekeeper = MemoryTable(), Timekeeper(RememberingQueue(clock), clock)
    own = OwnSchedule(table, timekeeper)
    here, there = "ecs:shop/plain", "prod/eu-west-1:ecs:shop/plain"
    for name, arn in (
        (here, ""),
        (there, ""),
        ("ecs:shop/api", "arn:aws:ecs:us-east-1:123456789012:service/shop/api"),
        ("ecs:shop/their", "arn:aws:ecs:eu-west-1:210987654321:service/shop/their"),
        ("gone/eu-west-1:ecs:shop/plain", ""),
    ):
        own.add(Planned(ScheduledAction(name, "noon", NOON, desired=4), arn))
    listed = replace(world.targets, own=(table, timekeeper), listed=("group", "ecs"))

    def scheduled(scope: frozenset[tuple[str, str]] | None) -> set[str]:
        return {action.group for action in listed.within(scope).planned_by_bellhop()}

    assert scheduled(frozenset({(HOME.account, HOME.region)})) == {here, "ecs:shop/api"}
    assert scheduled(frozenset({IRELAND})) == {there, "prod/eu-west-1:ecs:shop/their"}
    assert len(scheduled(None)) == 5


def test_an_account_that_is_not_configured_any_more_is_refused_by_a_sentence(world: World) -> None:
    for known in (world.targets, replace(world.targets, doors=None)):
        with pytest.raises(Refused, match=r"No \[\[account\]\] in bellhop.toml names old/eu-west-1 any more"):
            known.at("old/eu-west-1:web").set_desired(4)
    assert world.here.done == []


def test_a_denied_account_costs_a_sentence_and_not_the_list(world: World) -> None:
    world.door.problem = Refused("Bellhop can't get into prod (210987654321), eu-west-1: AWS doesn't let it.")
    found = world.targets.found()
    assert names(found.groups) == ["web"]
    assert [str(each) for each in found.problems] == [str(world.door.problem)]
    assert found.missing == str(world.door.problem)
    assert world.targets.scheduled() == ()
    with pytest.raises(Refused, match="doesn't let it"):
        world.targets.at("prod/eu-west-1:web").set_desired(4)


def test_what_a_role_may_not_list_is_said_with_where_that_is(world: World) -> None:
    class Denied(FakeAutoScaling):
        def groups(self) -> tuple[Group, ...]:
            raise Refused("AWS does not allow that.")

    scaling: FakeAutoScaling = everywhere(world.here, {IRELAND: Denied()})
    world.targets = replace(targets(scaling), doors=world.doors, home=HOME)
    (problem,) = world.targets.found().problems
    assert str(problem) == ("prod (210987654321), eu-west-1: AWS does not allow that. So what is there is not listed.")


MANY = [Account(f"{number:012}", f"team{number}", "role", "", ("eu-west-1", "us-east-1")) for number in range(1, 11)]


class Blocked(FakeAutoScaling):
    """Says nothing until the test is over."""

    def __init__(self, over: threading.Event) -> None:
        super().__init__()
        self.over = over

    def groups(self) -> tuple[Group, ...]:
        self.over.wait()
        return ()


@pytest.fixture
def over() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def test_with_ten_accounts_of_two_regions_and_200_targets_a_slow_and_a_denied_one_hold_up_nobody(
    over: threading.Event,
) -> None:
    doors = OpenDoors(*MANY)
    there = {at: FakeAutoScaling(*(web(name=f"web-{n}") for n in range(200))) for at in doors.environments}
    slow, denied, *_ = there
    there[slow] = Blocked(over)
    doors.made[denied].problem = Refused(f"Bellhop can't get into {doors.made[denied].to.words}.")
    known: Targets = replace(targets(everywhere(FakeAutoScaling(web()), there)), doors=doors, home=HOME)
    began = time.monotonic()
    found = known.found()
    assert time.monotonic() - began < PATIENCE
    assert len(found.groups) == 18 * 200 + 1
    assert [type(each) for each in found.problems] == [Later, Refused]
    assert str(found.problems[0]).startswith("team1 (000000000001), eu-west-1 did not answer in time")


def test_the_name_of_bellhops_own_account_means_home_too(world: World) -> None:
    tools = Account(HOME.account, "tools", PROD.role.replace(PROD.id, HOME.account), regions=("eu-west-1",))
    named = replace(world.targets, doors=OpenDoors(PROD, tools)).by_word()
    here, ireland = (HOME.account, HOME.region), (HOME.account, "eu-west-1")
    assert (set(named["tools"]), set(named["prod"])) == ({here, ireland}, {IRELAND})
