"""One of each kind that /scale can scale, over what stands for AWS in the tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.aws.scaling import Capacity
from app.scaling.groups import Groups
from app.scaling.target import Target, TargetKind
from tests.fakes.ecs import FakeEcs, kind, limits, service
from tests.fakes.scaling import FakeAutoScaling, web


@dataclass(frozen=True)
class World:
    """A kind with one target, `name`, at the sizes that were asked for."""

    kind: TargetKind
    name: str

    @property
    def target(self) -> Target:
        return self.kind.at(self.name)


def groups(sizes: Capacity) -> World:
    scaling = FakeAutoScaling(web(minimum=sizes.minimum, maximum=sizes.maximum, desired=sizes.desired))
    return World(Groups(scaling), "web")


def ecs_services(sizes: Capacity) -> World:
    fake = FakeEcs(service(desired=sizes.desired))
    return World(kind(fake, limits(minimum=sizes.minimum, maximum=sizes.maximum)), "ecs:shop/api")


# By the name in app/scaling/catalogue.py.
WORLDS: dict[str, Callable[[Capacity], World]] = {"group": groups, "ecs": ecs_services}
