"""A file's bytes: sent to Slack's address alone, and sent again where it is not known that they came."""

from __future__ import annotations

import pytest

from app.slack.errors import SlackError, SlackLater
from app.slack.upload import put
from tests.fakes.http import answering


def test_the_bytes_are_sent() -> None:
    with answering(200, "OK - 3") as slack:
        put(slack.url, b"png", 1)
    assert slack.bodies == ["png"]


@pytest.mark.parametrize("status", [400, 500])
def test_an_answer_that_is_no_yes_is_a_transient_error_and_the_file_is_in_no_channel(status: int) -> None:
    with answering(status, "") as slack, pytest.raises(SlackLater) as later:
        put(slack.url, b"png", 1)
    assert (later.value.maybe_done, len(slack.paths)) == (False, 1)


def test_an_address_without_tls_gets_nothing() -> None:
    with pytest.raises(SlackError):
        put("http://files.example.com/upload", b"png", 1)
