"""Numbers that Application Auto Scaling changes, as targets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.aws.scaled_number import Number, Row
from app.aws.scaled_numbers.catalogue import OF_KIND
from app.aws.scaling import Capacity, ScheduledAction
from app.base.errors import Later, Refused, Wrong
from app.base.places import leading, leads_to
from app.scaling.numbers import NumberKind, NumberTarget
from tests.fakes.clock import SetClock
from tests.fakes.numbers import Doors, FakeNumbers, FakeNumberTargets, kind, tables

ORDERS = "dynamodb:orders:read"
MINUTE = timedelta(minutes=1)


def orders() -> tuple[SetClock, FakeNumberTargets, NumberTarget]:
    clock = SetClock()
    doors, made = tables(clock)
    return clock, doors.made["dynamodb:table:ReadCapacityUnits"], made.at(ORDERS)


def sizes(target: NumberTarget) -> Capacity:
    now = target.now()
    assert now
    return now.capacity


def test_application_auto_scaling_sets_it_by_limits_that_are_back_a_minute_later() -> None:
    clock, door, target = orders()
    target.set_desired(5)
    assert door.done == [
        "schedule bellhop-size-now-bounds of table/orders",
        "limits of table/orders: 5-5",
    ]
    assert sizes(target) == Capacity(1, 8, 5)
    door.run(clock() + MINUTE)
    assert (door.registered["table/orders"].minimum, door.registered["table/orders"].maximum) == (1, 8)
    assert sizes(target) == Capacity(1, 8, 5)
    assert target.scheduled() == ()


def test_it_is_set_again_within_that_minute() -> None:
    clock, door, target = orders()
    target.set_desired(5)
    target.set_desired(8)
    target.resize(Capacity(2, 10, 8))
    assert sizes(target) == Capacity(2, 10, 8)
    door.run(clock() + MINUTE)
    assert sizes(target) == Capacity(2, 10, 8)


def test_other_limits_alone_are_only_limits() -> None:
    _, door, target = orders()
    target.resize(Capacity(2, 10, 2))
    assert door.done == ["limits of table/orders: 2-10"]


def failing(door: object, operation: str, problem: Exception) -> None:
    def call(*args: Any) -> None:
        raise problem

    setattr(door, operation, call)


@pytest.mark.parametrize("problem", [Wrong("AWS does not allow that."), Later("Rate exceeded")])
def test_where_aws_refuses_the_limits_nothing_is_scheduled_either(problem: Exception) -> None:
    _, door, target = orders()
    failing(door, "set_bounds", problem)
    with pytest.raises(type(problem)):
        target.set_desired(5)
    assert (door.planned, sizes(target)) == ({}, Capacity(1, 8, 2))


@pytest.mark.parametrize("problem", [Wrong("AWS does not allow that."), Later("Rate exceeded")])
def test_where_aws_refuses_it_within_that_minute_the_limits_are_still_restored(problem: Exception) -> None:
    clock, door, target = orders()
    target.set_desired(5)
    failing(door, "set_bounds", problem)
    with pytest.raises(type(problem)):
        target.resize(Capacity(2, 10, 8))
    assert sizes(target) == Capacity(1, 8, 5)
    del door.set_bounds
    door.run(clock() + MINUTE)
    assert (door.registered["table/orders"].minimum, door.registered["table/orders"].maximum) == (1, 8)


def test_it_is_not_set_while_its_schedules_are_suspended() -> None:
    _, door, target = orders()
    target.suspend(["ScheduledScaling"])
    door.done.clear()
    with pytest.raises(Wrong, match="/scale resume"):
        target.set_desired(5)
    with pytest.raises(Wrong, match="/scale resume"):
        target.resize(Capacity(1, 10, 9))
    assert door.done == []
    target.resize(Capacity(1, 10, 2))
    assert sizes(target) == Capacity(1, 10, 2)


def test_suspended_schedules_leave_no_limits_behind_that_they_would_restore() -> None:
    _, door, target = orders()
    target.set_desired(5)
    target.suspend(["ScheduledScaling"])
    assert sizes(target) == Capacity(1, 8, 5)
    assert (door.registered["table/orders"].minimum, door.registered["table/orders"].maximum) == (1, 8)


def test_while_it_is_on_its_way_both_numbers_are_known() -> None:
    clock, door, target = orders()
    door.numbers.is_slow, door.status = True, "InProgress"
    target.set_desired(5)
    door.run(clock() + MINUTE)
    now = target.now()
    assert now
    assert (now.desired, now.in_service) == (5, 2)


def test_a_size_at_a_time_is_reached_and_the_limits_are_as_before() -> None:
    clock, door, target = orders()
    at = clock() + timedelta(hours=1)
    target.schedule(ScheduledAction(ORDERS, "bellhop-at-1", at, desired=5))
    (found,) = target.scheduled()
    assert (found.group, found.desired, found.minimum, found.maximum) == (ORDERS, 5, 1, 8)
    clock.advance(3600)
    door.run(at)
    assert sizes(target) == Capacity(1, 8, 5)
    clock.advance(60)
    door.run(at + MINUTE)
    assert sizes(target) == Capacity(1, 8, 5)
    assert door.planned == {}


def test_no_number_comes_again_and_again() -> None:
    _, door, target = orders()
    with pytest.raises(Wrong, match="again and again"):
        target.schedule(ScheduledAction(ORDERS, "mornings", recurrence="0 8 * * *", desired=4))
    target.schedule(ScheduledAction(ORDERS, "mornings", recurrence="0 8 * * *", minimum=4))
    assert [action.name for action in target.scheduled()] == ["mornings"]
    assert door.done == ["schedule mornings of table/orders"]


def test_what_nobody_registered_is_not_known_and_not_changed() -> None:
    _, door, _ = orders()
    other = NumberTarget("dynamodb:events:read", OF_KIND["dynamodb"][0], door, door.numbers)
    assert (other.now(), other.activities(), other.policies(), other.scheduled()) == (None, (), (), ())
    other.unschedule("noon")
    changes: tuple[Callable[[], None], ...] = (
        lambda: other.set_desired(4),
        lambda: other.resize(Capacity(1, 8, 4)),
        lambda: other.suspend(["ScheduledScaling"]),
        lambda: other.resume(["ScheduledScaling"]),
        lambda: other.schedule(ScheduledAction(other.name, "noon", minimum=1)),
    )
    for change in changes:
        with pytest.raises(Wrong, match="not registered"):
            change()
    assert door.done == []


def test_a_table_that_is_gone_but_still_registered_is_none() -> None:
    _, door, target = orders()
    door.numbers.known.clear()
    assert target.now() is None
    with pytest.raises(Wrong):
        target.set_desired(4)


def test_reads_and_writes_of_a_table_are_two_numbers() -> None:
    doors, made = tables()
    doors.register(OF_KIND["dynamodb"][1], "table/orders", (1, 4, 1))
    assert sorted((group.name, group.desired) for group in made.all()) == [
        ("dynamodb:orders:read", 2),
        ("dynamodb:orders:write", 1),
    ]
    made.at("dynamodb:orders:write").set_desired(3)
    assert sorted((group.name, group.desired) for group in made.all()) == [
        ("dynamodb:orders:read", 2),
        ("dynamodb:orders:write", 3),
    ]


def test_what_is_denied_is_said_and_what_is_gone_is_left_out() -> None:
    doors, made = tables()
    doors.register(OF_KIND["dynamodb"][0], "table/gone", (1, 4, 1))
    del doors.numbers.known["dynamodb:table:ReadCapacityUnits", "table/gone"]
    assert [group.name for group in made.all()] == [ORDERS]
    doors.numbers.refusal = Refused("AWS does not allow that.")
    with pytest.raises(Refused):
        made.all()


def test_where_nothing_is_registered_no_number_is_asked_for() -> None:
    made: NumberKind = kind("dynamodb", Doors(FakeNumbers()))
    assert (made.all(), made.scheduled()) == ((), ())


def test_a_number_that_only_activities_tell_says_so_and_whether_there_is_one() -> None:
    (row,) = OF_KIND["custom"]
    doors = Doors(FakeNumbers())
    door = doors.register(row, "https://a.example.com/prod/1", (1, 8, 3))
    target = kind("custom", doors).at("custom:a.example.com/prod/1")
    before = target.now()
    assert before
    assert (before.desired, "its min is shown" in before.notes[0]) == (1, True)
    target.set_desired(5)
    after = target.now()
    assert after
    assert (after.desired, "a change by anybody else does not show" in after.notes[0]) == (5, True)
    assert [each.description for each in door.activities("https://a.example.com/prod/1")] == ["Setting property to 5."]


def test_where_the_service_sets_it_application_auto_scaling_has_nothing_to_move() -> None:
    (row,) = OF_KIND["lambda"]
    doors = Doors(FakeNumbers())
    door = doors.register(row, "function:thumbs:live", (1, 8, 2))
    target = kind("lambda", doors).at("lambda:thumbs:live")
    target.set_desired(4)
    assert (doors.numbers.done, door.done) == (["set lambda:thumbs:live to 4"], [])
    target.resize(Capacity(6, 12, 10))
    assert (doors.numbers.done[1:], door.done) == (
        ["set lambda:thumbs:live to 10"],
        ["limits of function:thumbs:live: 6-12"],
    )
    target.resize(Capacity(6, 20, 16))
    target.resize(Capacity(6, 30, 16))
    assert doors.numbers.done[2:] == ["set lambda:thumbs:live to 16"]
    assert door.activity == {}


def test_where_its_service_refuses_the_limits_are_as_before() -> None:
    (row,) = OF_KIND["lambda"]
    doors = Doors(FakeNumbers())
    door = doors.register(row, "function:thumbs:live", (1, 8, 2))
    failing(doors.numbers, "change", Wrong("AWS does not allow that."))
    with pytest.raises(Wrong, match="does not allow"):
        kind("lambda", doors).at("lambda:thumbs:live").resize(Capacity(1, 12, 10))
    assert (door.registered["function:thumbs:live"].minimum, door.registered["function:thumbs:live"].maximum) == (1, 8)


def test_what_never_shrinks_has_only_limits_to_move() -> None:
    (row,) = OF_KIND["kafka"]
    doors = Doors(FakeNumbers())
    door = doors.register(row, "arn:aws:kafka:us-east-1:123456789012:cluster/orders/6357-5", (1, 2000, 1000))
    target = kind("kafka", doors).at("kafka:orders")
    at = ScheduledAction("kafka:orders", "noon", SetClock()(), desired=5)
    changes: tuple[Callable[[], None], ...] = (
        lambda: target.set_desired(1500),
        lambda: target.resize(Capacity(1, 800, 800)),
        lambda: target.schedule(at),
        lambda: target.schedule(ScheduledAction("kafka:orders", "noon", SetClock()(), maximum=5)),
    )
    for change in changes:
        with pytest.raises(Wrong, match=r"storage only grows.*`/scale kafka:orders max=2000`"):
            change()
    target.resize(Capacity(1, 4000, 1000))
    assert door.done == ["limits of arn:aws:kafka:us-east-1:123456789012:cluster/orders/6357-5: 1-4000"]


def test_the_numbers_of_another_account_are_asked_for_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever thread asks: the tables of two accounts may have one name."""

    class There:
        def client(self, service: str) -> Any:
            raise AssertionError

        def refused(self, code: str, what: str, said: str) -> None: ...

    asked: list[object] = []
    doors, made = tables()
    doors.register(OF_KIND["dynamodb"][1], "table/orders", (1, 4, 1))
    read = doors.numbers.read

    def remember(row: Row, resource: str) -> Number | None:
        asked.append(leads_to())
        return read(row, resource)

    monkeypatch.setattr(doors.numbers, "read", remember)
    with leading(way := There()):
        assert len(made.all()) == 2
    assert asked == [way, way]
