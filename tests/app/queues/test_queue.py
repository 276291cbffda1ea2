"""Queues: how long what failed waits, and how Lambda is told which messages come again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.base.errors import Later
from app.queues.queue import KEPT_SECONDS, MOST_TRIES, backoff, failures, is_last_try, wait_of

RECORD = {"messageId": "m1", "attributes": {"ApproximateReceiveCount": "3"}}


def test_waits_double_up_to_fifteen_minutes() -> None:
    assert [backoff(attempt) for attempt in range(1, 12)] == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]


def test_a_wait_has_an_end_however_often_it_was_tried() -> None:
    assert backoff(10**6) == 900


def test_the_last_try_is_the_one_after_which_it_would_have_waited_for_fourteen_days() -> None:
    assert sum(map(backoff, range(1, MOST_TRIES))) < KEPT_SECONDS <= sum(map(backoff, range(1, MOST_TRIES + 1)))
    assert [is_last_try(MOST_TRIES - 1), is_last_try(MOST_TRIES)] == [False, True]


def test_a_failed_message_is_named_and_comes_back_the_later_the_more_often_it_failed() -> None:
    asked: list[tuple[str, float]] = []

    def retry_after(record: Mapping[str, Any], seconds: float) -> None:
        asked.append((record["messageId"], seconds))

    assert failures([RECORD], retry_after) == {"batchItemFailures": [{"itemIdentifier": "m1"}]}
    assert asked == [("m1", 8)]


def test_what_knows_how_long_it_must_wait_comes_back_then() -> None:
    asked: list[float] = []
    failures([RECORD], lambda _, seconds: asked.append(seconds), waits={"m1": 30})
    assert asked == [30]


def test_a_wait_is_as_long_as_the_error_says_and_longer_each_time() -> None:
    assert [wait_of(Later("Busy.", wait=5), tries) for tries in (1, 2, 3)] == [5, 5, 8]


def test_a_message_is_named_as_failed_even_if_its_visibility_cannot_be_changed() -> None:
    def retry_after(record: Mapping[str, Any], seconds: float) -> None:
        raise Later("AWS did not answer.")

    assert failures([RECORD], retry_after) == {"batchItemFailures": [{"itemIdentifier": "m1"}]}
