"""One of each kind that /scale can scale, over the tests' fakes and over the sandbox's fronts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.aws import application_autoscaling, autoscaling, ecs
from app.aws.autoscaling import AutoScaling
from app.aws.numbers import Numbers
from app.aws.scaled_number import Number, Row
from app.aws.scaled_numbers.catalogue import ROWS
from app.aws.scaling import Activity, Capacity
from app.scaling.ecs_services import ecs_services
from app.scaling.groups import Groups
from app.scaling.numbers import NumberKind
from app.scaling.target import Target, TargetKind
from sandbox.aws.autoscaling import settle_at_once
from sandbox.aws.ecs.control import let_pass
from sandbox.aws.scalable.dimensions import FORMS
from sandbox.aws.scalable.model import ScalableTargets
from tests.contracts.servers import leading_to
from tests.fakes.clock import SetClock
from tests.fakes.ecs import FakeEcs, kind, limits, service
from tests.fakes.numbers import Doors, FakeNumbers
from tests.fakes.numbers import kind as kind_of_numbers
from tests.fakes.scaling import FakeAutoScaling, web
from tests.sandbox.aws.conftest import Fronts, running_fronts
from tests.sandbox.aws.test_scalable_targets import RESOURCES

MINUTE = 60.0
TWO_MINUTES = timedelta(minutes=2)
LEAST = 1


@dataclass(frozen=True)
class World:
    """A kind with the target `name`, at the sizes that were asked for; `settle` lets it get to what was set.

    least  its minimum may be
    """

    kind: TargetKind
    name: str
    settle: Callable[[], None] = lambda: None
    least: int = 0

    @property
    def target(self) -> Target:
        return self.kind.at(self.name)


Make = Callable[[Capacity], AbstractContextManager[World]]


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


def fake_number(row: Row) -> Make:
    @contextmanager
    def made(sizes: Capacity) -> Iterator[World]:
        doors = Doors(FakeNumbers())
        resource = RESOURCES[row.dimension]
        door = doors.register(row, resource, (sizes.minimum, sizes.maximum, sizes.desired))
        clock = SetClock()
        if not row.read:
            door.activity[resource] = (Activity("a-0", clock(), "Successful", f"Setting property to {sizes.desired}."),)

        def settle() -> None:
            door.run(clock() + TWO_MINUTES)

        yield World(kind_of_numbers(row.kind, doors, clock), row.name_of(resource), settle, LEAST)

    return made


class FrontNumbers(Numbers):
    """The numbers of the sandbox's front, which has no services behind them but DynamoDB."""

    def __init__(self, targets: ScalableTargets) -> None:
        self._targets = targets

    def read(self, row: Row, resource: str) -> Number | None:
        found = self._targets.numbers.numbers.get((resource, row.dimension))
        return None if found is None else Number(found, found)

    def change(self, row: Row, resource: str, number: int) -> None:
        self._targets.numbers.set(resource, row.dimension, number)


class SharedFronts:
    """One set of fronts for the numbers of all rows, since each has targets of its own; started when it is needed."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._made: Fronts | None = None

    def get(self) -> Fronts:
        if self._made is None:
            self._made = fronts = self._open.enter_context(running_fronts())
            service, ca_file = "application-autoscaling", str(fronts.authority.ca_file)
            self._open.enter_context(leading_to(fronts.urls[service], application_autoscaling, service, ca_file))
        return self._made

    def close(self) -> None:
        self._made = None
        self._open.close()


SHARED = SharedFronts()


def front_number(row: Row) -> Make:
    @contextmanager
    def made(sizes: Capacity) -> Iterator[World]:
        targets, services = SHARED.get().targets, SHARED.get().services
        key = resource, _ = RESOURCES[row.dimension], row.dimension
        targets.numbers.set(*key, sizes.desired if row.read else sizes.desired - 1)
        if not row.read:  # so that there is an activity
            targets.register((row.namespace, *key), sizes.desired, sizes.desired)
        targets.register((row.namespace, *key), sizes.minimum, sizes.maximum)

        def clock() -> datetime:
            return datetime.fromtimestamp(targets.clock.now(), UTC)

        def settle() -> None:
            let_pass(services, targets, 2 * MINUTE)

        kind = NumberKind(row.kind, FrontNumbers(targets), clock=clock)
        try:
            yield World(kind, row.name_of(resource), settle, FORMS[row.dimension].least)
        finally:
            targets.deregister((row.namespace, *key))
            targets.gone.clear()

    return made


# By the name in app/scaling/catalogue.py or, of numbers, their dimension; and what stands for AWS.
WORLDS: dict[tuple[str, str], Make] = {
    ("group", "fake"): fake_groups,
    ("group", "front"): front_groups,
    ("ecs", "fake"): fake_services,
    ("ecs", "front"): front_services,
    **{(row.dimension, "fake"): fake_number(row) for row in ROWS},
    **{(row.dimension, "front"): front_number(row) for row in ROWS},
}
