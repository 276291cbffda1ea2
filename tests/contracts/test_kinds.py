"""What /scale relies on, whatever it scales: every kind of app/scaling/catalogue.py passes this."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.aws.scaled_numbers.catalogue import ROWS
from app.aws.scaling import DYNAMIC, Ability, Capacity, ScheduledAction
from app.base.errors import Wrong
from app.scaling.catalogue import KINDS
from app.scaling.target import Target, TargetKind
from app.scaling.words import prefix_of, words_for
from tests.contracts.kind_worlds import SHARED, WORLDS, World
from tests.contracts.test_signatures import public, shape

pytestmark = pytest.mark.slow

NOON = datetime(2030, 1, 2, 12, 0, tzinfo=UTC)
SIZES = Capacity(1, 8, 2)


@pytest.fixture(scope="module", autouse=True)
def shared_fronts() -> Iterator[None]:
    yield
    SHARED.close()


@pytest.fixture(params=WORLDS, ids="-".join)
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    with WORLDS[request.param](SIZES) as made:
        yield made


def sizes(world: World) -> Capacity:
    now = world.target.now()
    assert now
    return now.capacity


def without_size(world: World) -> str:
    """Why it can't be set, for what can't."""
    now = world.target.now()
    assert now
    return now.cannot(Ability.SIZE)


def test_only_what_never_shrinks_can_not_be_set() -> None:
    fixed = []
    for (label, where), make in WORLDS.items():
        if where == "fake":
            with make(SIZES) as world:
                fixed += [label] if without_size(world) else []
    assert fixed == ["kafka:broker-storage:VolumeSize"]


def test_every_kind_is_held_to_it() -> None:
    for stands_in in ("fake", "front"):
        labels = {label for label, where in WORLDS if where == stands_in}
        assert labels == {"group", "ecs", *(row.dimension for row in ROWS)}
    assert {"group", "ecs", *(row.kind for row in ROWS)} == KINDS.keys()


@pytest.mark.parametrize("seam", [Target, TargetKind])
def test_a_kind_is_called_as_the_seam_says(world: World, seam: type) -> None:
    real = type(world.target if seam is Target else world.kind)
    asked = {name for name, member in public(seam).items() if inspect.isfunction(member)}
    returned = {"at": "Target"}  # each says which of its own
    for name in asked:
        assert public(real).keys() >= asked
        if name not in returned:
            assert shape(getattr(real, name)) == shape(getattr(seam, name)), name


def test_what_there_is_is_listed_by_the_name_that_finds_it(world: World) -> None:
    listed = next(each for each in world.kind.all() if each.name == world.name)
    assert listed.capacity == SIZES
    assert {prefix_of(each.name) for each in world.kind.all()} == {prefix_of(world.name)}
    assert world.target.now() == listed
    assert world.target.name == world.name


def test_what_there_is_not_is_none(world: World) -> None:
    assert world.kind.at(f"{world.name}-api").now() is None


def test_a_desired_capacity_is_set_and_reached_or_refused_with_the_sentence_of_the_target(world: World) -> None:
    if why := without_size(world):
        with pytest.raises(Wrong, match=re.escape(why)):
            world.target.set_desired(5)
        assert sizes(world) == SIZES
        return
    world.target.set_desired(5)
    world.settle()
    now = world.target.now()
    assert now
    assert (now.capacity, now.in_service) == (Capacity(1, 8, 5), 5)


@pytest.mark.parametrize("desired", [0, 9])
def test_a_desired_capacity_out_of_bounds_is_refused(world: World, desired: int) -> None:
    with pytest.raises(Wrong):
        world.target.set_desired(desired)
    assert sizes(world) == SIZES


def test_the_three_sizes_are_set_together(world: World) -> None:
    to = Capacity(world.least, 12, 2 if without_size(world) else 10)
    world.target.resize(to)
    assert sizes(world) == to
    world.settle()
    assert sizes(world) == to


def test_what_is_not_there_can_not_be_changed(world: World) -> None:
    with pytest.raises(Wrong):
        world.kind.at(f"{world.name}-api").set_desired(4)


def test_a_scheduled_change_is_listed_until_it_is_deleted(world: World) -> None:
    if without_size(world):
        with pytest.raises(Wrong):
            world.target.schedule(ScheduledAction(world.name, "noon", NOON, minimum=1, maximum=8, desired=4))
        assert world.target.scheduled() == ()
        return
    action = ScheduledAction(world.name, "noon", NOON, minimum=1, maximum=8, desired=4)
    world.target.schedule(action)
    (found,) = world.target.scheduled()
    assert (replace(found, zone=""),) == (action,)
    assert world.kind.scheduled() == (found,)
    world.target.unschedule("noon")
    world.target.unschedule("noon")
    assert world.target.scheduled() == ()


def test_what_is_suspended_shows_and_is_resumed(world: World) -> None:
    schedules = words_for(world.name).schedules
    world.target.suspend([schedules])
    now = world.target.now()
    assert now
    assert (now.suspended, now.skips_schedules, now.is_deaf) == ((schedules,), True, False)
    world.target.resume([schedules])
    now = world.target.now()
    assert now
    assert (now.suspended, now.skips_schedules) == ((), False)


def test_what_makes_it_deaf_is_known_as_such(world: World) -> None:
    by_alarms = [each for each in words_for(world.name).processes if each in (*DYNAMIC, "AlarmNotification")]
    world.target.suspend(by_alarms)
    now = world.target.now()
    assert now
    assert now.is_deaf


def test_a_refresh_is_started_or_refused_with_the_sentence_that_the_target_says_itself(world: World) -> None:
    now = world.target.now()
    assert now
    why = now.cannot(Ability.REFRESH)
    if not why:
        world.target.start_refresh()
        assert world.target.refreshes()[0].is_running
        return
    for start in (world.target.start_refresh, world.target.cancel_refresh, world.target.roll_back_refresh):
        with pytest.raises(Wrong, match=re.escape(why)):
            start()


def test_what_it_can_do_it_does_not_refuse(world: World) -> None:
    now = world.target.now()
    assert now
    able = {Ability.BOUNDS, Ability.PROCESSES}
    if not without_size(world):
        able |= {Ability.SIZE, Ability.ONCE, Ability.BOUNDS_LATER}
    assert not [ability for ability in able if now.cannot(ability)]
    assert all(why.endswith(".") for _, why in now.lacks)
