"""Sizes at a time that Bellhop sets itself, of an ECS service in another account, whose name one here has, too."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest

from app.aws.application_autoscaling import ScalableTargets
from app.aws.ecs import Ecs
from app.base.errors import Refused
from app.scaling.ecs_services import EcsServices
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.scale.two_places import TwoPlaces, two_places
from tests.app.people import type_in
from tests.fakes.clock import SetClock
from tests.fakes.ecs import FakeEcs, FakeScalableTargets, limits, service
from tests.fakes.elsewhere import IRELAND, PROD, everywhere
from tests.thorough import every_third

NOT_LET_IN = Refused("Bellhop can't get into prod (210987654321), eu-west-1: AWS doesn't let it.")
ARN = "arn:aws:ecs:{}:service/shop/web"


@dataclass
class Services:
    """`shop/web` in both, which is registered with Application Auto Scaling in neither."""

    world: TwoPlaces
    here: FakeEcs
    there: FakeEcs
    scalable: FakeScalableTargets

    def close(self, is_removed: bool) -> None:
        if is_removed:
            self.world.configure()
        else:
            self.world.closes(NOT_LET_IN)

    def told(self, words: str) -> int:
        return len([each for each in self.world.texts() if words in each])


@pytest.fixture
def services(slack: RunningSlack, clock: SetClock) -> Iterator[Services]:
    here = FakeEcs(service("web", arn=ARN.format("us-east-1:123456789012")))
    there = FakeEcs(service("web", arn=ARN.format("eu-west-1:210987654321")))
    at: Ecs = everywhere(here, {IRELAND: there})
    registered = FakeScalableTargets(there)
    scalable: ScalableTargets = everywhere(FakeScalableTargets(here), {IRELAND: registered})
    with two_places(slack, clock, ecs=EcsServices(at, scalable, clock)) as world:
        yield Services(world, here, there, registered)


def test_it_comes_back_there_and_nothing_happens_here(services: Services) -> None:
    services.world.type("ecs:shop/web 4 for 2h in prod")
    services.world.pass_by(hours=3)
    assert (services.here.done, services.there.done) == ([], ["set shop/web to 4", "set shop/web to 2"])
    assert services.told("is back at 2, as planned") == 1


@pytest.mark.parametrize("is_removed", [False, True])
def test_where_it_cannot_come_back_the_asker_is_told_once_and_it_comes_back_once_it_can(
    services: Services, is_removed: bool
) -> None:
    services.world.type("ecs:shop/web 4 for 2h in prod")
    services.world.pass_by(minutes=5)
    services.close(is_removed)
    services.world.pass_by(hours=8)
    assert (services.here.done, services.there.done) == ([], ["set shop/web to 4"])
    assert services.told("was due to go back to 2") == 1
    assert services.world.bellhop.watch.dead_letters == []
    if not is_removed:
        services.world.opens()
        services.world.pass_by(hours=1)
        assert services.there.done == ["set shop/web to 4", "set shop/web to 2"]


@pytest.mark.parametrize("is_removed", [False, True])
def test_a_size_at_a_time_that_could_not_be_set_then_is_told_and_not_set_hours_later(
    services: Services, is_removed: bool
) -> None:
    services.world.type("ecs:shop/web 4 in 30m in prod")
    services.close(is_removed)
    services.world.pass_by(hours=3)
    services.world.opens()
    services.world.pass_by(hours=3)
    assert (services.here.done, services.there.done) == ([], [])
    assert services.told("was due to go to 4, but that was refused") == 1
    assert (services.world.bellhop.watch.dead_letters, services.world.bellhop.watch.next_due()) == ([], None)


LIVE = replace(PROD, name="live")


def test_it_comes_back_too_once_its_account_has_another_name(services: Services) -> None:
    services.world.type("ecs:shop/web 4 for 2h in prod")
    services.world.configure(LIVE)
    assert "*live/eu-west-1:ecs:shop/web* to 2, " in services.world.type("schedule in live")
    services.world.pass_by(hours=3)
    assert services.there.done == ["set shop/web to 4", "set shop/web to 2"]
    assert services.told("is back at 2, as planned") == 1
    assert services.told("its scheduled action is gone") == 0


@pytest.mark.parametrize("words", ["ecs:shop/web 6 in live", "ecs:shop/web stay in live"])
def test_a_change_by_the_new_name_of_the_account_gives_up_that_way_back(services: Services, words: str) -> None:
    services.world.type("ecs:shop/web 4 for 2h in prod")
    services.world.pass_by(minutes=1)
    services.world.configure(LIVE)
    services.world.type(words)
    services.world.pass_by(hours=3)
    assert "set shop/web to 2" not in services.there.done
    assert "No group has a scheduled action" in services.world.type("schedule in live")


BEFORE, WANTED = (2, 1, 8), (9, 1, 9)
CALLS = range(1, 23)


def closed(first: int, times: int) -> Callable[[], None]:
    counted = itertools.count(1)

    def ask() -> None:
        if first <= next(counted) < first + times:
            raise NOT_LET_IN

    return ask


@pytest.fixture
def registered(services: Services) -> Services:
    services.scalable.registered["service/shop/web"] = limits("web")
    return services


def is_at(services: Services) -> tuple[int | None, int, int]:
    limits = services.scalable.registered["service/shop/web"]
    return services.there.desired("shop", "web"), limits.minimum, limits.maximum


def test_a_size_and_limits_are_made_within_these_calls(registered: Services) -> None:
    asked: list[int] = []
    registered.world.asked = lambda: asked.append(1)
    registered.world.type("ecs:shop/web max=9 9 in prod")
    assert (is_at(registered), len(asked)) == (WANTED, CALLS[-1])


@pytest.mark.parametrize("times", [1, 1000], ids=["once", "for good"])
@pytest.mark.parametrize("first", sorted({*every_third(CALLS), *CALLS[-5:]}))
def test_a_role_that_is_refused_between_a_size_and_its_limits_leaves_both_or_neither_or_nobody_can_tell(
    registered: Services, first: int, times: int
) -> None:
    registered.world.asked = closed(first, times)
    type_in(registered.world.bellhop, "/scale ecs:shop/web max=9 9 in prod")
    registered.world.pass_by(minutes=20)
    told = next(each for each in registered.world.texts() if each)
    if "set *prod/eu-west-1:ecs:shop/web*" not in told:
        assert "can't get into prod" in told
        assert is_at(registered) == BEFORE
    elif "cannot tell whether this was done" not in told:
        assert is_at(registered) == WANTED
    assert (registered.here.done, registered.world.bellhop.jobs.dead_letters) == ([], [])
