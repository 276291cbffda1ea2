"""Logs: one JSON line a record, and over whole flows, failures included, no body, token or response URL in any."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from app.alarms.intake import Intake
from app.base import logs
from app.base.errors import Later
from app.listeners.job import from_text
from app.queues.queue import MAX_RECEIVES
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cloudwatch_says, ring
from tests.app.people import open_form, submit, type_in
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the process logs, with its logging put back afterwards."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    logs.set_up()
    written = io.StringIO()
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    yield written
    root.handlers[:] = before
    root.setLevel(level)


def test_a_talkative_loggers_error_is_told_in_our_words_without_what_it_quotes(lines: io.StringIO) -> None:
    talkative = logging.getLogger("slack_sdk.test")
    redacted = logs.Redacted(logging.getLogger("app.test"), "The socket has error")
    talkative.addHandler(redacted)
    talkative.info("Connected")
    talkative.error("Failed to retrieve WSS URL: {'ok': False, 'error': 'invalid_auth', 'secret': 'xapp-1'}")
    talkative.error("Failed to reconnect (session id: s1, error: URLError, message: wss://x/?ticket=1)")
    talkative.removeHandler(redacted)
    told = [(line["logger"], line["message"], line["why"], line["problem"]) for line in records(lines)]
    assert told == [
        ("app.test", "The socket has error", "Failed to retrieve WSS URL", "invalid_auth"),
        ("app.test", "The socket has error", "Failed to reconnect", "URLError"),
    ]
    assert "xapp-1" not in lines.getvalue()
    assert "ticket" not in lines.getvalue()


def records(lines: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_each_record_is_one_line_of_json_with_its_extras(lines: io.StringIO) -> None:
    logging.getLogger("app.test").info("job\ndone", extra={"job": "id-1", "odd": object})
    (record,) = records(lines)
    assert (record["level"], record["logger"], record["message"], record["job"]) == (
        "INFO",
        "app.test",
        "job\ndone",
        "id-1",
    )


def test_an_error_is_in_the_same_line_with_its_traceback(lines: io.StringIO) -> None:
    try:
        raise RuntimeError("a bug")
    except RuntimeError:
        logging.getLogger("app.test").exception("job failed")
    (record,) = records(lines)
    assert "RuntimeError: a bug" in record["error"]


def test_only_one_handler_stays_however_many_the_runtime_brought(lines: io.StringIO) -> None:
    root = logging.getLogger()
    for _ in range(5):
        root.addHandler(logging.NullHandler())
    logs.set_up()
    assert len(root.handlers) == 1


@pytest.mark.parametrize("name", ["slack_bolt.App", "slack_sdk.web.base_client", "botocore.hooks", "urllib3"])
def test_what_libraries_say_with_whole_bodies_in_it_is_not_written(name: str, lines: io.StringIO) -> None:
    logger = logging.getLogger(name)
    logger.setLevel(logging.DEBUG)
    logger.error("the body was: token=secret")
    assert lines.getvalue() == ""


def test_over_whole_flows_no_secret_is_in_any_line(
    lines: io.StringIO, listening_bellhop: Bellhop, slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = listening_bellhop
    type_in(bellhop, "/echo my-planted-body-text")
    type_in(bellhop, "/scale web 3")
    submit(bellhop, open_form(bellhop), "4")
    bellhop.work()
    event = bellhop.signed("command=%2Fscale&text=planted-in-a-forged-body&user_id=U0ANA")
    bellhop.edge({**event, "headers": {**event["headers"], "x-slack-signature": "v0=" + "0" * 64}})
    for kind in ("status", "drop_after_work", "ratelimited"):
        slack.fault("*", kind, count=3)
        clock.advance(1)
        type_in(bellhop, "/scale web +1")
        ring(bellhop, cloudwatch_says("OK", "ALARM", name=f"alarm-{kind}"))
        slack.clear_faults()
    bellhop.jobs.faults.append(Later("AWS did not answer."))
    bellhop.command("/echo planted-while-the-queue-is-down")
    bellhop.scaling.faults += [RuntimeError("a bug")] * MAX_RECEIVES
    type_in(bellhop, "/scale web 8")
    for _ in range(MAX_RECEIVES + 1):
        clock.advance(900)
        bellhop.work()
        bellhop.ring()
    Intake(bellhop.parts.processor, None, bellhop.alarms.retry_after).take({"text": "planted-in-an-alarm"})
    text = lines.getvalue()
    assert "job failed" in text
    assert "listener failed" in text
    assert "alarm put off" in text
    urls = [from_text(job).body.get("response_url", "") for job in bellhop.jobs.texts]
    planted = [slack.bot_token, slack.signing_secret, "verification-token", "planted", *filter(None, urls)]
    assert [secret for secret in planted if secret in text] == []
    assert len(urls) > 5
    assert "xoxb" not in text
    assert "/commands/T0SANDBOX/" not in text


def test_a_message_in_slack_leads_to_all_lines_of_its_job_from_the_edge_on(
    lines: io.StringIO, listening_bellhop: Bellhop, slack: RunningSlack
) -> None:
    type_in(listening_bellhop, "/scale web 3")
    told = next(message for message in slack.messages("C0OPS") if "from 2 to 3" in message["text"])

    (said,) = [line for line in records(lines) if line.get("ts") == told["ts"] and line["method"] == "chat.postMessage"]
    words = [line["message"] for line in records(lines) if line.get("job") == said["job"]]
    assert (words[0], words[-1]) == ("job taken in", "job done")


def test_the_id_that_a_failure_message_shows_is_in_every_line_of_the_job_in_the_worker(
    lines: io.StringIO, listening_bellhop: Bellhop, slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = listening_bellhop
    bellhop.scaling.faults += [RuntimeError("a bug")] * MAX_RECEIVES
    type_in(bellhop, "/scale web 8")
    for _ in range(MAX_RECEIVES):
        clock.advance(60)
        bellhop.work()
    assert any("request-1" in message["text"] for message in slack.messages("C0OPS"))
    of_the_job = [line for line in records(lines) if "job" in line and line["message"] != "job taken in"]
    assert {line["request"] for line in of_the_job} == {"request-1"}
    assert "job failed" in {line["message"] for line in of_the_job}


def test_all_lines_of_an_alarm_record_bear_its_id_and_the_requests(
    lines: io.StringIO, bellhop: Bellhop, slack: RunningSlack
) -> None:
    slack.fault("chat.postMessage", "status", count=1)
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    put_off = [line for line in records(lines) if line["message"] == "alarm put off"]
    assert put_off
    assert all(line["record"] and "request" in line for line in put_off)
