"""Queues: how Lambda is told which messages come again, and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.base.errors import Later
from app.queues.queue import failures

RECORD = {"messageId": "m1", "attributes": {"ApproximateReceiveCount": "3"}}


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


def test_a_message_is_named_as_failed_even_if_its_visibility_cannot_be_changed() -> None:
    def retry_after(record: Mapping[str, Any], seconds: float) -> None:
        raise Later("AWS did not answer.")

    assert failures([RECORD], retry_after) == {"batchItemFailures": [{"itemIdentifier": "m1"}]}
