"""ECS services as targets: what belongs to ECS and what to Application Auto Scaling, and what is neither's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.aws.ecs_service import Deployment, Event, StoppedTask
from app.aws.scaling import NO_LIMIT, Ability, Activity, Capacity, ScheduledAction
from app.base.errors import Later, Wrong
from app.scaling.ecs_services import EcsServices, ServiceTarget
from tests.fakes.clock import SetClock
from tests.fakes.ecs import FakeEcs, FakeScalableTargets, limits, service

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
API = "service/shop/api"


def registered(**changes: Any) -> tuple[FakeEcs, FakeScalableTargets, ServiceTarget]:
    ecs = FakeEcs(service(**changes))
    scalable = FakeScalableTargets(ecs, limits())
    return ecs, scalable, ServiceTarget("ecs:shop/api", ecs, scalable, lambda: NOON)


def plain(**changes: Any) -> tuple[FakeEcs, ServiceTarget]:
    ecs = FakeEcs(service(**changes))
    return ecs, ServiceTarget("ecs:shop/api", ecs, FakeScalableTargets(ecs))


def test_a_service_has_its_tasks_and_the_limits_it_is_registered_with() -> None:
    ecs, _, target = registered(running=1, pending=1)
    now = target.now()
    assert now
    assert (now.name, now.capacity, now.in_service) == ("ecs:shop/api", Capacity(1, 8, 2), 1)
    assert [each.lifecycle for each in now.instances] == ["RUNNING", "PENDING"]
    assert (now.arn, now.region) == (service().arn, "us-east-1")
    assert ecs.done == []


def test_one_that_is_not_registered_has_no_limits_and_says_what_it_can_not_do() -> None:
    ecs, target = plain()
    now = target.now()
    assert now
    assert (now.capacity, now.capacity.has_bounds) == (Capacity(0, NO_LIMIT, 2), False)
    assert "not registered with Application Auto Scaling" in now.cannot(Ability.BOUNDS)
    assert [ability for ability in Ability if not now.cannot(ability)] == [Ability.SIZE]
    target.set_desired(50)
    assert ecs.done == ["set shop/api to 50"]


@pytest.mark.parametrize("what", ["resize", "schedule", "suspend", "resume"])
def test_nothing_registers_a_service_that_nobody_has_registered(what: str) -> None:
    _, target = plain()
    asked: dict[str, object] = {
        "resize": Capacity(1, 8, 2),
        "schedule": ScheduledAction("ecs:shop/api", "noon", NOON, desired=4),
        "suspend": ["ScheduledScaling"],
        "resume": ["ScheduledScaling"],
    }
    with pytest.raises(Wrong, match="not registered"):
        getattr(target, what)(asked[what])


def test_of_a_registered_one_only_a_size_again_and_again_and_a_refresh_are_refused() -> None:
    now = registered()[2].now()
    assert now
    assert {ability for ability in Ability if now.cannot(ability)} == {Ability.AGAIN, Ability.REFRESH}


def test_with_other_limits_the_desired_count_is_set_only_if_it_changes() -> None:
    ecs, scalable, target = registered()
    target.resize(Capacity(2, 6, 2))
    assert (scalable.done, ecs.done) == ([f"limits of {API}: 2-6"], [])
    target.resize(Capacity(2, 12, 10))
    assert ecs.done == ["set shop/api to 10"]


@pytest.mark.parametrize("to", [Capacity(5, 12, 10), Capacity(0, 1, 0), Capacity(3, 3, 3)])
def test_application_auto_scaling_has_nothing_to_move_where_the_limits_leave_the_count_outside(to: Capacity) -> None:
    """It would set the count to the nearest limit, perhaps once we have set ours."""
    ecs, _, target = registered()
    target.resize(to)
    assert ecs.done == [f"set shop/api to {to.desired}"]


REFUSED, THROTTLED = Wrong("AWS does not allow Bellhop to do that."), Later("Rate exceeded")


def failing(door: object, operation: str, *problems: Exception | None) -> None:
    """The next calls of an operation fail, or work where it is None, and then all work."""
    works, left = getattr(door, operation), list(problems)

    def call(*args: Any) -> None:
        if problem := left.pop(0) if left else None:
            raise problem
        works(*args)

    setattr(door, operation, call)


@pytest.mark.parametrize("problem", [REFUSED, THROTTLED])
@pytest.mark.parametrize(("to", "second"), [(Capacity(5, 12, 10), "set_bounds"), (Capacity(2, 8, 4), "set_desired")])
def test_where_aws_refuses_half_of_new_sizes_nothing_has_changed(to: Capacity, second: str, problem: Exception) -> None:
    ecs, scalable, target = registered()
    failing(scalable if second == "set_bounds" else ecs, second, problem)
    with pytest.raises(type(problem)):
        target.resize(to)
    now = target.now()
    assert now
    assert now.capacity == Capacity(1, 8, 2)


@pytest.mark.parametrize("problem", [REFUSED, THROTTLED])
def test_half_of_new_sizes_that_can_not_be_taken_back_is_not_told_as_refused(problem: Exception) -> None:
    ecs, scalable, target = registered()
    failing(scalable, "set_bounds", problem)
    failing(ecs, "set_desired", None, problem)
    with pytest.raises(Later) as raised:
        target.resize(Capacity(5, 12, 10))
    assert raised.value.maybe_done


def test_half_of_new_sizes_whose_answer_is_lost_is_left_for_a_look() -> None:
    ecs, scalable, target = registered()
    failing(scalable, "set_bounds", Later("AWS did not answer.", maybe_done=True))
    with pytest.raises(Later):
        target.resize(Capacity(5, 12, 10))
    assert ecs.done == ["set shop/api to 10"]


@pytest.mark.parametrize("problem", [REFUSED, THROTTLED])
def test_where_half_of_a_size_at_a_time_is_refused_no_limits_are_restored_either(problem: Exception) -> None:
    _, scalable, target = registered()
    failing(scalable, "schedule", None, problem)
    with pytest.raises(type(problem)):
        target.schedule(ScheduledAction("ecs:shop/api", "bellhop-at-1", NOON + timedelta(hours=1), desired=5))
    assert scalable.planned == {}


def test_a_size_at_a_time_is_reached_and_the_limits_are_as_before_a_minute_later() -> None:
    ecs, scalable, target = registered()
    at = NOON + timedelta(hours=1)
    target.schedule(ScheduledAction("ecs:shop/api", "bellhop-at-1", at, desired=5))
    (found,) = target.scheduled()
    assert (found.group, found.desired, found.minimum, found.maximum) == ("ecs:shop/api", 5, 1, 8)
    scalable.run(at)
    pinned = target.now()
    assert pinned
    assert pinned.capacity == Capacity(5, 5, 5)
    scalable.run(at + timedelta(minutes=1))
    after = target.now()
    assert after
    assert after.capacity == Capacity(1, 8, 5)
    assert scalable.planned == {}
    assert ecs.done == ["set shop/api to 5"]


def test_a_way_back_restores_the_limits_that_it_names() -> None:
    _, scalable, target = registered(desired=9)
    at = NOON + timedelta(hours=1)
    target.resize(Capacity(1, 12, 9))
    target.schedule(ScheduledAction("ecs:shop/api", "bellhop-back-1", at, minimum=1, maximum=8, desired=2))
    scalable.run(at + timedelta(minutes=1))
    back = target.now()
    assert back
    assert back.capacity == Capacity(1, 8, 2)


def test_both_halves_of_a_size_at_a_time_are_deleted_the_one_that_pins_it_first() -> None:
    _, scalable, target = registered()
    target.schedule(ScheduledAction("ecs:shop/api", "bellhop-at-1", NOON + timedelta(hours=1), desired=5))
    scalable.done.clear()
    target.unschedule("bellhop-at-1")
    assert scalable.done == [f"unschedule bellhop-at-1 of {API}", f"unschedule bellhop-at-1-bounds of {API}"]
    assert (target.scheduled(), scalable.planned) == ((), {})


def test_what_pins_the_size_is_put_last() -> None:
    """A process that dies in between leaves limits that are to be anyway."""
    _, scalable, target = registered()
    target.schedule(ScheduledAction("ecs:shop/api", "bellhop-at-1", NOON + timedelta(hours=1), desired=5))
    assert [said.split()[1] for said in scalable.done] == ["bellhop-at-1-bounds", "bellhop-at-1"]


def test_what_is_over_is_not_listed() -> None:
    _, scalable, target = registered()
    scalable.planned[API, "old"] = ScheduledAction(API, "old", NOON, minimum=1)
    scalable.planned[API, "again"] = ScheduledAction(API, "again", recurrence="0 8 * * *", minimum=1)
    assert [action.name for action in target.scheduled()] == ["again"]


def test_somebody_elses_limits_at_a_time_are_no_size() -> None:
    _, scalable, target = registered()
    scalable.planned[API, "night"] = ScheduledAction(API, "night", recurrence="0 22 * * *", minimum=2, maximum=2)
    (found,) = target.scheduled()
    assert (found.desired, found.minimum, found.maximum) == (None, 2, 2)


def test_a_size_again_and_again_is_refused_before_anything_is_put() -> None:
    _, scalable, target = registered()
    with pytest.raises(Wrong, match="schedules the min and max"):
        target.schedule(ScheduledAction("ecs:shop/api", "mornings", recurrence="0 8 * * *", desired=4))
    assert scalable.done == []


def test_activities_are_all_that_says_how_it_got_on_newest_first() -> None:
    events = (Event("e-1", NOON, "(service api) was unable to place a task because no instance met its needs."),)
    ecs, scalable, target = registered(events=events)
    ecs.stopped_tasks["shop", "api"] = (StoppedTask("t-1", NOON + timedelta(seconds=1), "TaskFailedToStart", "Why."),)
    scalable.activity[API] = (
        Activity("a-1", NOON - timedelta(seconds=1), "Successful", "Setting desired count to 4."),
    )
    assert [each.id for each in target.activities()] == ["t-1", "e-1", "a-1"]
    assert [each.id for each in target.activities(1)] == ["t-1"]


@pytest.mark.parametrize(
    ("deployment", "breaker", "said"),
    [
        (None, (True, True), ()),
        (Deployment("COMPLETED", 2, 2), (True, True), ()),
        (
            Deployment("IN_PROGRESS", 2, 1),
            (False, False),
            ("A deployment is in progress: 1 of 2 tasks run the new version.",),
        ),
        (
            Deployment("IN_PROGRESS", 2, 1, 3),
            (True, True),
            (
                "A deployment is in progress: 1 of 2 tasks run the new version, and 3 failed to start.",
                "If too many fail, ECS rolls it back.",
            ),
        ),
        (
            Deployment("IN_PROGRESS", 2, 1),
            (True, False),
            (
                "A deployment is in progress: 1 of 2 tasks run the new version.",
                "If too many fail, ECS stops it.",
            ),
        ),
        (
            Deployment("FAILED", reason="ECS deployment circuit breaker: tasks failed to start."),
            (True, True),
            ("The last deployment failed: ECS deployment circuit breaker: tasks failed to start.",),
        ),
        (Deployment("FAILED"), (True, True), ("The last deployment failed: ECS does not say why.",)),
    ],
)
def test_what_its_deployment_means_is_known_before_it_is_scaled(
    deployment: Deployment | None, breaker: tuple[bool, bool], said: tuple[str, ...]
) -> None:
    has_breaker, rolls_back = breaker
    now = registered(deployment=deployment, has_breaker=has_breaker, rolls_back=rolls_back)[2].now()
    assert now
    assert now.notes == said


def test_an_account_without_services_is_asked_for_nothing_else() -> None:
    ecs = FakeEcs()
    scalable = FakeScalableTargets(ecs)
    scalable.all = pytest.fail  # type: ignore[method-assign]
    assert EcsServices(ecs, scalable, SetClock()).all() == ()


def test_services_of_one_name_in_two_clusters_have_their_own_limits() -> None:
    ecs = FakeEcs(service(), service(cluster="blog"))
    scalable = FakeScalableTargets(ecs, limits(), replace(limits(cluster="blog"), maximum=3))
    found = {group.name: group.maximum for group in EcsServices(ecs, scalable).all()}
    assert found == {"ecs:shop/api": 8, "ecs:blog/api": 3}
