"""Envelopes: the same payload comes out of SNS, SQS, EventBridge and bare events, with an id that stays the same."""

import json

import pytest

from app.alarms.read.envelopes import Record, came_from_queue, queue_body, records
from tests.app.alarms.alarm_support import only_record, payload


def test_an_sns_event_gives_its_message_id_subject_and_body() -> None:
    event = payload("event_sns")
    sns = event["Records"][0]["Sns"]
    (record,) = records(event)
    assert (record.id, record.body, record.subject) == (sns["MessageId"], payload("metric"), sns["Subject"])


def test_an_sqs_batch_of_sns_envelopes_gives_each_payload_with_its_receipt() -> None:
    event = payload("event_sqs")
    first, second = event["Records"]
    assert [(record.id, record.receipt) for record in records(event)] == [
        (json.loads(first["body"])["MessageId"], first["messageId"]),
        (json.loads(second["body"])["MessageId"], second["messageId"]),
    ]
    assert [record.body for record in records(event)] == [payload("metric"), payload("composite")]


def test_raw_delivery_takes_the_sqs_id_and_eventbridge_keeps_its_own() -> None:
    event = payload("event_sqs_raw")
    metric, eventbridge = records(event)
    assert (metric.id, metric.body) == (event["Records"][0]["messageId"], payload("metric"))
    assert (eventbridge.id, eventbridge.body) == (payload("eventbridge_metric")["id"], payload("eventbridge_metric"))
    assert eventbridge.receipt == event["Records"][1]["messageId"]


def test_a_bare_event_has_the_hash_of_its_content_as_id() -> None:
    first, again = only_record(payload("lambda_action")), only_record(payload("lambda_action"))
    assert first.id == again.id
    assert first.id != only_record(payload("metric")).id
    assert not first.receipt


def test_a_bare_event_has_the_id_of_the_request_that_brought_it_and_a_message_with_an_id_keeps_its_own() -> None:
    said = {"message": "nightly backup failed"}
    assert [record.id for record in records(said, "request-1")] == ["request-1"]
    for name in ("eventbridge_metric", "event_sns", "event_sqs", "event_sqs_raw"):
        assert records(payload(name), "request-1") == records(payload(name))


def test_an_sns_envelope_inside_another_is_opened_to_the_innermost() -> None:
    inner = {"Type": "Notification", "MessageId": "inner", "Subject": "s", "Message": '{"a": 1}'}
    outer = {"Type": "Notification", "MessageId": "outer", "Message": json.dumps(inner)}
    assert only_record(outer) == Record(id="inner", body={"a": 1}, subject="s")


@pytest.mark.parametrize("text", ["", "hello", '{"half": ', "1" * 5000, "[" * 100_000])
def test_a_message_that_is_no_json_is_the_string_itself(text: str) -> None:
    assert only_record({"Type": "Notification", "MessageId": "m", "Message": text}).body == text


@pytest.mark.parametrize(
    "event", [None, [], {}, {"Records": []}, {"Records": [1]}, {"Records": [{"eventSource": "aws:s3"}]}, "x", 3]
)
def test_whatever_is_no_batch_is_one_record_of_the_whole(event: object) -> None:
    assert only_record(event).body == event


def test_a_queue_item_without_a_body_is_still_a_record_with_its_receipt() -> None:
    item = {"eventSource": "aws:sqs", "messageId": "m1"}
    assert only_record({"Records": [item]}) == Record(id="m1", body=item, receipt="m1")


def test_only_the_queue_has_receipts_to_answer() -> None:
    assert came_from_queue(payload("event_sqs"))
    assert came_from_queue(payload("event_sqs_raw"))
    assert not came_from_queue(payload("event_sns"))
    assert not came_from_queue(payload("lambda_action"))


@pytest.mark.parametrize("name", ["event_sns", "lambda_action", "eventbridge_metric", "unknown_json"])
def test_a_record_put_on_the_queue_comes_back_the_same(name: str) -> None:
    record = only_record(payload(name))
    item = {"eventSource": "aws:sqs", "messageId": "q1", "body": queue_body(record)}
    back = only_record({"Records": [item]})
    assert (back.id, back.subject, back.body) == (record.id, record.subject, record.body)


@pytest.mark.parametrize("body", ["", "text", "123", "null", "\n"])
def test_a_bare_string_put_on_the_queue_stays_a_string(body: str) -> None:
    item = {"eventSource": "aws:sqs", "messageId": "q1", "body": queue_body(Record(id="r", body=body))}
    assert only_record({"Records": [item]}).body == body


def test_half_a_surrogate_pair_is_replaced_so_that_slack_and_the_table_can_take_it() -> None:
    assert only_record({"Type": "Notification", "Message": "broken \ud83d emoji"}).body == "broken \ufffd emoji"


def test_the_largest_untrusted_message_put_on_the_queue_stays_within_a_mebibyte() -> None:
    body = {"text": "\u8b66" * 85_000}  # 255 KB of UTF-8, the most that SNS or EventBridge brings
    queued = queue_body(Record(id="r", body=body))
    assert len(queued.encode()) < 2**20
    assert only_record({"Records": [{"eventSource": "aws:sqs", "messageId": "q", "body": queued}]}).body == body


def failed_invocation(event: object) -> dict[str, object]:
    """The dead letter of an alarm that called the function itself, as `make replay` puts it on the alarms queue."""
    envelope = {**payload("lambda_on_failure"), "requestPayload": event}
    return {"Records": [{"eventSource": "aws:sqs", "messageId": "put-back", "body": json.dumps(envelope)}]}


def test_an_invocation_that_failed_is_opened_and_known_by_its_request() -> None:
    (record,) = records(failed_invocation(payload("lambda_action")))
    assert record.body == payload("lambda_action")
    assert record.id == payload("lambda_on_failure")["requestContext"]["requestId"]
    assert record.receipt == "put-back"


def test_an_invocation_by_a_topic_that_failed_gives_its_payload() -> None:
    (record,) = records(failed_invocation(payload("event_sns")))
    (told,) = records(payload("event_sns"))
    assert (record.id, record.body, record.subject) == (told.id, told.body, told.subject)
    assert record.receipt == "put-back"


@pytest.mark.parametrize("event", [None, "text", {}, {"Records": []}, 7])
def test_an_invocation_with_anything_at_all_is_a_record_with_its_receipt(event: object) -> None:
    (record,) = records(failed_invocation(event))
    assert (record.body, record.receipt) == (event, "put-back")
