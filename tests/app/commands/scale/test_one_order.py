"""One target that is named in two ways: what is asked about it has one order, also where a request has to wait."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.commands.scale.request.parse import topic
from app.listeners.job import turn_of
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.scale.two_places import TwoPlaces, two_places
from tests.app.people import type_in
from tests.app.runtime.test_run import let_others_pass
from tests.fakes.clock import SetClock

pytestmark = pytest.mark.slow

WAYS = ("web {} in prod", "web {} in eu-west-1", "web {} in 210987654321", "Prod/eu-west-1:web {}")
HOME_WAYS = ("web {}", "web {} in us-east-1", "web {} in 123456789012")


@pytest.fixture
def world(slack: RunningSlack, clock: SetClock) -> Iterator[TwoPlaces]:
    with two_places(slack, clock) as made:
        yield made


def let_pass(world: TwoPlaces, words: str) -> None:
    """A request for which Slack has no time until it has given up its place on the queue."""
    world.bellhop.slack.fault("users.info", "ratelimited", count=3, retry_after=30)
    type_in(world.bellhop, f"/scale {words}")
    let_others_pass(world.bellhop)


@pytest.mark.parametrize("first", WAYS)
@pytest.mark.parametrize("then", WAYS)
def test_one_that_had_to_wait_does_not_undo_a_later_one(world: TwoPlaces, first: str, then: str) -> None:
    let_pass(world, first.format(4))
    type_in(world.bellhop, f"/scale {then.format(5)}")
    world.pass_by(minutes=10)
    assert (world.there.changes, world.here.changes) == ([("web", 5)], [])
    assert world.said("a later request was carried out in the meantime")


@pytest.mark.parametrize("first", HOME_WAYS)
@pytest.mark.parametrize("then", HOME_WAYS)
def test_the_same_of_one_at_home(world: TwoPlaces, first: str, then: str) -> None:
    world.there.remove("web")
    let_pass(world, first.format(4))
    type_in(world.bellhop, f"/scale {then.format(5)}")
    world.pass_by(minutes=10)
    assert world.here.changes == [("web", 5)]


@pytest.mark.parametrize("then", ["web 5 in us-east-1", "web 5 in 123456789012"])
def test_one_at_home_is_no_later_one_of_the_other(world: TwoPlaces, then: str) -> None:
    let_pass(world, WAYS[0].format(4))
    type_in(world.bellhop, f"/scale {then}")
    world.pass_by(minutes=10)
    assert (world.there.changes, world.here.changes) == ([("web", 4)], [("web", 5)])


@pytest.mark.parametrize("way", WAYS)
def test_steps_add_up_however_they_are_named(world: TwoPlaces, way: str) -> None:
    for each in (way, WAYS[0], WAYS[-1]):
        type_in(world.bellhop, f"/scale {each.format('+1')}")
    assert world.there.changes == [("web", 4), ("web", 5), ("web", 6)]


@pytest.mark.parametrize("way", WAYS)
def test_while_another_worker_acts_on_it_nobody_else_does(
    world: TwoPlaces, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.leases.WAIT_SECONDS", 0.1)
    with world.bellhop.parts.leases.hold(turn_of(topic("prod/eu-west-1:web"))):
        type_in(world.bellhop, f"/scale {way.format(4)}")
        assert world.there.changes == []
    world.pass_by(minutes=1)
    assert world.there.changes == [("web", 4)]
