"""The words and the chart of what an alarm would have done."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.commands.alarms.make.look import look
from app.commands.alarms.make.past import charted, in_sentences, in_short
from tests.app.commands.alarms.make.talk import two_weeks
from tests.app.commands.alarms.make.test_look import CPU
from tests.fakes.bellhop import Bellhop

Values = Callable[[int], float | None]


@pytest.mark.parametrize(
    ("values", "more", "words", "short"),
    [
        (lambda ago: 90.0 if ago in (30, 31, 32) else 1.0, {}, "gone off *once*, for 5 min in all;", "gone off once"),
        (lambda ago: 90.0 if ago < 4 else 1.0, {}, "and it would still be in ALARM.", "gone off once"),
        (lambda ago: 71.5 if ago == 9 else 1.0, {}, "The highest value was 71.5 %", "not have gone off"),
        (
            lambda ago: 3.5 if ago == 9 else 50.0,
            {"ComparisonOperator": "LessThanThreshold", "Threshold": 2.0},
            "The lowest value was 3.5 %",
            "not have gone off",
        ),
        (lambda ago: 90.0 if ago % 100 < 3 else 1.0, {}, "That is more than once a day.", "40 times"),
        (lambda ago: 1.0 if ago % 2 else None, {}, "50 % of its values are missing.", "not have gone off"),
        (lambda ago: 1.0 if ago > 100 else None, {}, "It had no value in the last 3 hours.", "not have gone off"),
        (lambda ago: None, {"TreatMissingData": "breaching"}, "It goes to ALARM at once", ""),
    ],
)
def test_it_says_how_often_and_how_sure_that_is(
    values: Values, more: dict[str, object], words: str, short: str, bellhop: Bellhop
) -> None:
    bellhop.cloudwatch.measured["CPUUtilization"] = two_weeks(bellhop.clock(), values)
    looked = look({**CPU, **more}, bellhop.parts)
    assert words in in_sentences(looked)
    assert short in in_short(looked)


def test_periods_longer_than_three_hours_have_a_newest_value_instead(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.measured["CPUUtilization"] = two_weeks(bellhop.clock(), lambda ago: 20.0 + ago, step=21_600)
    said = in_sentences(look({**CPU, "Period": 21_600}, bellhop.parts))
    assert "The newest value was 21 %, at <!date^" in said
    assert "3 hours" not in said


def test_it_says_where_it_cannot_tell() -> None:
    assert in_sentences(None).startswith("Bellhop can't read what this alarm compares")
    assert in_short(None) == ""
    assert charted(None) == ()


def test_a_chart_needs_two_values(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.measured["CPUUtilization"] = two_weeks(bellhop.clock(), lambda ago: 1.0 if ago == 5 else None)
    assert charted(look(CPU, bellhop.parts)) == ()


def test_of_an_alarm_below_a_threshold_no_lowest_value_is_lost_in_the_chart(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.measured["CPUUtilization"] = two_weeks(
        bellhop.clock(), lambda ago: 3.0 if ago == 17 else 50.0, step=60
    )
    below = {"ComparisonOperator": "LessThanThreshold", "Period": 60}
    (drawn,) = charted(look({**CPU, **below}, bellhop.parts))
    (values, _) = drawn.to_dict()["chart"]["series"]
    assert min(point["value"] for point in values["data"]) == 3.0
    assert len(values["data"]) == 20
