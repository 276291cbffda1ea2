"""What the stories about /scale are about, kind by kind: `web` (2 of 1 to 8) and `plain` (6), and AWS in memory.

A story is told in words that every kind understands; where a kind can't do something, it says why.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from app.aws.scaled_numbers.catalogue import OF_KIND
from app.scaling.ecs_services import EcsServices
from app.scaling.numbers import NumberKind
from app.scaling.target import TargetKind
from tests.fakes.clock import SetClock
from tests.fakes.ecs import FakeEcs, FakeScalableTargets, limits, service
from tests.fakes.numbers import Doors, FakeNumbers
from tests.fakes.scaling import FakeAutoScaling, web

MORE = 6
# Of Application Auto Scaling.
READS = ("all", "of", "activities", "policies", "scheduled")
WRITES = ("set_bounds", "set_suspended", "schedule", "unschedule")
# What stories type that not every kind can do.
BOUNDS, SUSPENDS = "web max=12 +2", "web suspend {process}"


class Scaled(ABC):
    """One kind, and what AWS was made to do.

    kind      its name in `[scale] kinds`
    made      what Bellhop scales by that name; None for groups, which Bellhop always has
    doors     whose calls may be a process's last, with the names of those calls
    process   what of it can be suspended
    cannot    what it can't do, by what is typed, and what it says then
    """

    kind: str
    process: str
    cannot: Mapping[str, str]
    made: TargetKind | None = None
    doors: Mapping[str, tuple[object, Sequence[str]]]

    @abstractmethod
    def __init__(self, clock: SetClock) -> None: ...

    @property
    @abstractmethod
    def changes(self) -> list[tuple[str, int]]:
        """Every size that was set, by whomever."""

    @property
    @abstractmethod
    def planned(self) -> list[str]:
        """What has scheduled actions in AWS, as often as it has some."""

    @property
    @abstractmethod
    def done(self) -> list[str]:
        """What else was done; what leaves things as they are is not done again."""

    @abstractmethod
    def run(self, at: datetime) -> None:
        """AWS does what is scheduled."""

    @abstractmethod
    def move(self, name: str, desired: int) -> None:
        """Somebody else sets a size."""


def without_detours(done: Iterable[str]) -> list[str]:
    """Limits that are set again to what they are, or taken back and set again, are set once."""
    kept: list[str] = []
    for words in done:
        if words in kept:
            del kept[kept.index(words) + 1 :]
        else:
            kept.append(words)
    return kept


class Groups(Scaled):
    """Auto Scaling groups."""

    kind, process = "group", "AZRebalance"
    cannot: Mapping[str, str] = {}

    def __init__(self, clock: SetClock) -> None:
        self.scaling = FakeAutoScaling(web(), web(name="plain", desired=MORE))
        reads = ("group", "groups", "activities", "policies", "scheduled", "refreshes")
        writes = ("set_desired", "resize", "schedule", "unschedule", "suspend", "resume", "start_refresh")
        self.doors = {"autoscaling": (self.scaling, (*reads, *writes))}

    @property
    def changes(self) -> list[tuple[str, int]]:
        return self.scaling.changes

    @property
    def planned(self) -> list[str]:
        return sorted(action.group for action in self.scaling.planned.values())

    @property
    def done(self) -> list[str]:
        return [words for words in self.scaling.done if "schedule" not in words]  # the same name replaces it

    def run(self, at: datetime) -> None:
        self.scaling.run(at)

    def move(self, name: str, desired: int) -> None:
        self.scaling.move(name, desired)


class Services(Scaled):
    """ECS services that are registered with Application Auto Scaling."""

    kind, process = "ecs", "ScheduledScaling"
    cannot: Mapping[str, str] = {
        "web refresh start": "An ECS service has no instance refresh.",
        "web 4 every weekday 08:00": "no size again and again",
    }

    def __init__(self, clock: SetClock, is_registered: bool = True) -> None:
        self.ecs = FakeEcs(service("web"), service("plain", desired=MORE, running=MORE))
        registered = (limits("web"), limits("plain")) if is_registered else ()
        self.scalable = FakeScalableTargets(self.ecs, *registered)
        self.made = EcsServices(self.ecs, self.scalable, clock)
        self.doors = {
            "ecs": (self.ecs, ("services", "service", "stopped", "set_desired")),
            "application-autoscaling": (self.scalable, (*READS, *WRITES)),
        }

    @property
    def changes(self) -> list[tuple[str, int]]:
        return self.ecs.changes

    @property
    def planned(self) -> list[str]:
        return sorted(action.group for action in self.scalable.planned.values())

    @property
    def done(self) -> list[str]:
        return without_detours(words for words in self.scalable.done if "schedule" not in words)

    def run(self, at: datetime) -> None:
        self.scalable.run(at)

    def move(self, name: str, desired: int) -> None:
        self.ecs.move("shop", name, desired)


class PlainServices(Services):
    """ECS services that are not registered: they have no limits, and nothing in AWS sets them at a time."""

    cannot: Mapping[str, str] = {
        "web refresh start": "An ECS service has no instance refresh.",
        "web 4 every weekday 08:00": "nothing can change it again and again",
        BOUNDS: "it has no min and max",
        SUSPENDS: "there is nothing to suspend",
    }

    def __init__(self, clock: SetClock) -> None:
        super().__init__(clock, is_registered=False)


class CountedNumbers(FakeNumbers):
    """Each number that is set, by whomever."""

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[tuple[str, int]] = []

    def put(self, dimension: str, resource: str, number: int) -> None:
        super().put(dimension, resource, number)
        self.changes.append((resource.removeprefix("table/"), number))


class Tables(Scaled):
    """Read units of DynamoDB's tables, which Application Auto Scaling itself sets: a pin, and limits after it."""

    kind, process = "dynamodb", "DynamicScalingIn"
    cannot: Mapping[str, str] = {
        "web refresh start": "has no instance refresh",
        "web 4 every weekday 08:00": "no number again and again",
    }

    def __init__(self, clock: SetClock) -> None:
        self.numbers = CountedNumbers()
        doors, self.row = Doors(self.numbers), OF_KIND["dynamodb"][0]
        for name, number in (("web", 2), ("plain", MORE)):
            self.scalable = doors.register(self.row, f"table/{name}", (1, 8, number))
        self.made = NumberKind("dynamodb", self.numbers, doors, clock)
        self.doors = {"numbers": (self.numbers, ("read", "change")), "targets": (self.scalable, (*READS, *WRITES))}

    @property
    def changes(self) -> list[tuple[str, int]]:
        return self.numbers.changes

    @property
    def planned(self) -> list[str]:
        return sorted(action.group for action in self.scalable.planned.values())

    @property
    def done(self) -> list[str]:
        return without_detours(words for words in self.scalable.done if "schedule" not in words)

    def run(self, at: datetime) -> None:
        self.scalable.run(at)

    def move(self, name: str, desired: int) -> None:
        self.numbers.put(self.row.dimension, f"table/{name}", desired)


KINDS: Mapping[str, type[Scaled]] = {
    "group": Groups,
    "ecs": Services,
    "plain ecs": PlainServices,
    "dynamodb": Tables,
}
