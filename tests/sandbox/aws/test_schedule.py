"""When a recurring scheduled action is due next."""

from datetime import UTC, datetime

import pytest

from sandbox.aws.schedule import next_due


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("recurrence", "after", "due"),
    [
        ("0 9 * * *", "2026-11-22T08:59:30", "2026-11-22T09:00:00"),
        ("0 9 * * *", "2026-11-22T09:00:00", "2026-11-23T09:00:00"),
        ("*/15 * * * *", "2026-11-22T09:01:00", "2026-11-22T09:15:00"),
        ("30 6 * * 1-5", "2026-11-21T00:00:00", "2026-11-23T06:30:00"),  # from a Saturday to Monday
        ("0 0 1 1,7 *", "2026-11-22T09:00:00", "2027-01-01T00:00:00"),
        ("0 0 29 2 *", "2026-11-22T09:00:00", "2028-02-29T00:00:00"),
        ("0 0 13 * 5", "2026-11-22T09:00:00", "2026-11-27T00:00:00"),  # the 13th or a Friday
        ("0 12 * * 7", "2026-11-23T09:00:00", "2026-11-29T12:00:00"),  # 7 is Sunday, as 0
    ],
)
def test_the_next_minute_that_the_expression_names(recurrence: str, after: str, due: str) -> None:
    assert next_due(recurrence, at(after)) == at(due)


def test_a_time_zone_moves_it() -> None:
    assert next_due("0 9 * * *", at("2026-11-22T00:00:00"), "Europe/Berlin") == at("2026-11-22T08:00:00")


@pytest.mark.parametrize("wrong", ["", "* * * *", "60 * * * *", "a * * * *", "0 0 30 2 *", "* * * * * *"])
def test_what_is_no_expression_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError):
        next_due(wrong, at("2026-11-22T00:00:00"))
