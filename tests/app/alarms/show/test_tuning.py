"""What is said of a tuning."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.alarms.decide.evaluation import Condition, Missing
from app.alarms.decide.tuning.evidence import Checked, Evidence, Tuning, Why
from app.alarms.decide.tuning.happened import Happened
from app.alarms.decide.tuning.replay import Replay
from app.alarms.show.tuning import better, foot, head, times, went_off

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
NOW = Condition("LessThanThreshold", 5.0, 1, 1, 60)
DAY = timedelta(days=1)


def evidence(*times_: Happened, end: datetime = NOON + 3 * DAY) -> Evidence:
    values = [(NOON + timedelta(minutes=number), 9.0) for number in range(1080)]
    return Evidence(Replay(values, NOW, NOON, end), NOW, NOON, end, times_)


def went(minutes: int, lasts: int = 1, acted: bool = False, told: bool = True) -> Happened:
    begun = NOON + timedelta(minutes=minutes)
    return Happened(begun, begun + timedelta(minutes=lasts), told, begun, begun if acted else None)


def test_what_happened_is_counted() -> None:
    assert went_off("`a`", evidence(went(1), went(9), went(60, 30))) == (
        "`a` went off *3 times* in 3 days; 2 were over within 5 min without anybody acting. Nobody acted on any of "
        "them."
    )
    assert went_off("`a`", evidence(went(1, told=False), went(9, acted=True))) == (
        "`a` went off *twice* in 3 days. Somebody acted on one of them. Bellhop showed 1 to nobody (not told of, "
        "muted or dropped), so these count as if acted on."
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"datapoints": 3, "periods": 5}, "With *3 of 5 datapoints* instead of 1 of 1 it"),
        ({"threshold": 4.5}, "With *a threshold of &lt; 4.5* instead of a threshold of &lt; 5 it"),
        (
            {"missing": Missing.NOT_BREACHING},
            "With *missing data that counts as good* instead of missing data that is left out it",
        ),
        (
            {"datapoints": 2, "periods": 2, "threshold": 4.0},
            "With *2 of 2 datapoints and a threshold of &lt; 4* instead of 1 of 1 and a threshold of &lt; 5 it",
        ),
    ],
)
def test_what_changes_stands_with_what_it_is_now(change: dict[str, object], said: str) -> None:
    checked = Checked(replace(NOW, **change), 2, timedelta())  # type: ignore[arg-type]
    assert (
        better(evidence(went(1)), checked) == f"{said} would have gone off *twice*, and still told of all that lasted."
    )


def test_how_much_later_it_comes_is_said() -> None:
    checked = Checked(replace(NOW, datapoints=2, periods=2), 1, timedelta(minutes=1))
    assert better(evidence(went(1, acted=True)), checked).endswith(
        "gone off *once*, and still told of the one that somebody acted on, at most 1 min later."
    )
    assert better(evidence(), replace(checked, went_off=0)).endswith("instead of 1 of 1 it would *not* have gone off.")


@pytest.mark.parametrize("why", list(Why))
def test_each_reason_for_nothing_is_a_sentence(why: Why) -> None:
    said = head("`a`", evidence(went(1)), Tuning(why, 4, tried=7), "as it is")
    assert all(each.endswith((".", "works.")) and "{" not in each for each in said)


def test_what_was_replayed_is_said_with_what_is_missing() -> None:
    text = foot(evidence(), Tuning(None, 4), "as long as it is kept")
    assert text.startswith("Replayed: 3 days of 1,080 values (75 % are missing), as long as it is kept. The present ")
    assert "an hour of" in foot(evidence(end=NOON), Tuning(None, 4), "x")
    assert "36 hours" in foot(evidence(end=NOON + DAY * 1.5), Tuning(None, 4), "x")
    assert [times(count) for count in (0, 1, 2, 3)] == ["not once", "once", "twice", "3 times"]
