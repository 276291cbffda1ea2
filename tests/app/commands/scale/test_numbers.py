"""/scale on numbers that Application Auto Scaling changes: the same words, in the number's own unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from app.commands.scale.buttons import CONFIRM
from app.config.configuration import Configuration, ScaleSettings
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.scale.talk import newest
from tests.app.people import by_name, press, seen, type_in
from tests.fakes.bellhop import ALARMS, Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.numbers import FakeNumberTargets, tables
from tests.fakes.scaling import web

BOTH = Configuration(ALARMS, scale=ScaleSettings(kinds=("group", "dynamodb")))
READ = "dynamodb:table:ReadCapacityUnits"


@dataclass(frozen=True)
class World:
    """The group `web`, and the read units of the table `orders`."""

    bellhop: Bellhop
    scalable: FakeNumberTargets

    def type(self, words: str) -> str:
        type_in(self.bellhop, f"/scale {words}")
        return self.last()

    def confirm(self) -> str:
        press(self.bellhop, newest(self.bellhop), CONFIRM)
        self.bellhop.work()
        return self.last()

    def last(self) -> str:
        return by_name(seen(self.bellhop)[-1])

    def number(self) -> int:
        return self.scalable.numbers.known[READ, "table/orders"].wanted

    def pass_by(self, time: timedelta) -> None:
        """Application Auto Scaling and Bellhop's timers do what is due."""
        end = self.bellhop.clock() + time
        while self.bellhop.clock() < end:
            self.bellhop.clock.advance(min(30.0, (end - self.bellhop.clock()).total_seconds()))
            self.scalable.run(self.bellhop.clock())
            self.bellhop.work()


@pytest.fixture
def world(slack: RunningSlack, clock: SetClock) -> Iterator[World]:
    doors, kind = tables(clock)
    made = Bellhop(slack, clock, (web(),), configuration=BOTH, dynamodb=kind)
    with listening(made):
        yield World(made, doors.made[READ])


def test_they_are_listed_beside_groups_with_their_unit(world: World) -> None:
    assert world.type("").splitlines()[:2] == [
        "`dynamodb:orders:read`: desired 2 read units, 2 provisioned (min 1, max 8)",
        "`web`: desired 2, 2 in service (min 1, max 8)",
    ]


@pytest.mark.parametrize(
    "words", ["orders:read 4 read units", "orders:read 4 units", "dynamodb:orders:read 4 read units"]
)
def test_its_unit_may_be_said(world: World, words: str) -> None:
    assert "set *dynamodb:orders:read* from 2 to 4" in world.type(words)
    assert world.number() == 4


def test_another_unit_than_its_own_changes_nothing(world: World) -> None:
    world.type("orders:read 4 write units")
    assert world.number() == 2


@pytest.mark.parametrize("name", ["dynamodb:orders:read", "orders:read", "orders", "DYNAMODB:Orders:read"])
def test_a_short_name_is_enough_where_only_one_has_it(world: World, name: str) -> None:
    world.type(f"{name} 4")
    if "Did you mean" in world.last():  # a part of a name only shows, it changes nothing by itself
        press(world.bellhop, newest(world.bellhop), "scale_do:0")
        world.bellhop.work()
    assert world.number() == 4
    assert "ana set *dynamodb:orders:read* from 2 to 4 (min 1, max 8)." in world.last()
    world.pass_by(timedelta(seconds=10))
    assert ":white_check_mark: Done in 10 s: 4 provisioned." in world.last()


def test_how_far_it_is_is_told_while_its_service_takes_its_time(world: World) -> None:
    world.scalable.numbers.is_slow, world.scalable.status = True, "InProgress"
    world.type("dynamodb:orders:read 6")
    world.pass_by(timedelta(minutes=3))
    assert "2 of 6 provisioned · 4 to come" in world.last()


def test_its_card_shows_what_is_provisioned_and_no_console_of_a_group(world: World) -> None:
    card = world.type("dynamodb:orders:read")
    assert "2 provisioned" in card
    assert "Console" not in card


def test_none_at_all_is_outside_of_its_limits_and_less_than_half_is_asked_about(world: World) -> None:
    assert "may have 1 to 8, not 0" in world.type("dynamodb:orders:read 0")
    world.type("dynamodb:orders:read 1")
    assert world.number() == 2
    world.confirm()
    assert world.number() == 1


def test_for_two_hours_it_comes_back_by_itself(world: World) -> None:
    world.type("dynamodb:orders:read 8 for 2h")
    assert world.number() == 8
    world.pass_by(timedelta(hours=2, minutes=10))
    assert world.number() == 2
    assert "is back at 2" in world.last()


def test_a_limit_is_moved_and_undone(world: World) -> None:
    world.type("dynamodb:orders:read max=12")
    known = world.scalable.registered["table/orders"]
    assert (known.minimum, known.maximum) == (1, 12)
    world.type("undo dynamodb:orders:read")
    known = world.scalable.registered["table/orders"]
    assert (known.minimum, known.maximum) == (1, 8)


def test_what_it_can_not_do_is_said_and_nothing_is_done(world: World) -> None:
    assert "no instance refresh" in world.type("dynamodb:orders:read refresh start")
    assert "again and again" in world.type("dynamodb:orders:read 4 every weekday at 8:00")
    assert world.scalable.done == []


def test_while_its_schedules_are_suspended_a_sentence_says_what_to_type(world: World) -> None:
    world.scalable.set_suspended("table/orders", {"ScheduledScaling": True})
    assert "`/scale resume dynamodb:orders:read ScheduledScaling`" in world.type("dynamodb:orders:read 4")
    assert world.number() == 2


def test_a_mistyped_name_is_asked_about(world: World) -> None:
    assert "Did you mean this?" in world.type("dynamodb:odrers:read 4")
    assert world.number() == 2
    press(world.bellhop, newest(world.bellhop), "scale_do:0")
    world.bellhop.work()
    assert world.number() == 4


@pytest.mark.parametrize("word", ["dynamodb", "DynamoDB", "dynamodb:"])
def test_one_kind_is_listed_by_its_name(world: World, word: str) -> None:
    said = world.type(word).splitlines()
    assert said[0] == "`dynamodb:orders:read`: desired 2 read units, 2 provisioned (min 1, max 8)"
    assert "`web`" not in "".join(said)


def test_a_group_that_is_called_like_a_kind_is_meant_by_its_name(slack: RunningSlack, clock: SetClock) -> None:
    _, kind = tables(clock)
    made = Bellhop(slack, clock, (web(name="dynamodb"),), configuration=BOTH, dynamodb=kind)
    with listening(made):
        type_in(made, "/scale dynamodb")
        assert by_name(seen(made)[-1]).startswith("`dynamodb`: desired 2, 2 in service")
