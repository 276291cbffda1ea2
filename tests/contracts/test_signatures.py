"""A fake stands where the door does: it has each of its methods, takes the same and gives the same."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module

import pytest

from app.aws.alarm_facts import AlarmFacts
from app.aws.cloudwatch import CloudWatch
from app.aws.dynamodb import DynamoTable
from app.aws.pricing import PriceList
from app.aws.sqs import SqsQueue
from app.queues.queue import Queue
from app.store.table import MemoryTable, Table
from tests.fakes.aws import FakeCloudWatch, FakePriceList
from tests.fakes.counted import CountedTable
from tests.fakes.dying import MortalTable
from tests.fakes.elsewhere import OpenDoor, OpenDoors
from tests.fakes.queues import RememberingQueue
from tests.house.tree import modules

DOORS, FAKED = "app.aws.", "tests.fakes."
# What a fake may inherit: it only calls other methods of the door, which are the fake's own.
COMPOSED = {"connect", "mute"}
# Ways into another account, which are theirs but for what leads out of the process; so they inherit most.
WAYS = {OpenDoor, OpenDoors}
SEAMS = [
    *((Table, table) for table in (MemoryTable, DynamoTable, CountedTable)),
    *((Queue, queue) for queue in (SqsQueue, RememberingQueue)),
]


def fakes() -> Iterator[tuple[type, type]]:
    """Each fake of a door, by whose class it is made, with that."""
    for name, _ in modules("tests/fakes"):
        for fake in vars(import_module(name)).values():
            if isinstance(fake, type) and fake.__module__ == name and fake not in WAYS:
                yield from ((door, fake) for door in fake.__mro__[1:] if door.__module__.startswith(DOORS))


def public(kind: type, package: str = "") -> dict[str, object]:
    """What a class defines itself, or, with a package, inherits from another class there."""
    within = [each for each in kind.__mro__[::-1] if each is kind or (package and each.__module__.startswith(package))]
    return {name: value for each in within for name, value in vars(each).items() if not name.startswith("_")}


def shape(member: object) -> object:
    """What a caller sees of a method: parameters, defaults and types; of a property its type."""
    if isinstance(member, property):
        return "property", inspect.signature(member.fget or len).return_annotation
    assert callable(member)
    return inspect.signature(member)


FAKES = sorted(set(fakes()), key=str)


def test_what_a_door_has_of_another_class_its_fake_must_have_too() -> None:
    assert {(CloudWatch, FakeCloudWatch), (AlarmFacts, FakeCloudWatch), (PriceList, FakePriceList)} <= set(FAKES)


@pytest.mark.parametrize(("door", "fake"), FAKES)
def test_a_fake_has_every_method_of_its_door_itself(door: type, fake: type) -> None:
    assert sorted(public(door).keys() - COMPOSED - public(fake, FAKED).keys()) == []


@pytest.mark.parametrize(("door", "fake"), FAKES)
def test_a_fakes_methods_are_called_as_the_doors(door: type, fake: type) -> None:
    asked, given = public(door), public(fake, FAKED)
    both = asked.keys() & given.keys()
    assert {name: shape(given[name]) for name in both} == {name: shape(asked[name]) for name in both}


@pytest.mark.parametrize(("seam", "real"), SEAMS)
def test_whatever_stands_behind_a_seam_is_called_as_the_seam_says(seam: type, real: type) -> None:
    asked = public(seam)
    assert {name: shape(getattr(real, name, None)) for name in asked} == {n: shape(each) for n, each in asked.items()}


def test_the_queue_of_the_tests_lets_a_message_come_back_as_sqs_does() -> None:
    assert shape(RememberingQueue.retry_after) == shape(SqsQueue.retry_after)


def test_a_table_that_dies_dies_at_every_call_to_the_table() -> None:
    # `put` is MemoryTable's, which writes through put_all.
    assert public(Table).keys() - {"put"} <= public(MortalTable).keys()
