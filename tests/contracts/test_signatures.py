"""A fake stands where the door does: it has each of its methods, takes the same and gives the same."""

from __future__ import annotations

import inspect

import pytest

from app.aws.application_autoscaling import ScalableTargets
from app.aws.autoscaling import AutoScaling
from app.aws.cloudwatch import CloudWatch
from app.aws.dynamodb import DynamoTable
from app.aws.ecs import Ecs
from app.aws.sqs import SqsQueue
from app.queues.queue import Queue
from app.store.table import MemoryTable, Table
from tests.fakes.aws import FakeCloudWatch
from tests.fakes.counted import CountedTable
from tests.fakes.dying import MortalTable
from tests.fakes.ecs import FakeEcs, FakeScalableTargets
from tests.fakes.queues import RememberingQueue
from tests.fakes.scaling import FakeAutoScaling

# What a fake may inherit: it only calls other methods of the door, which are the fake's own.
COMPOSED = {"connect", "mute"}
FAKES = [
    (AutoScaling, FakeAutoScaling),
    (CloudWatch, FakeCloudWatch),
    (Ecs, FakeEcs),
    (ScalableTargets, FakeScalableTargets),
]
SEAMS = [
    *((Table, table) for table in (MemoryTable, DynamoTable, CountedTable)),
    *((Queue, queue) for queue in (SqsQueue, RememberingQueue)),
]


def public(kind: type) -> dict[str, object]:
    """What a class defines itself, without what it inherits."""
    return {name: value for name, value in vars(kind).items() if not name.startswith("_")}


def shape(member: object) -> object:
    """What a caller sees of a method: parameters, defaults and types; of a property its type."""
    if isinstance(member, property):
        return "property", inspect.signature(member.fget or len).return_annotation
    assert callable(member)
    return inspect.signature(member)


@pytest.mark.parametrize(("door", "fake"), FAKES)
def test_a_fake_has_every_method_of_its_door_itself(door: type, fake: type) -> None:
    assert sorted(public(door).keys() - COMPOSED - public(fake).keys()) == []


@pytest.mark.parametrize(("door", "fake"), FAKES)
def test_a_fakes_methods_are_called_as_the_doors(door: type, fake: type) -> None:
    both = public(door).keys() & public(fake).keys()
    assert {name: shape(vars(fake)[name]) for name in both} == {name: shape(vars(door)[name]) for name in both}


@pytest.mark.parametrize(("seam", "real"), SEAMS)
def test_whatever_stands_behind_a_seam_is_called_as_the_seam_says(seam: type, real: type) -> None:
    asked = public(seam)
    assert {name: shape(getattr(real, name, None)) for name in asked} == {n: shape(each) for n, each in asked.items()}


def test_the_queue_of_the_tests_lets_a_message_come_back_as_sqs_does() -> None:
    assert shape(RememberingQueue.retry_after) == shape(SqsQueue.retry_after)


def test_a_table_that_dies_dies_at_every_call_to_the_table() -> None:
    # `put` is MemoryTable's, which writes through put_all.
    assert public(Table).keys() - {"put"} <= public(MortalTable).keys()
