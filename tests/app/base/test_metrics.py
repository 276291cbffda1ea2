"""Metrics: over whole flows each is counted, in log lines of CloudWatch's format that say what they are about."""

from __future__ import annotations

import io
import json
import logging
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.base import logs
from app.base.metrics import Metric, embedded, milliseconds
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import BEGAN, cards, cloudwatch_says, ring
from tests.app.people import seen, type_in
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock

ROOT = Path(__file__).parents[3]
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the process logs, as on Lambda; its logging is put back afterwards."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    logs.set_up("Bellhop/test")
    text = io.StringIO()
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(text)
    yield text
    root.handlers[:] = before
    root.setLevel(level)


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def totals(written: io.StringIO) -> Counter[str]:
    """What CloudWatch would make of the log: each metric's sum."""
    found: Counter[str] = Counter()
    for line in lines(written):
        for directive in line.get("_aws", {}).get("CloudWatchMetrics", []):
            assert directive["Namespace"] == "Bellhop/test"
            found.update({each["Name"]: line[each["Name"]] for each in directive["Metrics"]})
    return found


def test_a_line_is_in_cloudwatchs_format_and_still_says_what_happened(written: io.StringIO) -> None:
    logging.getLogger("app.test").info("job done", extra={"job": "id-1", "metrics": {Metric.COMMAND_TIME: 312.0}})

    (line,) = lines(written)
    assert (line["message"], line["job"], line["CommandTime"]) == ("job done", "id-1", 312.0)
    directive = {
        "Namespace": "Bellhop/test",
        "Dimensions": [[]],
        "Metrics": [{"Name": "CommandTime", "Unit": "Milliseconds"}],
    }
    assert line["_aws"]["CloudWatchMetrics"] == [directive]
    assert isinstance(line["_aws"]["Timestamp"], int)
    assert "metrics" not in line


def test_without_a_namespace_nothing_is_counted() -> None:
    record = logging.makeLogRecord({"msg": "job done", "metrics": {Metric.COMMANDS: 1}})

    assert json.loads(logs.JsonLines().format(record)) == {"level": "Level None", "logger": None, "message": "job done"}


def test_the_moment_is_in_whole_milliseconds() -> None:
    assert embedded("Bellhop/test", 1_700_000_000.1234, {Metric.ALARMS: 1})["_aws"]["Timestamp"] == 1_700_000_000_123


def test_a_duration_is_never_negative() -> None:
    assert milliseconds(NOON, NOON + timedelta(seconds=1.5)) == 1500
    assert milliseconds(NOON + timedelta(seconds=1), NOON) == 0


def test_an_alarm_counts_with_its_message_and_how_long_it_took(
    bellhop: Bellhop, clock: SetClock, written: io.StringIO
) -> None:
    changed = (clock() - BEGAN).total_seconds() - 3
    ring(bellhop, cloudwatch_says("OK", "ALARM", seconds=changed))

    counted = totals(written)
    assert (counted[Metric.ALARMS], counted[Metric.MESSAGES]) == (1, 1)
    assert 2_999 <= counted[Metric.ALARM_LAG] <= 3_001


def test_the_same_record_again_is_not_counted_again(bellhop: Bellhop, written: io.StringIO) -> None:
    for _ in range(2):
        ring(bellhop, cloudwatch_says("OK", "ALARM"), message_id="sns-1")

    assert totals(written)[Metric.ALARMS] == 1


def test_a_command_counts_with_its_answer_and_how_long_it_took(
    listening_bellhop: Bellhop, clock: SetClock, written: io.StringIO
) -> None:
    listening_bellhop.command("/echo hello")
    clock.advance(2)
    listening_bellhop.work()

    counted = totals(written)
    assert counted[Metric.COMMANDS] == 1
    assert counted[Metric.COMMAND_TIME] >= 2000


def test_who_may_not_is_a_refusal_and_no_failure(listening_bellhop: Bellhop, written: io.StringIO) -> None:
    type_in(listening_bellhop, "/scale web 4", user="U0EVE")

    assert totals(written)[Metric.REFUSALS] == 1
    assert totals(written)[Metric.FAILURES] == 0


def test_what_waits_for_slack_is_put_off_and_no_failure(
    bellhop: Bellhop, slack: RunningSlack, written: io.StringIO
) -> None:
    slack.fault("chat.postMessage", "ratelimited", count=1)
    ring(bellhop, cloudwatch_says("OK", "ALARM"))

    counted = totals(written)
    assert (counted[Metric.PUT_OFF], counted[Metric.FAILURES], counted[Metric.ALARMS]) == (1, 0, 0)


def test_each_time_that_a_bug_ends_a_job_is_a_failure(
    listening_bellhop: Bellhop, clock: SetClock, written: io.StringIO
) -> None:
    listening_bellhop.scaling.faults += [RuntimeError("a bug")] * 2
    type_in(listening_bellhop, "/scale web 3")
    for _ in range(2):
        clock.advance(60)
        listening_bellhop.work()

    assert (totals(written)[Metric.FAILURES], totals(written)[Metric.COMMANDS]) == (2, 1)


def test_the_page_on_operation_explains_every_metric() -> None:
    page = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")

    assert not [metric for metric in Metric if f"| `{metric}` |" not in page]


def test_on_a_bad_day_every_metric_is_counted(
    listening_bellhop: Bellhop, slack: RunningSlack, clock: SetClock, written: io.StringIO
) -> None:
    bellhop = listening_bellhop
    bellhop.scaling.faults.append(RuntimeError("a bug"))
    for user in ("U0EVE", "U0ANA"):
        type_in(bellhop, "/scale web 3", user=user)
    clock.advance(60)
    bellhop.work()
    slack.fault("chat.postMessage", "ratelimited", count=1)
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    clock.advance(60)
    bellhop.ring()
    slack.set_messages_tab(False)
    slack.fault("response_url", "status", status=404)
    type_in(bellhop, "/scale web", channel="C0PRIVATE")

    # λ slack counts what it turns away itself: tests/app/runtime/test_edge.py. And tests/app/config/test_live.py.
    elsewhere = {Metric.REJECTED, Metric.BAD_SIGNATURES, Metric.CONFIGURATION_ERRORS}
    assert set(totals(written)) == set(Metric) - elsewhere


def test_from_an_alarms_message_one_finds_the_line_with_the_records_id(
    bellhop: Bellhop, slack: RunningSlack, written: io.StringIO
) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"), message_id="sns-1")

    (card,) = cards(slack)
    (said,) = [line for line in lines(written) if line.get("ts") == card["ts"]]
    (outcome,) = [line for line in lines(written) if line["message"] == "alarm record"]
    assert said["record"] == outcome["record"]


def test_from_an_answer_one_finds_the_line_with_the_jobs_id(
    listening_bellhop: Bellhop, slack: RunningSlack, written: io.StringIO
) -> None:
    type_in(listening_bellhop, "/scale web 3")

    answers = [message for message in slack.messages("C0OPS") if not message["ephemeral_to"]]
    (said,) = [line for line in lines(written) if line.get("ts") == answers[-1]["ts"]]
    (done,) = [line for line in lines(written) if line["message"] == "job done"]
    assert said["job"] == done["job"]
    assert seen(listening_bellhop)
