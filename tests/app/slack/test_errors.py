"""What Slack refuses, and what to do about it: wait, wait for people, or never."""

from __future__ import annotations

import ssl

import pytest

from app.slack.client import Slack
from app.slack.errors import SlackLater, translated
from sandbox.slack.threaded import RunningSlack
from tests.app.slack.conftest import HELLO, door_to
from tests.fakes.http import answering


def test_a_limited_rate_says_how_long_to_wait_and_that_nothing_was_done(slack: RunningSlack, door: Slack) -> None:
    slack.fault("chat.postMessage", "ratelimited", retry_after=17)
    with pytest.raises(SlackLater) as error:
        door.post("C0OPS", HELLO, key="k")
    assert (error.value.wait, error.value.maybe_done, error.value.eases) == (17, False, 60)


@pytest.mark.parametrize(("status", "body"), [(502, "<html>Bad gateway</html>"), (200, "<html>Welcome</html>")])
def test_a_page_instead_of_slacks_json_is_a_transient_error(status: int, body: str) -> None:
    with answering(status, body, {"Content-Type": "text/html"}) as gateway:
        with pytest.raises(SlackLater) as error:
            door_to(gateway.url).post("C0OPS", HELLO, key="k")
        assert error.value.maybe_done
        assert "html" not in str(error.value)
        assert len(gateway.paths) == 1


@pytest.mark.parametrize("header", ["soon", "-5"])
def test_a_retry_after_that_makes_no_sense_still_gives_a_wait(header: str) -> None:
    body = '{"ok": false, "error": "ratelimited"}'
    with answering(429, body, {"Content-Type": "application/json", "Retry-After": header}) as limited:
        with pytest.raises(SlackLater) as error:
            door_to(limited.url).post("C0OPS", HELLO, key="k")
        assert error.value.wait >= 1


@pytest.mark.parametrize(("header", "wait"), [("inf", 900), ("1e30", 900), ("86400", 900), ("nan", 1)])
def test_a_retry_after_beyond_what_a_queue_can_delay_is_capped(header: str, wait: float) -> None:
    body = '{"ok": false, "error": "ratelimited"}'
    with answering(429, body, {"Content-Type": "application/json", "Retry-After": header}) as limited:
        with pytest.raises(SlackLater) as error:
            door_to(limited.url).post("C0OPS", HELLO, key="k")
        assert error.value.wait == wait


@pytest.mark.parametrize("error", [ssl.SSLEOFError(8, "EOF occurred"), OSError(113, "No route to host")])
def test_an_error_below_http_is_a_transient_error(error: OSError) -> None:
    def call() -> None:
        raise error

    with pytest.raises(SlackLater) as ours:
        translated("chat.postMessage", call, seconds=10)
    assert ours.value.maybe_done
