"""What is asked to be changed in another account is not changed here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.slack.threaded import RunningSlack
from tests.app.commands.scale.two_places import NAME, TwoPlaces, two_places
from tests.fakes.aws import alarm
from tests.fakes.clock import SetClock


@pytest.fixture
def world(slack: RunningSlack, clock: SetClock) -> Iterator[TwoPlaces]:
    with two_places(slack, clock) as made:
        yield made


@pytest.mark.parametrize(
    "words",
    [
        f"mute {NAME} in prod",
        f"mute {NAME} in prod for 2h because we deploy",
        f"mute {NAME} for 2h in prod",
        f"mute {NAME} until 6pm in prod",
        f'mute "{NAME}" for 2h in prod',
        "mute web-* in prod",
        f"unmute {NAME} in prod",
        f"tune {NAME} in prod",
        "audit in prod",
    ],
)
def test_a_verb_there_is_refused_and_offers_nothing_of_that_name_here(words: str, world: TwoPlaces) -> None:
    said = world.type(words, command="/alarms")
    assert said.startswith(f"`/alarms {words.split()[0]}` works only in Bellhop's own account and region")
    assert "`/alarms NAME in prod/eu-west-1` shows an alarm there" in said
    assert (world.alarms_here.rules, world.alarms_there.rules) == ({}, {})


def test_an_alarm_here_that_is_called_so_is_meant(world: TwoPlaces) -> None:
    world.alarms_here.add(alarm("errors in prod"))
    world.type("mute errors in prod for 2h", command="/alarms")
    assert [muted for muted, _, _ in world.alarms_here.rules.values()] == ["errors in prod"]


def test_a_place_in_the_reason_is_none(world: TwoPlaces) -> None:
    world.type(f"mute {NAME} for 2h because we deploy in prod", command="/alarms")
    assert [muted for muted, _, _ in world.alarms_here.rules.values()] == [NAME]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (f"mute {NAME} for 2h in staging", "There is no place `staging`: bellhop.toml names `prod/eu-west-1`."),
        (
            f"{NAME} in staging",
            f"There is no alarm `{NAME} in staging`, and no place `staging`: bellhop.toml names `prod/eu-west-1`. "
            "Did you mean this?",
        ),
        (
            "in staging",
            "There is no alarm `staging`, and no place `staging`: bellhop.toml names `prod/eu-west-1`. "
            "`/alarms` lists what is not OK.",
        ),
    ],
)
def test_a_place_that_is_none_is_named(words: str, said: str, world: TwoPlaces) -> None:
    assert world.type(words, command="/alarms") == said
