"""Bellhop's own schedule: what is in it, and for which targets it stands in."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from app.aws.scaling import Ability, ScheduledAction
from app.base.errors import BellhopError
from app.queues.timers import Timekeeper, timer_in
from app.scaling.ecs_services import EcsServices
from app.scaling.own_schedule import Carried, OwnSchedule, Planned, carried
from app.store.table import MemoryTable
from tests.fakes.clock import SetClock
from tests.fakes.ecs import FakeEcs, FakeScalableTargets, limits, service
from tests.fakes.queues import RememberingQueue

NOON = datetime(2030, 1, 2, 12, 0, tzinfo=UTC)
PLAIN = "ecs:shop/plain"
ACTION = ScheduledAction(PLAIN, "noon", NOON, desired=4)


def made() -> tuple[OwnSchedule, RememberingQueue]:
    clock = SetClock()
    queue = RememberingQueue(clock)
    return OwnSchedule(MemoryTable(), Timekeeper(queue, clock)), queue


def services(own: OwnSchedule) -> tuple[FakeScalableTargets, Carried, Carried]:
    """One that is registered, and one that is not."""
    ecs = FakeEcs(service(), service("plain"))
    scalable = FakeScalableTargets(ecs, limits())
    kind = EcsServices(ecs, scalable)
    return scalable, Carried(kind.at("ecs:shop/api"), own), Carried(kind.at(PLAIN), own)


def test_each_action_has_a_timer_and_is_there_until_it_is_removed() -> None:
    own, queue = made()
    own.add(Planned(ACTION, "arn"))
    (text,) = queue.texts
    timer = timer_in(json.loads(text))
    assert timer
    assert (timer.key, timer.due) == (f"{PLAIN} noon", NOON)
    assert own.find(timer.key) == Planned(ACTION, "arn")
    assert own.of() == own.of(PLAIN) == (ACTION,)
    assert own.of("ecs:shop/other") == ()
    own.remove(PLAIN, "noon")
    own.remove(PLAIN, "noon")
    assert (own.of(), own.find(timer.key)) == ((), None)


def test_the_same_name_is_replaced() -> None:
    own, _ = made()
    later = ScheduledAction(PLAIN, "noon", NOON + timedelta(hours=1), desired=5)
    own.add(Planned(ACTION))
    own.add(Planned(later))
    assert own.of(PLAIN) == (later,)


def test_what_can_be_scheduled_in_aws_is_scheduled_there() -> None:
    own, queue = made()
    scalable, api, plain = services(own)
    api.schedule(ScheduledAction("ecs:shop/api", "noon", NOON, desired=4))
    assert (len(scalable.planned), own.of(), queue.texts) == (2, (), [])
    plain.schedule(ACTION)
    assert (len(scalable.planned), own.of()) == (2, (ACTION,))
    assert plain.scheduled() == (ACTION,)
    assert [action.name for action in api.scheduled()] == ["noon"]
    for target in (api, plain):
        target.unschedule("noon")
        target.unschedule("noon")
        assert target.scheduled() == ()


@pytest.mark.parametrize(
    "action",
    [
        ScheduledAction(PLAIN, "weekdays", None, desired=4, recurrence="0 8 * * 1-5"),
        ScheduledAction(PLAIN, "limits", NOON, minimum=1, maximum=8),
    ],
)
def test_what_comes_again_or_sets_limits_alone_is_not_bellhops_to_do(action: ScheduledAction) -> None:
    own, queue = made()
    scalable, _, plain = services(own)
    with suppress(BellhopError):  # as its kind answers it
        plain.schedule(action)
    assert (own.of(), queue.texts) == ((), [])
    assert scalable.planned == {}


def test_a_target_lacks_no_size_at_a_time_then_and_still_what_bellhop_does_not_do() -> None:
    _, _, plain = services(made()[0])
    now, bare = plain.now(), plain.target.now()
    assert now
    assert bare
    assert (bool(bare.cannot(Ability.ONCE)), now.cannot(Ability.ONCE)) == (True, "")
    for ability in (Ability.AGAIN, Ability.BOUNDS, Ability.BOUNDS_LATER, Ability.PROCESSES, Ability.REFRESH):
        assert now.cannot(ability) == bare.cannot(ability) != ""
    assert carried(bare) == now
