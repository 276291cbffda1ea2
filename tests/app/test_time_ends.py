"""AWS or Slack hangs: what was begun ends before the function does, and is back on its queue."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.config import Config

from app.alarms.intake import Intake
from app.aws import door, dynamodb, sqs
from app.aws.dynamodb import DynamoTable
from app.aws.sqs import SqsQueue
from app.base.deadline import seconds_from_now
from app.listeners.job import from_text
from app.queues.queue import ALL_ENDS, PUTTING_BACK_ENDS, WORK_ENDS
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cards, cloudwatch_says
from tests.contracts.servers import leading_to
from tests.fakes.bellhop import Bellhop, sns_record
from tests.fakes.clock import SetClock
from tests.fakes.http import HANGS_UP, IS_SILENT, TRICKLES, answering
from tests.patience import NO_TIMEOUT, PATIENCE, SHORT

# The work ends soon after its beginning.
FUNCTION = WORK_ENDS + SHORT


@contextmanager
def aws_that_hangs() -> Iterator[None]:
    """It takes connections and never answers, and by themselves its clients would wait for long."""
    with (
        pytest.MonkeyPatch.context() as patch,
        answering(IS_SILENT, "") as server,
    ):
        patch.setattr(door, "_config", door.DEFAULT.merge(Config(read_timeout=NO_TIMEOUT)))
        with leading_to(server.url, dynamodb, "dynamodb"), leading_to(server.url, sqs, "sqs"):
            yield


def batch(*names: str) -> dict[str, Any]:
    bodies = {name: sns_record(cloudwatch_says("OK", "ALARM", name=name), f"sns-{name}") for name in names}
    return {
        "Records": [
            {"eventSource": "aws:sqs", "messageId": name, "receiptHandle": name, "body": body, "attributes": {}}
            for name, body in bodies.items()
        ]
    }


@pytest.mark.parametrize("status", [IS_SILENT, TRICKLES])
def test_where_slack_does_not_end_its_answer_all_alarms_are_put_off_in_time(
    status: int, slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = Bellhop(slack, clock)
    calls = bellhop.parts.slack.client
    began = time.monotonic()
    with answering(status, "") as server:
        calls.base_url, here = server.url, calls.base_url
        answer = bellhop.intake.take(batch("a", "b", "c"), "request-1", seconds_from_now(FUNCTION))
    assert time.monotonic() - began < PATIENCE
    assert answer == {"batchItemFailures": []}
    assert len(bellhop.alarms.texts) == 3

    calls.base_url = here
    clock.advance(120)
    bellhop.ring()
    assert len(cards(slack)) == 3


@pytest.mark.slow
def test_where_the_table_hangs_all_alarms_are_put_off_in_time(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = Bellhop(slack, clock, table=DynamoTable("bellhop"))
    began = time.monotonic()
    with aws_that_hangs():
        answer = bellhop.intake.take(batch("a", "b", "c"), "request-1", seconds_from_now(FUNCTION))
    assert time.monotonic() - began < PATIENCE
    assert answer == {"batchItemFailures": []}
    assert len(bellhop.alarms.texts) == 3


def test_where_the_table_hangs_jobs_and_timers_come_again_in_time(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = Bellhop(slack, clock, table=DynamoTable("bellhop"))
    bellhop.command("/scale web 3")
    timer = {"timer": {"name": "show", "key": "incident-1", "due": clock.epoch(), "attempt": 0}}
    texts = [bellhop.jobs.texts[0], json.dumps(timer)]
    event = {"Records": [{"messageId": str(at), "body": text, "attributes": {}} for at, text in enumerate(texts)]}
    began = time.monotonic()
    with aws_that_hangs():
        answer = bellhop.worker.take(event, "request-1", seconds_from_now(FUNCTION))
    assert time.monotonic() - began < PATIENCE
    assert answer == {"batchItemFailures": []}
    waiting = [json.loads(text) for text in bellhop.watch.texts]
    assert from_text(waiting[0]["job"]).attempt == 1
    assert waiting[1]["timer"]["attempt"] == 1


def intake_of(bellhop: Bellhop) -> Intake:
    queue = SqsQueue("https://sqs.us-east-1.amazonaws.com/123456789012/alarms")
    return Intake(bellhop.parts.processor, queue, lambda record, seconds: queue.retry_after(record, seconds))


def test_where_the_queue_hangs_too_sqs_is_told_in_time_what_to_deliver_again(
    slack: RunningSlack, clock: SetClock
) -> None:
    intake = intake_of(Bellhop(slack, clock, table=DynamoTable("bellhop")))
    began = time.monotonic()
    with aws_that_hangs():
        answer = intake.take(batch("a", "b", "c"), "request-1", seconds_from_now(ALL_ENDS + SHORT))
    assert time.monotonic() - began < PATIENCE
    assert [each["itemIdentifier"] for each in answer["batchItemFailures"]] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("left", "asked"),
    [
        (PUTTING_BACK_ENDS + 0.1, ["MessageBody", "VisibilityTimeout"]),
        (PUTTING_BACK_ENDS - 0.1, ["VisibilityTimeout"]),
        (ALL_ENDS - 0.1, []),
    ],
)
def test_the_less_time_is_left_the_less_is_asked_of_a_queue(
    left: float, asked: list[str], slack: RunningSlack, clock: SetClock
) -> None:
    intake = intake_of(Bellhop(slack, clock))
    with answering(HANGS_UP, "") as server, leading_to(server.url, sqs, "sqs"):
        intake.take(batch("a"), "request-1", lambda: left)
    told = [word for body in server.bodies for word in ("MessageBody", "VisibilityTimeout") if word in body]
    assert sorted(set(told)) == asked
