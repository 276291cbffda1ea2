"""How long what failed waits: longer each time, and not for ever."""

from __future__ import annotations

from app.base.errors import Later
from app.queues.backoff import KEPT_SECONDS, MOST_TRIES, backoff, is_last_try, wait_of


def test_waits_double_up_to_fifteen_minutes() -> None:
    assert [backoff(attempt) for attempt in range(1, 12)] == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]


def test_a_wait_has_an_end_however_often_it_was_tried() -> None:
    assert backoff(10**6) == 900


def test_the_last_try_is_the_one_after_which_it_would_have_waited_for_fourteen_days() -> None:
    assert sum(map(backoff, range(1, MOST_TRIES))) < KEPT_SECONDS <= sum(map(backoff, range(1, MOST_TRIES + 1)))
    assert [is_last_try(MOST_TRIES - 1), is_last_try(MOST_TRIES)] == [False, True]


def test_a_wait_is_as_long_as_the_error_says_and_longer_each_time() -> None:
    assert [wait_of(Later("Busy.", wait=5), tries) for tries in (1, 2, 3)] == [5, 5, 8]


class Crowded(Later):
    eases = 60.0


def test_where_a_rate_is_limited_it_is_tried_each_minute_for_an_hour() -> None:
    crowded = Crowded("Busy.", wait=5)

    assert [wait_of(crowded, tries) for tries in (1, 3, 7, 64)] == [5, 8, 60, 60]
    assert wait_of(crowded, 65) == 900
    assert wait_of(Later("Busy."), 7) == 128


def test_what_is_limited_for_longer_than_slack_says_waits_as_slack_says() -> None:
    assert wait_of(Crowded("Busy.", wait=600), 7) == 600
