"""AWS's errors as ours: what passes is Later, what is forbidden is Refused, the rest keeps AWS's code and words."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import botocore
import pytest
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    IncompleteReadError,
    NoCredentialsError,
    NoRegionError,
    ParamValidationError,
    ReadTimeoutError,
    SSLError,
)
from botocore.parsers import ResponseParserError
from botocore.retries.standard import ThrottledRetryableChecker, TransientRetryableChecker

from app.aws import door
from app.aws.autoscaling import AutoScaling
from app.aws.cloudwatch import CloudWatch
from app.aws.door import AwsError, client, region, translated
from app.aws.dynamodb import CHANGED
from app.aws.sqs import SqsQueue
from app.base.errors import BellhopError, Later, Refused
from tests.app.aws.answers import URL
from tests.app.conftest import Stubbed
from tests.patience import NO_TIMEOUT

ROOT = Path(__file__).parents[3]


def raised(error: Exception) -> BellhopError:
    with pytest.raises(BellhopError) as ours, translated("look at the group `web`"):
        raise error
    return ours.value


def said(code: str, message: str = "", status: int = 400) -> ClientError:
    answer = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "Operation")  # type: ignore[arg-type]


def codes_of_the_sdk() -> set[str]:
    """Those that botocore itself tries again, of both its lists, but for what S3 and STS say of a call's own text."""
    policies = json.loads((Path(botocore.__file__).parent / "data" / "_retry.json").read_text(encoding="utf-8"))
    throttled: list[str] = vars(ThrottledRetryableChecker)["_THROTTLED_ERROR_CODES"]
    transient: list[str] = vars(TransientRetryableChecker)["_TRANSIENT_ERROR_CODES"]
    found = {*throttled, *transient} | set(re.findall(r'"service_error_code": "(\w+)"', json.dumps(policies)))
    return found - {"BadDigest", "IDPCommunicationError", *CHANGED}


@pytest.mark.parametrize("code", sorted({*codes_of_the_sdk(), "ServiceUnavailable", "InternalServerError"}))
def test_a_busy_aws_is_later(code: str) -> None:
    assert isinstance(raised(said(code, "Rate exceeded")), Later)


def test_what_the_sdk_knows_of_busy_services_is_loaded_with_it_anyway() -> None:
    loaded = "import sys, botocore.session; print('botocore.retries.standard' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "True"


# The last one is of Application Auto Scaling, whose model has no status for it; no list of the SDK has it.
INSIDE = ("InternalFailure", "InternalServerError", "InternalServerException", "InternalServiceException")


@pytest.mark.parametrize("code", ["TransactionInProgressException", "RequestTimeout", "ServiceUnavailable", *INSIDE])
def test_what_is_still_going_on_or_broke_inside_may_be_done(code: str) -> None:
    error = raised(said(code))
    assert isinstance(error, Later)
    assert error.maybe_done


def test_any_5xx_is_later_whatever_its_code() -> None:
    assert isinstance(raised(said("SomethingNew", status=503)), Later)


def test_an_aws_that_is_not_reached_is_later() -> None:
    error = raised(EndpointConnectionError(endpoint_url="http://127.0.0.1:9"))
    assert isinstance(error, Later)
    assert str(error) == "AWS did not answer when Bellhop wanted to look at the group `web`."


@pytest.mark.parametrize("code", ["Throttling", "ResourceContention", "ScalingActivityInProgress"])
def test_a_busy_aws_has_surely_done_nothing(code: str) -> None:
    error = raised(said(code, status=503))
    assert isinstance(error, Later)
    assert not error.maybe_done


@pytest.mark.parametrize(
    "error", [EndpointConnectionError(endpoint_url="http://127.0.0.1:9"), said("InternalFailure", status=500)]
)
def test_what_gave_no_answer_or_broke_inside_may_have_been_done(error: Exception) -> None:
    error = raised(error)
    assert isinstance(error, Later)
    assert error.maybe_done


@pytest.mark.parametrize("code", ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation"])
def test_what_the_role_may_not_do_is_refused_with_whom_to_ask(code: str) -> None:
    refused = raised(said(code, "not authorized"))
    assert isinstance(refused, Refused)
    assert "does not allow Bellhop to look at the group `web`" in str(refused)
    assert "not authorized" in str(refused)


def test_everything_else_says_what_was_wanted_and_keeps_its_code_and_aws_own_words() -> None:
    error = raised(said("ValidationError", "New SetDesiredCapacity value 9 is above max value 8"))
    assert isinstance(error, AwsError)
    told = "AWS refused to look at the group `web`: New SetDesiredCapacity value 9 is above max value 8."
    assert (error.code, str(error)) == ("ValidationError", told)


def test_an_empty_message_says_at_least_its_code() -> None:
    assert str(raised(said("ResourceNotFound"))) == "AWS refused to look at the group `web`: ResourceNotFound."


def test_a_sentence_of_aws_within_ours_ends_once() -> None:
    told = str(raised(said("ValidationError", "The name is\n too long.")))
    assert told == "AWS refused to look at the group `web`: The name is too long."


def test_the_words_of_aws_stay_as_they_are() -> None:
    assert "no group <!channel> & co." in str(raised(said("ValidationError", "no group <!channel> & co")))


@pytest.mark.parametrize(
    "error",
    [
        said("AccessDenied"),
        said("ValidationError"),
        said("Throttling"),
        EndpointConnectionError(endpoint_url="http://127.0.0.1:9"),
        ParamValidationError(report="Invalid length"),
    ],
)
def test_an_untrusted_name_in_what_was_wanted_stays_as_it_is(error: Exception) -> None:
    with pytest.raises(BellhopError) as ours, translated("look at the group <!channel>"):
        raise error
    assert "look at the group <!channel>" in str(ours.value)


@pytest.mark.parametrize(
    "error",
    [
        ReadTimeoutError(endpoint_url="x"),
        ConnectTimeoutError(endpoint_url="x"),
        ConnectionClosedError(endpoint_url="x"),
        SSLError(endpoint_url="x", error=OSError("EOF")),
        IncompleteReadError(actual_bytes=1, expected_bytes=2),
        ResponseParserError("not XML but some proxy's page"),
    ],
)
def test_every_error_of_the_network_is_later(error: Exception) -> None:
    assert isinstance(raised(error), Later)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (NoCredentialsError(), "There are no AWS credentials here: run `aws sso login`, or set AWS_PROFILE,"),
        (NoRegionError(), "No AWS region is set: give --region eu-central-1, or set AWS_REGION."),
        (EOFError(), "AWS wants the code of your MFA device, and there is no terminal to type it at:"),
        (
            ParamValidationError(report="Invalid length"),
            "Bellhop could not even ask AWS to look at the group `web`: Parameter validation failed: Invalid length.",
        ),
    ],
)
def test_what_could_not_even_be_asked_is_refused_since_waiting_fixes_nothing(error: Exception, words: str) -> None:
    refused = raised(error)
    assert isinstance(refused, Refused)
    assert str(refused).startswith(words)


# Seconds; between two tries the SDK pauses up to one.
LONGEST_PAUSE, SLACK_GIVES_UP = 1.0, 3.0
SILENCE = """
import os, socket, time
from app.aws import door
from app.aws.dynamodb import CHANGED
from app.aws.sqs import SqsQueue
from app.base.errors import Later
with socket.create_server(("127.0.0.1", 0)) as silent:
    door.configure(door.INTERACTIVE)
    os.environ["AWS_ENDPOINT_URL"] = f"http://127.0.0.1:{silent.getsockname()[1]}"
    queue = SqsQueue(os.environ["AWS_ENDPOINT_URL"] + "/123456789012/jobs")
    door.client("sqs")
    began = time.monotonic()
    try:
        queue.connect()
    except Later:
        print(time.monotonic() - began)
"""


def test_a_hurried_function_knows_that_aws_is_silent_before_slack_gives_up() -> None:
    settings = {"AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    command = [sys.executable, "-c", SILENCE]
    ran = subprocess.run(
        command, cwd=ROOT, env=settings, capture_output=True, text=True, timeout=NO_TIMEOUT, check=False
    )
    hurried: Any = door.INTERACTIVE
    tries = hurried.retries["total_max_attempts"]
    assert tries * hurried.read_timeout + LONGEST_PAUSE < SLACK_GIVES_UP
    assert 1 < float(ran.stdout) < 10, ran.stderr  # other functions wait for 10 seconds


def test_a_bug_stays_one() -> None:
    with pytest.raises(ZeroDivisionError), translated("divide"):
        raise ZeroDivisionError


@pytest.mark.parametrize("set_to", ["eu-central-1", ""])
def test_the_region_is_that_of_the_clients(set_to: str, aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("AWS_DEFAULT_REGION", set_to)
    assert region() == set_to


def test_a_service_has_one_client(aws: None) -> None:
    assert client("sqs") is client("sqs")


def test_connections_are_opened_by_looks_that_change_nothing(stubbed: Stubbed) -> None:
    stubbed("sqs").add_response("get_queue_attributes", {}, {"QueueUrl": URL, "AttributeNames": ["QueueArn"]})
    stubbed("autoscaling").add_response("describe_auto_scaling_groups", {"AutoScalingGroups": []})
    stubbed("cloudwatch").add_response("describe_alarms", {})
    SqsQueue(URL).connect()
    AutoScaling().connect()
    CloudWatch().connect()
