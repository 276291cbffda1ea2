"""What the doctor reads of a deployed stage."""

from __future__ import annotations

import base64
import json
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from botocore.response import StreamingBody

from app.aws.desk.deployment import Deployment, Source
from app.aws.door import AwsError
from app.base.errors import Refused
from tests.app.conftest import Stubbed

NAME = "bellhop-prod-worker"
QUEUE = "https://sqs.us-east-1.amazonaws.com/123456789012/watch"
TOPIC = "arn:aws:sns:us-east-1:123456789012:alarms"
POLICY_NAME = "own"


def test_a_function_is_read_with_the_name_of_its_role_and_its_code_in_hex(stubbed: Stubbed) -> None:
    answer = {
        "Runtime": "python3.13",
        "Timeout": 60,
        "Role": "arn:aws:iam::123456789012:role/bellhop/worker-role",
        "Environment": {"Variables": {"BELLHOP_TABLE": "bellhop"}},
        "CodeSha256": base64.b64encode(b"\x01\xff").decode(),
    }
    stubbed("lambda").add_response("get_function_configuration", answer, {"FunctionName": NAME})
    found = Deployment().function(NAME)
    assert found is not None
    assert (found.runtime, found.timeout, found.role, found.code) == ("python3.13", 60, "worker-role", "01ff")
    assert found.variables == {"BELLHOP_TABLE": "bellhop"}


def test_a_function_that_is_not_there_is_none_and_one_that_may_not_be_seen_is_refused(stubbed: Stubbed) -> None:
    stub = stubbed("lambda")
    stub.add_client_error("get_function_configuration", "ResourceNotFoundException", "Function not found", 404)
    stub.add_client_error("get_function_configuration", "AccessDeniedException", "no", 403)
    stub.add_client_error("get_function_configuration", "InvalidParameterValueException", "odd", 400)
    assert Deployment().function(NAME) is None
    with pytest.raises(Refused):
        Deployment().function(NAME)
    with pytest.raises(AwsError):
        Deployment().function(NAME)


@pytest.mark.parametrize(
    ("more", "payload", "said"),
    [
        ({}, b'{"batchItemFailures": []}', ""),
        ({"FunctionError": "Unhandled"}, b'{"errorMessage": "BELLHOP_TABLE is not set."}', "BELLHOP_TABLE is not set."),
        ({"FunctionError": "Unhandled"}, b"", "{}"),
    ],
)
def test_a_function_that_cannot_start_says_why(
    more: dict[str, Any], payload: bytes, said: str, stubbed: Stubbed
) -> None:
    answer = {"StatusCode": 200, "Payload": StreamingBody(BytesIO(payload), len(payload)), **more}
    stubbed("lambda").add_response("invoke", answer)
    assert Deployment().start(NAME) == said


def test_a_function_that_starts_too_slowly_for_the_first_call_is_asked_once_more(stubbed: Stubbed) -> None:
    functions = stubbed("lambda")
    functions.add_client_error("invoke", "ServiceException", "busy", 503)
    functions.add_response("invoke", {"StatusCode": 200, "Payload": StreamingBody(BytesIO(b"{}"), 2)})
    assert Deployment().start(NAME) == ""


def test_what_wakes_a_function_is_told_by_the_queues_name(stubbed: Stubbed) -> None:
    mapping = {"EventSourceArn": "arn:aws:sqs:us-east-1:123456789012:watch", "State": "Disabled"}
    stubbed("lambda").add_response("list_event_source_mappings", {"EventSourceMappings": [mapping]})
    assert Deployment().sources(NAME) == (Source("watch", "Disabled"),)


def test_a_role_allows_what_its_policies_allow_and_not_what_they_deny(stubbed: Stubbed) -> None:
    statements = [
        {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"},
        {"Effect": "Allow", "Action": ["kms:Decrypt"], "Resource": "*"},
        {"Effect": "Deny", "Action": "s3:*", "Resource": "*"},
    ]
    stub = stubbed("iam")
    stub.add_response("list_role_policies", {"PolicyNames": [POLICY_NAME]}, {"RoleName": "role"})
    document = quote(json.dumps({"Statement": statements}))
    answer = {"RoleName": "role", "PolicyName": POLICY_NAME, "PolicyDocument": document}
    stub.add_response("get_role_policy", answer, {"RoleName": "role", "PolicyName": POLICY_NAME})
    assert Deployment().allowed("role") == {"sqs:SendMessage", "kms:Decrypt"}


@pytest.mark.parametrize(
    ("redrive", "dead_letters"), [('{"deadLetterTargetArn": "arn:aws:sqs:r:1:dead"}', "dead"), ("", "")]
)
def test_a_queues_numbers_are_read_with_the_queue_behind_it(redrive: str, dead_letters: str, stubbed: Stubbed) -> None:
    attributes = {"ApproximateNumberOfMessages": "3", "VisibilityTimeout": "360", "RedrivePolicy": redrive}
    stubbed("sqs").add_response("get_queue_attributes", {"Attributes": attributes})
    found = Deployment().queue(QUEUE)
    assert (found.visible, found.visibility_timeout, found.dead_letters) == (3, 360, dead_letters)


def test_the_topic_tells_who_hears_it_and_takes_a_message(stubbed: Stubbed) -> None:
    stub = stubbed("sns")
    stub.add_response(
        "list_subscriptions_by_topic", {"Subscriptions": [{"Endpoint": "arn:queue"}]}, {"TopicArn": TOPIC}
    )
    stub.add_response("publish", {"MessageId": "m-1"}, {"TopicArn": TOPIC, "Message": "hello"})
    assert Deployment().subscribers(TOPIC) == ("arn:queue",)
    assert Deployment().publish(TOPIC, "hello") == "m-1"
