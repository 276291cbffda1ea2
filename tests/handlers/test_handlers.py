"""The three functions as Lambda loads them: a missing setting is named, and no missing connection keeps one down."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any, Protocol

import pytest

from sandbox.certificates import Authority, Kind, ServerTls
from tests.fakes.http import answering
from tests.forked import forking
from tests.thorough import every_third

pytestmark = pytest.mark.slow  # each starts a function

ROOT = Path(__file__).parents[2]
NOBODY = "http://127.0.0.1:9"  # the discard port: connections are refused at once
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
SETTINGS = {
    "SLACK_BOT_TOKEN": "xoxb-test",
    "SLACK_SIGNING_SECRET": SECRET,
    "SLACK_API_URL": f"{NOBODY}/api/",
    "BELLHOP_TABLE": "bellhop",
    "BELLHOP_JOBS_QUEUE_URL": f"{NOBODY}/123456789012/jobs.fifo",
    "BELLHOP_WATCH_QUEUE_URL": f"{NOBODY}/123456789012/watch",
    "BELLHOP_ALARMS_QUEUE_URL": f"{NOBODY}/123456789012/alarms",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_ENDPOINT_URL": NOBODY,
}
BELOW_THE_HANDLERS = ("app.config.live", "app.runtime.open_connections")
SERVICES = ("autoscaling", "cloudwatch", "dynamodb", "kms", "secretsmanager", "sqs", "ssm")
# What is said here at once is not too late on a busy machine.
CALL = """
import json, sys
from botocore.config import Config
from app.aws import door
from app.runtime import open_connections
from tests.fakes.bellhop import Context
from tests.patience import PATIENCE
open_connections.EACH_WITHIN = PATIENCE
door.INTERACTIVE = door.INTERACTIVE.merge(Config(connect_timeout=PATIENCE, read_timeout=PATIENCE))
door.configure(door.DEFAULT.merge(door.INTERACTIVE))
from handlers import {function}
{function}.ANSWERS_WITHIN = PATIENCE
for event in json.load(sys.stdin):
    print(json.dumps({function}.handler(event, Context())))
"""


class Load(Protocol):
    """Import a handler in a process of its own, as Lambda's INIT does, and hand it these events."""

    def __call__(self, function: str, *events: Any, **settings: str) -> CompletedProcess[str]: ...


@pytest.fixture(scope="module")
def load() -> Iterator[Load]:
    with forking(["tests.fakes.bellhop", *BELOW_THE_HANDLERS], SERVICES) as python:

        def load(function: str, *events: Any, **settings: str) -> CompletedProcess[str]:
            return python.run(CALL.format(function=function), (), {**SETTINGS, **settings}, json.dumps(events))

        yield load


def answers(loaded: CompletedProcess[str]) -> list[Any]:
    """One for each event; a function that did not come to its end says why."""
    assert loaded.returncode == 0, loaded.stderr
    return [json.loads(line) for line in loaded.stdout.splitlines()]


def command(text: str, signed_by: str = SECRET) -> dict[str, Any]:
    body, now = f"command=%2Fecho&text={text}&user_id=U0ANA&channel_id=C0OPS", str(int(time.time()))
    digest = hmac.new(signed_by.encode(), f"v0:{now}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {"x-slack-request-timestamp": now, "x-slack-signature": f"v0={digest}"}
    return {"headers": headers, "body": body, "requestContext": {"http": {"method": "POST"}}}


@pytest.mark.parametrize(
    ("function", "setting"),
    [
        ("slack", "BELLHOP_JOBS_QUEUE_URL"),
        ("slack", "SLACK_SIGNING_SECRET"),
        ("worker", "SLACK_BOT_TOKEN"),
        ("worker", "BELLHOP_WATCH_QUEUE_URL"),
        ("alarms", "BELLHOP_TABLE"),
    ],
)
def test_a_missing_setting_stops_the_start_by_its_name(load: Load, function: str, setting: str) -> None:
    loaded = load(function, **{setting: ""})
    assert loaded.returncode != 0
    assert f"Misconfigured: {setting} is not set." in loaded.stderr


def test_the_edge_starts_without_its_queue_rejects_forgers_and_says_that_it_cannot_tell(load: Load) -> None:
    requests = (command("hello", signed_by="another"), command("hello"))
    loaded = load("slack", *requests, BELLHOP_METRICS="Bellhop/test")
    forged, honest = answers(loaded)
    assert forged["statusCode"] == 401
    assert honest["statusCode"] == 200
    assert "cannot tell whether it took this in" in json.loads(honest["body"])["text"]
    assert "not ready at start" in loaded.stderr
    assert SECRET not in loaded.stderr
    assert "text=hello" not in loaded.stderr
    counted = [json.loads(line) for line in loaded.stderr.splitlines() if '"_aws"' in line]
    assert [line["RequestsTurnedAway"] for line in counted if "RequestsTurnedAway" in line] == [1]


def test_the_worker_starts_without_slack_or_aws(load: Load) -> None:
    loaded = load("worker", {"Records": []})
    assert answers(loaded) == [{"batchItemFailures": []}]
    assert "not ready at start" in loaded.stderr


def test_the_alarms_function_starts_without_slack_or_aws(load: Load) -> None:
    loaded = load("alarms", {"Records": []})
    assert answers(loaded) == [{"batchItemFailures": []}]
    assert "not ready at start" in loaded.stderr


def test_a_command_is_taken_in_with_slacks_own_https_address_which_is_the_default(load: Load) -> None:
    with answering(200, "{}", {"Content-Type": "application/x-amz-json-1.0"}) as aws:
        queue_url = f"{aws.url}123456789012/jobs.fifo"
        taken = load(
            "slack", command("hello"), SLACK_API_URL="", AWS_ENDPOINT_URL=aws.url, BELLHOP_JOBS_QUEUE_URL=queue_url
        )
    (answer,) = answers(taken)
    assert (answer["statusCode"], answer["body"]) == (200, ""), taken.stderr
    assert [body for body in aws.bodies if "MessageBody" in body and "hello" in body] != []


@pytest.mark.parametrize("kind", every_third(["unknown_authority", "expired", "wrong_host"]))
def test_where_awss_certificate_is_refused_a_command_is_not_taken_in_and_the_log_says_why(
    load: Load, kind: Kind, authority: Authority
) -> None:
    tls = ServerTls(authority, kind)
    with answering(200, "{}", {"Content-Type": "application/x-amz-json-1.0"}, tls.context) as aws:
        at = {"AWS_ENDPOINT_URL": aws.url, "AWS_CA_BUNDLE": str(authority.ca_file)}
        loaded = load("slack", command("hello"), BELLHOP_JOBS_QUEUE_URL=f"{aws.url}123456789012/jobs.fifo", **at)
    (answer,) = answers(loaded)
    assert "nothing was done" in json.loads(answer["body"])["text"]
    assert "AWS's certificate was refused, so Bellhop could not put a message on Bellhop's queue" in loaded.stderr
    assert aws.bodies == []


@pytest.mark.parametrize("reference", ["ssm:/bellhop/signing-secret", "kms:not base64"])
def test_a_secret_that_cannot_be_read_is_a_503_and_no_crash(load: Load, reference: str) -> None:
    loaded = load("slack", command("hello"), SLACK_SIGNING_SECRET=reference)
    assert '"why": "SLACK_SIGNING_SECRET: ' in loaded.stderr
    assert [each["statusCode"] for each in answers(loaded)] == [503]
    assert reference not in loaded.stderr


@pytest.mark.parametrize(
    ("reference", "status", "answer", "sentence"),
    [
        ("ssm:/b/s", 200, {"Parameter": {"Value": " "}}, "SLACK_SIGNING_SECRET is empty where it is kept (ssm)."),
        ("ssm:/b/s", 400, {"__type": "ParameterNotFound"}, "SLACK_SIGNING_SECRET: there is no such parameter in SSM"),
        (
            "secretsmanager:b#s",
            400,
            {"__type": "AccessDeniedException", "message": "no policy allows it"},
            "SLACK_SIGNING_SECRET: AWS does not allow Bellhop to read a secret from secretsmanager.",
        ),
        (
            "kms:aGVsbG8=",
            400,
            {"__type": "InvalidCiphertextException"},
            "SLACK_SIGNING_SECRET: KMS cannot decrypt this value",
        ),
    ],
)
def test_why_a_secret_cannot_be_had_is_in_the_log_at_the_start_by_its_setting(
    load: Load, reference: str, status: int, answer: dict[str, Any], sentence: str
) -> None:
    with answering(status, json.dumps(answer), {"Content-Type": "application/x-amz-json-1.1"}) as aws:
        loaded = load("slack", command("hello"), SLACK_SIGNING_SECRET=reference, AWS_ENDPOINT_URL=aws.url)
    start = next(line for line in map(json.loads, loaded.stderr.splitlines()) if "SLACK_SIGNING" in str(line))
    assert start["message"] == "not ready at start"
    assert start["why"].startswith(sentence)
    assert [each["statusCode"] for each in answers(loaded)] == [503]


def test_the_worker_and_the_alarms_function_start_without_a_bot_token_and_say_why(load: Load) -> None:
    with answering(400, '{"__type": "ParameterNotFound"}', {"Content-Type": "application/x-amz-json-1.1"}) as aws:
        for function in ("worker", "alarms"):
            loaded = load(function, {"Records": []}, SLACK_BOT_TOKEN="ssm:/b/t", AWS_ENDPOINT_URL=aws.url)
            assert answers(loaded) == [{"batchItemFailures": []}]
            assert "SLACK_BOT_TOKEN: there is no such parameter in SSM" in loaded.stderr
