"""However long the words are, and whatever they are made of: they are understood, or refused, soon."""

from __future__ import annotations

import pytest

from app.commands.forcealarm.mentioned import arns_in, names_in
from app.commands.forcealarm.request import LONGEST, Request, spoken, topic_of
from app.runtime.said import named_by
from tests.app.growth import assert_linear
from tests.app.people import seen, type_in
from tests.fakes.bellhop import Bellhop

UNITS = ["ok ", "alarm ", "now ", "web=ALARM ", "please ", '"', "because ", "hi "]


@pytest.mark.parametrize("unit", UNITS)
def test_what_a_command_acts_on_is_known_soon_though_it_is_as_long_as_slack_lets_it_be(unit: str) -> None:
    assert_linear(lambda size: topic_of(unit * (size // len(unit))), unit)
    assert_linear(lambda size: named_by(unit * (size // len(unit)), ()), unit)


@pytest.mark.parametrize(
    "unit", ["“", "“a ", '"', "`", "*a", "'", "ALARM ", "ALARM\n", "arn:aws:cloudwatch:a:1:alarm:{at} ", "a-b ", "$25"]
)
def test_what_a_message_may_name_is_known_soon(unit: str) -> None:
    def many(size: int) -> str:
        return "".join(unit.replace("{at}", str(at)) for at in range(size // len(unit)))

    assert_linear(lambda size: (names_in(many(size)), arns_in(many(size))), unit)


@pytest.mark.parametrize("unit", ["ok ", "now "])
def test_the_longest_that_is_read_has_few_readings(unit: str) -> None:
    words = (unit * LONGEST)[:LONGEST]
    readings = {way for said in (words, *spoken(words)) for way in Request.parse(said)}
    assert sum(len(str(each)) for each in readings) < 10_000_000  # λ slack has 256 MB


def test_one_that_is_longer_is_refused_and_sets_nothing(listening_bellhop: Bellhop) -> None:
    type_in(listening_bellhop, f"/forcealarm web-high-cpu ALARM because {'it is a test ' * 300}dry-run")
    assert listening_bellhop.cloudwatch.changes == []
    assert seen(listening_bellhop)[-1].startswith("Nothing was done: a command has up to 2,556 characters")
