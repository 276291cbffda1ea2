"""When an alarm would have gone off: the tables of CloudWatch's guide, and a slow second computation of the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.alarms.decide.evaluation import Condition, Episode, Missing, condition_of, past_of, state_after

SIGNS = {"0": False, "X": True, "-": None}
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
KEPT = "(retain current state)"
OK, ALARM, NO_DATA = "OK", "ALARM", "INSUFFICIENT_DATA"
ORDER = (Missing.MISSING, Missing.IGNORE, Missing.BREACHING, Missing.NOT_BREACHING)


def above(threshold: float = 80.0, m: int = 3, n: int = 3, missing: Missing = Missing.MISSING) -> Condition:
    return Condition("GreaterThanThreshold", threshold, m, n, 300, missing)


# CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing data", "How alarm state is evaluated when data
# is missing": both tables, of an alarm with 3 out of 3 and one with 2 out of 3, whose evaluation range is 5.
TABLES = [
    (3, "0 - X - X", (OK, OK, OK, OK)),
    (3, "0 - - - -", (OK, OK, OK, OK)),
    (3, "- - - - -", (NO_DATA, KEPT, ALARM, OK)),
    (3, "0 X X - X", (ALARM, ALARM, ALARM, ALARM)),
    (3, "- - X - -", (ALARM, KEPT, ALARM, OK)),
    (2, "0 - X - X", (ALARM, ALARM, ALARM, ALARM)),
    (2, "0 0 X 0 X", (ALARM, ALARM, ALARM, ALARM)),
    (2, "0 - X - -", (OK, OK, ALARM, OK)),
    (2, "- - - - 0", (OK, OK, ALARM, OK)),
    (2, "- - - X -", (ALARM, KEPT, ALARM, OK)),
    # "Avoiding premature transitions to alarm state", of the same page.
    (3, "- - - - X", (KEPT, KEPT, ALARM, OK)),
    (3, "- - - X -", (KEPT, KEPT, ALARM, OK)),
]


@pytest.mark.parametrize("before", [OK, ALARM, NO_DATA])
@pytest.mark.parametrize(("needed", "points", "states"), TABLES)
def test_missing_data_is_treated_as_the_guides_tables_say(
    needed: int, points: str, states: Sequence[str], before: str
) -> None:
    signs = [SIGNS[sign] for sign in points.split()]
    found = [state_after(signs, above(m=needed, missing=missing), before) for missing in ORDER]
    assert found == [before if state == KEPT else state for state in states]


def at(number: int) -> datetime:
    return NOON + timedelta(minutes=5 * number)


def values(*points: float | None) -> list[tuple[datetime, float]]:
    return [(at(number), value) for number, value in enumerate(points) if value is not None]


def test_each_time_in_alarm_has_its_begin_and_its_end_at_the_end_of_a_period() -> None:
    found = past_of(values(1, 90, 90, 90, 1, 1, 90, 90, 90, 90), above(), NOON, at(10))
    assert found.episodes == (Episode(at(4), at(5)), Episode(at(9)))
    assert (found.periods, found.known) == (10, 10)


def test_what_was_before_the_time_counts_for_its_first_periods_and_is_not_counted() -> None:
    found = past_of(values(90, 90, 90, 1), above(), at(2), at(4))
    assert found.episodes == (Episode(at(3), at(4)),)
    assert (found.periods, found.known) == (2, 2)


def test_without_values_an_alarm_goes_off_only_if_that_is_breaching() -> None:
    assert past_of([], above(), NOON, at(9)).episodes == ()
    assert past_of([], above(), NOON, at(9)).known == 0
    assert past_of([], above(missing=Missing.BREACHING), NOON, at(9)).episodes == (Episode(at(1)),)


@pytest.mark.parametrize(
    ("comparison", "breaching"),
    [
        ("GreaterThanThreshold", [81]),
        ("GreaterThanOrEqualToThreshold", [80, 81]),
        ("LessThanThreshold", [79]),
        ("LessThanOrEqualToThreshold", [79, 80]),
    ],
)
def test_values_are_compared_as_cloudwatch_names_it(comparison: str, breaching: list[float]) -> None:
    condition = Condition(comparison, 80.0, 1, 1, 60)
    assert [value for value in (79, 80, 81) if condition.is_breached_by(value)] == breaching


DEFINITION = {"ComparisonOperator": "LessThanThreshold", "Threshold": 2, "EvaluationPeriods": 4, "Period": 60}


def test_a_condition_is_read_from_an_alarms_definition() -> None:
    assert condition_of(DEFINITION) == Condition("LessThanThreshold", 2.0, 4, 4, 60)
    more = {"DatapointsToAlarm": 2, "TreatMissingData": "breaching"}
    assert condition_of({**DEFINITION, **more}) == Condition("LessThanThreshold", 2.0, 2, 4, 60, Missing.BREACHING)
    dynamo = condition_of({**DEFINITION, **more, "Namespace": "AWS/DynamoDB"})
    assert dynamo is not None
    assert dynamo.missing == Missing.IGNORE
    math = {**DEFINITION, "Period": None, "Metrics": [{"MetricStat": {"Period": 300}}, {"Expression": "m1 * 2"}]}
    found = condition_of(math)
    assert found is not None
    assert found.period == 300
    assert condition_of({**DEFINITION, "ComparisonOperator": "GreaterThanUpperThreshold"}) is None
    assert condition_of({**DEFINITION, "Period": None}) is None
    assert condition_of({"AlarmRule": "ALARM(x)"}) is None


def slowly(points: Sequence[float | None], condition: Condition, start: int) -> list[tuple[int, str]]:
    """Every change of state, as the guide tells it, period by period, with lists for everything."""
    state, changes = NO_DATA, []
    for now in range(start, len(points)):
        window = [None] * condition.range + list(points[: now + 1])
        window = window[-condition.range :]
        there = [condition.is_breached_by(point) for point in window if point is not None]
        evaluated = there[-condition.periods :]
        lacking = condition.periods - len(evaluated)
        new = state
        if condition.missing in (Missing.BREACHING, Missing.NOT_BREACHING) or not lacking:
            evaluated += [condition.missing == Missing.BREACHING] * lacking
            new = ALARM if evaluated.count(True) >= condition.datapoints else OK
        elif evaluated.count(True) >= condition.datapoints:
            new = ALARM
        elif False in evaluated:
            new = OK
        elif condition.missing == Missing.MISSING:
            # Nothing but breaching and missing datapoints are left.
            older = window[: condition.range - condition.datapoints + 1]
            is_old = any(point is not None for point in older)
            new = NO_DATA if not evaluated else ALARM if is_old else state
        if new != state:
            changes.append((now, new))
        state = new
    return changes


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    periods = draw(st.integers(1, 6))
    missing = draw(st.sampled_from(list(Missing)))
    return above(threshold=5.0, m=draw(st.integers(1, periods)), n=periods, missing=missing)


@given(st.lists(st.sampled_from([None, None, 1.0, 9.0]), max_size=40), conditions(), st.integers(0, 12))
def test_a_past_is_what_a_look_at_every_range_gives(
    points: list[float | None], condition: Condition, start: int
) -> None:
    found = past_of(values(*points), condition, at(start), at(len(points)))
    times = [(episode.begun, episode.ended) for episode in found.episodes]
    expected: list[tuple[datetime, datetime | None]] = []
    for now, state in slowly(points, condition, start):
        if state == ALARM:
            expected.append((at(now + 1), None))
        elif expected and expected[-1][1] is None:
            expected[-1] = (expected[-1][0], at(now + 1))
    assert times == expected


@given(
    st.lists(st.sampled_from([None, True, False]), min_size=8, max_size=8), conditions(), st.sampled_from([OK, ALARM])
)
def test_one_range_alone_means_what_a_past_makes_of_it(
    points: list[bool | None], condition: Condition, before: str
) -> None:
    state = state_after(points, condition, before)
    numbers = [None if point is None else 9.0 if point else 1.0 for point in points]
    found = past_of(values(*numbers), condition, at(len(points) - 1), at(len(points)))
    if state != before:
        assert bool(found.episodes) == (state == ALARM)


@given(st.lists(st.sampled_from([None, 40.0, 60.0, 90.0]), max_size=30), conditions())
def test_a_lower_threshold_keeps_it_in_alarm_at_least_as_long(points: list[float | None], condition: Condition) -> None:
    def seconds(threshold: float) -> float:
        asked = replace(condition, threshold=threshold, missing=Missing.NOT_BREACHING)
        episodes = past_of(values(*points), asked, NOON, at(len(points))).episodes
        return sum(((each.ended or at(len(points))) - each.begun).total_seconds() for each in episodes)

    assert seconds(50.0) >= seconds(80.0)
