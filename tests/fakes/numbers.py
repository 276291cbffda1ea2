"""Numbers that Application Auto Scaling changes, in memory, behind the app's own doors."""

from __future__ import annotations

from dataclasses import replace

from app.aws.numbers import Numbers
from app.aws.scalable_target import ScalableTarget
from app.aws.scaled_number import Number, Row
from app.aws.scaled_numbers.catalogue import OF_KIND
from app.aws.scaling import Activity
from app.base.clock import Clock, now
from app.base.errors import BellhopError, Wrong
from app.scaling.numbers import NumberKind
from sandbox.aws.scalable.dimensions import unit
from tests.fakes.ecs import FakeEcs, FakeScalableTargets

ARN = "arn:aws:application-autoscaling:us-east-1:123456789012:scalable-target/{id}"


class FakeNumbers(Numbers):
    """By dimension and resource; what is there follows at once, or, where it `is_slow`, when a test calls `arrive`."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], Number] = {}
        self.done: list[str] = []
        self.is_slow = False
        self.refusal: BellhopError | None = None

    def read(self, row: Row, resource: str) -> Number | None:
        if self.refusal:
            raise self.refusal
        return self.known.get((row.dimension, resource))

    def change(self, row: Row, resource: str, number: int) -> None:
        self.put(row.dimension, resource, number)
        self.done.append(f"set {row.name_of(resource)} to {number}")

    def put(self, dimension: str, resource: str, number: int) -> None:
        """Whoever sets it."""
        known = self.known.get((dimension, resource))
        if known is None:
            raise Wrong("There is none.")
        self.known[dimension, resource] = replace(known, wanted=number)
        if not self.is_slow:
            self.arrive()

    def arrive(self) -> None:
        self.known = {key: Number(each.wanted, each.wanted) for key, each in self.known.items()}


class FakeNumberTargets(FakeScalableTargets):
    """Those of one dimension, whose numbers are moved into new limits; each move is an activity."""

    def __init__(self, namespace: str, dimension: str, numbers: FakeNumbers) -> None:
        super().__init__(FakeEcs())
        self.namespace, self.dimension, self.numbers = namespace, dimension, numbers
        self.status = "Successful"

    def _move(self, resource: str, low: int, high: int) -> None:
        known = self.numbers.known.get((self.dimension, resource))
        if known and not low <= known.wanted <= high:
            to = min(max(known.wanted, low), high)
            self.numbers.put(self.dimension, resource, to)
            told = Activity(f"a-{len(self.done)}", now(), self.status, f"Setting {unit(self.dimension)} to {to}.")
            self.activity[resource] = (told, *self.activity.get(resource, ()))


class Doors:
    """One to each dimension, made when it is asked for; a kind calls it as ScalableTargets itself."""

    def __init__(self, numbers: FakeNumbers) -> None:
        self.numbers = numbers
        self.made: dict[str, FakeNumberTargets] = {}

    def __call__(self, namespace: str, dimension: str) -> FakeNumberTargets:
        return self.made.setdefault(dimension, FakeNumberTargets(namespace, dimension, self.numbers))

    def register(self, row: Row, resource: str, sizes: tuple[int, int, int]) -> FakeNumberTargets:
        minimum, maximum, number = sizes
        door = self(row.namespace, row.dimension)
        arn = ARN.format(id=len(door.registered))
        door.registered[resource] = ScalableTarget(resource, minimum, maximum, arn=arn)
        self.numbers.known[row.dimension, resource] = Number(number, number)
        return door


def kind(name: str, doors: Doors, clock: Clock = now) -> NumberKind:
    return NumberKind(name, doors.numbers, doors, clock)


def tables(clock: Clock = now) -> tuple[Doors, NumberKind]:
    """The table `orders`, with 2 of 1 to 8 read units; it is written to on demand."""
    doors = Doors(FakeNumbers())
    doors.register(OF_KIND["dynamodb"][0], "table/orders", (1, 8, 2))
    return doors, kind("dynamodb", doors, clock)
