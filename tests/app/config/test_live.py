"""BELLHOP_CONFIG while Bellhop runs: what is new counts, and what is wrong never replaces what is right."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.base.errors import BellhopError, Later, Misconfigured
from app.base.metrics import Metric
from app.config.configuration import Configuration
from app.config.live import KEPT_SECONDS, Following, LiveConfiguration

PLACE = "ssm:/bellhop/prod/config"


def text(channel: str) -> str:
    return f'[slack]\nchannel = "{channel}"\n'


@dataclass
class Parameter:
    """SSM's parameter: what it says, or raises, and how often it was asked."""

    says: str | Exception
    asked: int = 0

    def fetch(self, reference: str) -> str:
        assert reference == PLACE
        self.asked += 1
        if isinstance(self.says, Exception):
            raise self.says
        return self.says


@dataclass
class Shelf:
    """The table, with the last good text."""

    text: str = ""
    problem: BellhopError | None = None

    def last(self) -> str:
        if self.problem:
            raise self.problem
        return self.text

    def keep(self, text: str) -> None:
        if self.problem:
            raise self.problem
        self.text = text


@dataclass
class World:
    parameter: Parameter = field(default_factory=lambda: Parameter(text("#one")))
    shelf: Shelf = field(default_factory=Shelf)
    seconds: float = 0.0

    def start(self) -> LiveConfiguration:
        """As a new process does."""
        return LiveConfiguration(PLACE, self.parameter.fetch, self.shelf, lambda: self.seconds)


@pytest.fixture
def world() -> World:
    return World()


def counted(caplog: pytest.LogCaptureFixture) -> int:
    return sum(vars(record).get("metrics", {}).get(Metric.CONFIGURATION_ERRORS, 0) for record in caplog.records)


def test_a_new_text_counts_within_five_minutes_and_is_not_asked_for_before(world: World) -> None:
    live = world.start()
    assert live.current().slack.channel == "#one"
    world.parameter.says = text("#two")
    world.seconds = KEPT_SECONDS - 1
    assert (live.current().slack.channel, world.parameter.asked) == ("#one", 1)
    world.seconds = KEPT_SECONDS
    assert (live.current().slack.channel, world.parameter.asked) == ("#two", 2)


def test_the_same_text_is_the_same_configuration(world: World) -> None:
    live = world.start()
    first = live.current()
    world.seconds = KEPT_SECONDS
    assert live.current() is first


WRONG = [
    "[slack\n",
    '[slack]\nchannel = "alarms"\n',
    Misconfigured("there is no such parameter in SSM."),
    Later("AWS did not answer."),
]


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_or_not_read_leaves_the_last_good_one_and_is_logged_and_counted(
    wrong: str | Exception, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    live = world.start()
    first = live.current()
    world.parameter.says = wrong
    world.seconds = KEPT_SECONDS
    with caplog.at_level(logging.ERROR):
        assert live.current() is first
        assert live.current() is first
    assert (counted(caplog), world.parameter.asked) == (1, 2)
    world.parameter.says = text("#two")
    world.seconds = 2 * KEPT_SECONDS
    assert live.current().slack.channel == "#two"


@pytest.mark.parametrize("wrong", WRONG)
def test_a_new_process_goes_on_with_the_last_good_one_of_an_earlier_one(
    wrong: str | Exception, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.start().current()
    world.parameter.says = wrong
    with caplog.at_level(logging.ERROR):
        assert world.start().current().slack.channel == "#one"
    assert counted(caplog) == 1


@pytest.mark.parametrize("wrong", WRONG)
def test_a_first_start_with_a_wrong_one_says_what_is_wrong(wrong: str | Exception, world: World) -> None:
    world.parameter.says = wrong
    with pytest.raises(Misconfigured, match=r"Bellhop can't start until that is corrected\.$"):
        world.start().current()


def test_a_table_that_does_not_answer_keeps_nobody_from_starting(world: World) -> None:
    world.shelf.problem = Later("AWS is busy.")
    assert world.start().current().slack.channel == "#one"


def test_a_file_is_read_again_too(tmp_path: Path) -> None:
    file, seconds = tmp_path / "bellhop.toml", [0.0]
    file.write_text(text("#one"))
    live = LiveConfiguration(str(file), str, monotonic=lambda: seconds[0])
    assert live.current().slack.channel == "#one"
    file.write_text(text("#two"))
    seconds[0] = KEPT_SECONDS
    assert live.current().slack.channel == "#two"


def test_what_is_built_of_it_is_built_again_once_for_each_change(world: World) -> None:
    built: list[Configuration] = []

    def build(found: Configuration) -> str:
        built.append(found)
        return found.slack.channel

    following = Following(world.start(), build)
    assert (following.now(), following.now()) == ("#one", "#one")
    world.parameter.says = text("#two")
    world.seconds = KEPT_SECONDS
    assert (following.now(), following.now()) == ("#two", "#two")
    assert len(built) == 2
