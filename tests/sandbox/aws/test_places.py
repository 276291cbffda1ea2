"""Each account and region has things of its own, by whose call it is and where it is signed for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from sandbox.aws.account import HOME_PLACE, OTHER_PLACE, ROOT_KEY, ROOT_SECRET, Place
from sandbox.aws.autoscaling_group import Group
from sandbox.aws.clients import Endpoint
from sandbox.aws.front import CALLER, Front
from sandbox.aws.land import Land
from tests.sandbox.aws.fakes import START, FakeMinistack, loop_thread


class Lands:
    """A front over a fake emulator that says whose call it is."""

    def __init__(self, ministack: FakeMinistack, url: str) -> None:
        self.ministack, self.url = ministack, url

    def groups(self, place: Place) -> list[str]:
        """The ARNs of those that a caller sees there."""
        self.ministack.headers = {CALLER: place.account}
        who: Any = {"aws_access_key_id": ROOT_KEY, "aws_secret_access_key": ROOT_SECRET}
        client = boto3.Session(**who, region_name=place.region).client("autoscaling", endpoint_url=self.url)
        return [group["AutoScalingGroupARN"] for group in client.describe_auto_scaling_groups()["AutoScalingGroups"]]


@pytest.fixture
def lands() -> Iterator[Lands]:
    ministack = FakeMinistack()
    with loop_thread() as loop:
        loop.run(ministack.start())
        at = Endpoint(ministack.url)
        made = {place: Land(place, at, lambda: None, {}) for place in (HOME_PLACE, OTHER_PLACE)}
        for land in made.values():
            land.autoscaling.create(Group("web", 1, 8, 2, START, land.place.zones), settled=True)

        def operations(place: Place) -> Any:
            return made.setdefault(place, Land(place, at, lambda: None, {})).operations["autoscaling"]

        front = Front("autoscaling", made[HOME_PLACE].operations["autoscaling"], at, elsewhere=operations)
        yield Lands(ministack, loop.run(front.start()))
        loop.run(front.stop())
        loop.run(ministack.stop())


def test_a_call_sees_what_is_in_its_account_and_region(lands: Lands) -> None:
    for place in (HOME_PLACE, OTHER_PLACE):
        (arn,) = lands.groups(place)
        assert arn.startswith(f"arn:aws:autoscaling:{place.region}:{place.account}:")


@pytest.mark.parametrize(
    "place",
    [Place(HOME_PLACE.account, OTHER_PLACE.region), Place(OTHER_PLACE.account, HOME_PLACE.region)],
    ids=["another region", "another account"],
)
def test_where_nobody_put_anything_there_is_nothing(lands: Lands, place: Place) -> None:
    assert lands.groups(place) == []
