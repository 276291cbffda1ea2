"""Channels by name: remembered, and looked up no further than to the one that is wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from app.slack.channels import REMEMBERED_SECONDS, Channels
from app.slack.errors import NoSuchChannel
from tests.fakes.clock import SetClock


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def channels(asked: list[str], clock: SetClock) -> Channels:
    def listed() -> Iterator[Mapping[str, Any]]:
        for page in ("a", "b"):
            asked.append(page)
            yield {"channels": [{"name": page, "id": f"C{page}"}]}

    return Channels(listed, clock.epoch)


def test_an_id_is_an_id(channels: Channels, asked: list[str]) -> None:
    assert (channels.id_of("C9"), asked) == ("C9", [])


def test_whatever_was_listed_on_the_way_is_remembered(channels: Channels, asked: list[str]) -> None:
    assert [channels.id_of(name) for name in ("#b", "#a", "#b")] == ["Cb", "Ca", "Cb"]
    assert asked == ["a", "b"]


def test_one_that_is_lost_is_looked_up_again(channels: Channels, asked: list[str]) -> None:
    channels.id_of("#a")
    channels.forget("Ca")
    assert channels.id_of("#a") == "Ca"
    assert asked == ["a", "a"]


def test_whatever_is_remembered_is_looked_up_again_after_an_hour(
    channels: Channels, asked: list[str], clock: SetClock
) -> None:
    channels.id_of("#b")
    clock.advance(REMEMBERED_SECONDS)
    assert [channels.id_of(name) for name in ("#a", "#b")] == ["Ca", "Cb"]
    assert asked == ["a", "b", "a", "a", "b"]


def test_one_that_is_not_there_says_what_to_do(channels: Channels) -> None:
    with pytest.raises(NoSuchChannel, match="/invite"):
        channels.id_of("#c")
