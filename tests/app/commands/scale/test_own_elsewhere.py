"""Sizes at a time that Bellhop sets itself, of an ECS service in another account, whose name one here has, too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from app.aws.application_autoscaling import ScalableTargets
from app.aws.ecs import Ecs
from app.base.errors import Refused
from app.scaling.ecs_services import EcsServices
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.scale.two_places import TwoPlaces, two_places
from tests.fakes.clock import SetClock
from tests.fakes.ecs import FakeEcs, FakeScalableTargets, service
from tests.fakes.elsewhere import IRELAND, PROD, everywhere

NOT_LET_IN = Refused("Bellhop can't get into prod (210987654321), eu-west-1: AWS doesn't let it.")
ARN = "arn:aws:ecs:{}:service/shop/web"


@dataclass
class Services:
    """`shop/web` in both, which is registered with Application Auto Scaling in neither."""

    world: TwoPlaces
    here: FakeEcs
    there: FakeEcs

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
    scalable: ScalableTargets = everywhere(FakeScalableTargets(here), {IRELAND: FakeScalableTargets(there)})
    with two_places(slack, clock, ecs=EcsServices(at, scalable, clock)) as world:
        yield Services(world, here, there)


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
