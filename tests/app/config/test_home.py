"""Bellhop's own account, read from the URLs of its queues."""

from __future__ import annotations

import pytest

from app.config.home import account_of


@pytest.mark.parametrize(
    "url",
    [
        "https://sqs.us-east-1.amazonaws.com/123456789012/bellhop-prod-watch",
        "https://sqs.cn-north-1.amazonaws.com.cn/123456789012/bellhop-prod-jobs.fifo",
        "https://us-west-2.queue.amazonaws.com/123456789012/bellhop-prod-watch",
        "http://127.0.0.1:4566/123456789012/bellhop-dev-watch",
    ],
)
def test_a_queues_url_has_the_account(url: str) -> None:
    assert account_of(url) == "123456789012"


def test_the_first_queue_that_is_set_decides() -> None:
    assert account_of("", "https://sqs.us-east-1.amazonaws.com/222222222222/jobs.fifo") == "222222222222"


@pytest.mark.parametrize("url", ["", "https://sqs.us-east-1.amazonaws.com/queue", "https://example.com/12345/queue"])
def test_without_a_queue_of_an_account_it_is_unknown(url: str) -> None:
    assert account_of(url) == ""
