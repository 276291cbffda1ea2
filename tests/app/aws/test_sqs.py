"""The door to SQS: what is put, received and given back."""

from __future__ import annotations

import pytest

from app.aws.door import AwsError
from app.aws.sqs import SqsQueue, retry_on
from app.base.errors import Later
from tests.app.aws.answers import URL
from tests.app.conftest import Stubbed


def test_a_message_of_a_fifo_queue_has_its_group_and_deduplication(stubbed: Stubbed) -> None:
    asked = {"QueueUrl": URL, "MessageBody": "text", "MessageGroupId": "web", "MessageDeduplicationId": "id-1"}
    stubbed("sqs").add_response("send_message", {}, asked)
    SqsQueue(URL).put("text", group="web", once="id-1")


@pytest.mark.parametrize(("delay", "seconds"), [(0.2, 1), (2, 2), (17.4, 18), (3600, 900)])
def test_a_delay_is_whole_seconds_never_fewer_and_at_most_what_sqs_can(
    delay: float, seconds: int, stubbed: Stubbed
) -> None:
    stubbed("sqs").add_response("send_message", {}, {"QueueUrl": URL, "MessageBody": "text", "DelaySeconds": seconds})
    SqsQueue(URL).put("text", delay=delay)


def test_several_are_put_in_one_call_and_what_it_refuses_is_put_once_more_alone(stubbed: Stubbed) -> None:
    asked = [{"Id": "0", "MessageBody": "now"}, {"Id": "1", "MessageBody": "later", "DelaySeconds": 3}]
    refused = [{"Id": "1", "SenderFault": False, "Code": "InternalError"}]
    stub = stubbed("sqs")
    stub.add_response("send_message_batch", {"Successful": [], "Failed": refused}, {"QueueUrl": URL, "Entries": asked})
    stub.add_response("send_message", {}, {"QueueUrl": URL, "MessageBody": "later", "DelaySeconds": 3})
    SqsQueue(URL).put_each([("now", 0), ("later", 2.5)])


def test_of_more_than_ten_the_others_are_a_call_of_their_own_and_one_is_put_as_ever(stubbed: Stubbed) -> None:
    stub = stubbed("sqs")
    for count in (10, 2):
        entries = [{"Id": str(at), "MessageBody": "text"} for at in range(count)]
        stub.add_response("send_message_batch", {"Successful": [], "Failed": []}, {"QueueUrl": URL, "Entries": entries})
    stub.add_response("send_message", {}, {"QueueUrl": URL, "MessageBody": "text"})
    SqsQueue(URL).put_each([("text", 0)] * 12)
    SqsQueue(URL).put_each([("text", 0)])


def test_what_is_received_has_the_shape_of_lambdas_event_and_is_deleted_by_its_receipt(stubbed: Stubbed) -> None:
    stub = stubbed("sqs")
    message = {"MessageId": "m1", "ReceiptHandle": "r1", "Body": "text", "Attributes": {"ApproximateReceiveCount": "2"}}
    stub.add_response("receive_message", {"Messages": [message]})
    (record,) = SqsQueue(URL).receive()["Records"]
    assert record["eventSource"] == "aws:sqs"
    assert (record["messageId"], record["body"]) == ("m1", "text")
    assert record["attributes"] == {"ApproximateReceiveCount": "2"}
    stub.add_response("delete_message", {}, {"QueueUrl": URL, "ReceiptHandle": "r1"})
    SqsQueue(URL).delete([record])


@pytest.mark.parametrize(("given", "asked"), [({}, 5), ({"wait": 1}, 1)])
def test_it_waits_for_a_message_as_long_as_it_is_told(given: dict[str, int], asked: int, stubbed: Stubbed) -> None:
    how = {"QueueUrl": URL, "MaxNumberOfMessages": 10, "MessageSystemAttributeNames": ["All"]}
    stubbed("sqs").add_response("receive_message", {}, {**how, "WaitTimeSeconds": asked})
    SqsQueue(URL).receive(**given)


def test_nothing_received_is_an_empty_event(stubbed: Stubbed) -> None:
    stubbed("sqs").add_response("receive_message", {})
    assert SqsQueue(URL).receive() == {"Records": []}


def test_a_message_comes_back_to_the_queue_it_came_from(stubbed: Stubbed) -> None:
    jobs = SqsQueue("https://sqs.us-east-1.amazonaws.com/123456789012/jobs.fifo")
    asked = {"QueueUrl": jobs.url, "ReceiptHandle": "r1", "VisibilityTimeout": 4}
    stubbed("sqs").add_response("change_message_visibility", {}, asked)
    record = {"eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:jobs.fifo", "receiptHandle": "r1"}
    retry_on(SqsQueue(URL), jobs, SqsQueue(""))(record, 4.2)


def test_a_message_of_an_unknown_queue_is_left_to_its_visibility_time(stubbed: Stubbed) -> None:
    stubbed("sqs")
    retry_on(SqsQueue(URL))({"eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:other"}, 4)


@pytest.mark.parametrize(
    "code", ["AccessDenied", "AWS.SimpleQueueService.NonExistentQueue", "KmsDisabled", "ExpiredToken"]
)
def test_what_people_can_fix_waits_and_is_no_bug(code: str, stubbed: Stubbed) -> None:
    stubbed("sqs").add_client_error("send_message", code)
    with pytest.raises(Later):
        SqsQueue(URL).put("text")


def test_what_no_queue_takes_is_refused(stubbed: Stubbed) -> None:
    stubbed("sqs").add_client_error("send_message", "InvalidMessageContents")
    with pytest.raises(AwsError):
        SqsQueue(URL).put("\uffff")
