"""One of each kind that /scale can scale, over the tests' fakes and over the sandbox's fronts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from app.aws import application_autoscaling, autoscaling, ecs
from app.aws.autoscaling import AutoScaling
from app.aws.scaling import Capacity
from app.scaling.ecs_services import ecs_services
from app.scaling.groups import Groups
from app.scaling.target import Target, TargetKind
from sandbox.aws.autoscaling import settle_at_once
from sandbox.aws.ecs.control import let_pass
from tests.contracts.servers import leading_to
from tests.fakes.ecs import FakeEcs, kind, limits, service
from tests.fakes.scaling import FakeAutoScaling, web
from tests.sandbox.aws.conftest import running_fronts

MINUTE = 60.0


@dataclass(frozen=True)
class World:
    """A kind with the target `name`, at the sizes that were asked for; `settle` lets it get to what was set."""

    kind: TargetKind
    name: str
    settle: Callable[[], None] = lambda: None

    @property
    def target(self) -> Target:
        return self.kind.at(self.name)


@contextmanager
def fake_groups(sizes: Capacity) -> Iterator[World]:
    scaling = FakeAutoScaling(web(minimum=sizes.minimum, maximum=sizes.maximum, desired=sizes.desired))
    yield World(Groups(scaling), "web")


@contextmanager
def fake_services(sizes: Capacity) -> Iterator[World]:
    fake = FakeEcs(service(desired=sizes.desired))
    yield World(kind(fake, limits(minimum=sizes.minimum, maximum=sizes.maximum)), "ecs:shop/api")


@contextmanager
def front_groups(sizes: Capacity) -> Iterator[World]:
    with (
        running_fronts() as fronts,
        leading_to(fronts.urls["autoscaling"], autoscaling, "autoscaling", str(fronts.authority.ca_file)),
    ):
        door = AutoScaling()
        door.resize("web", sizes)
        yield World(Groups(door), "web", lambda: settle_at_once(fronts.scaling.group("web")))


@contextmanager
def front_services(sizes: Capacity) -> Iterator[World]:
    with running_fronts() as fronts:
        ca_file = str(fronts.authority.ca_file)
        with (
            leading_to(fronts.urls["ecs"], ecs, "ecs", ca_file),
            leading_to(
                fronts.urls["application-autoscaling"], application_autoscaling, "application-autoscaling", ca_file
            ),
        ):
            made = ecs_services()
            made.at("ecs:shop/api").resize(sizes)
            yield World(made, "ecs:shop/api", lambda: let_pass(fronts.services, fronts.targets, MINUTE))


# By the name in app/scaling/catalogue.py, and what stands for AWS.
WORLDS: dict[tuple[str, str], Callable[[Capacity], AbstractContextManager[World]]] = {
    ("group", "fake"): fake_groups,
    ("group", "front"): front_groups,
    ("ecs", "fake"): fake_services,
    ("ecs", "front"): front_services,
}
