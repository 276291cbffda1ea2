"""Two calls as one, and a size that is two scheduled actions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.aws.scalable_target import ScalableTarget
from app.aws.scaling import ScheduledAction
from app.base.errors import Later, Wrong
from app.scaling.limits import both, named, pinning, restoring

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
AT_NOON = ScheduledAction("table/orders", "at-noon", NOON, desired=5)
LIMITS = ScalableTarget("table/orders", 1, 8)


def failing(problem: Exception) -> None:
    raise problem


def test_a_size_at_a_time_is_limits_that_are_it_and_the_limits_of_now_a_minute_later() -> None:
    after = restoring(AT_NOON, LIMITS)
    assert (after.name, after.at, after.minimum, after.maximum) == ("at-noon-bounds", NOON + timedelta(minutes=1), 1, 8)
    pinned = pinning(AT_NOON)
    assert (pinned.minimum, pinned.maximum, pinned.desired) == (5, 5, None)


def test_limits_that_a_process_left_alone_are_told_by_their_own_name() -> None:
    alone = replace(restoring(AT_NOON, LIMITS), name="bellhop-at-1-bounds")
    (found,) = named([alone], lambda: NOON - timedelta(hours=1), str)
    assert (found.name, found.minimum, found.maximum, found.desired) == ("bellhop-at-1-bounds", 1, 8, None)
    assert list(named([alone], lambda: NOON, str)) == [], "the first of the two has run, and AWS keeps it no longer"


def test_what_somebody_else_calls_bounds_is_told_as_it_is() -> None:
    (found,) = named([replace(AT_NOON, name="night-bounds")], lambda: NOON - timedelta(hours=1), str)
    assert found.name == "night-bounds"


def test_both_are_told_as_the_one_that_was_asked_for() -> None:
    planned = [restoring(AT_NOON, LIMITS), pinning(AT_NOON)]
    before = lambda: NOON - timedelta(hours=1)  # noqa: E731
    (found,) = named(planned, before, lambda resource: resource.upper())
    assert found == ScheduledAction("TABLE/ORDERS", "at-noon", NOON, minimum=1, maximum=8, desired=5)
    assert list(named(planned, lambda: NOON, str)) == []


@pytest.mark.parametrize(
    ("second", "back", "raised", "is_taken_back"),
    [
        (Wrong("no"), None, Wrong, True),
        (Later("lost", maybe_done=True), None, Later, False),
        (Wrong("no"), Wrong("not back"), Later, True),
    ],
)
def test_where_the_second_is_refused_the_first_is_taken_back(
    second: Exception, back: Exception | None, raised: type[Exception], is_taken_back: bool
) -> None:
    taken: list[str] = []

    def take_back() -> None:
        taken.append("back")
        if back:
            raise back

    with pytest.raises(raised):
        both(lambda: None, lambda: failing(second), take_back)
    assert bool(taken) is is_taken_back
