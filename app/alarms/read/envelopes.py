"""Opens whatever invokes the alarms function: any event in, at least one Record out, never an exception. No IO."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from app.alarms.read.regions import resource_name
from app.alarms.read.untrusted import TOO_DEEP, clean, instant_or_none, is_too_deep, items, mapping, parsed, text
from app.base.values import dataclass

SQS = "aws:sqs"
SNS = "aws:sns"
NOTIFICATION = "Notification"
ATTEMPT = "BellhopAttempt"
# What Lambda sends to the OnFailure destination of a direct invocation: the event itself is inside.
INVOKED, PAYLOAD = "requestContext", "requestPayload"
OUR_FUNCTION = "-alarms"  # `<service>-<stage>-alarms`, as serverless.yml names it
MILLISECONDS_DIGITS = 14  # to the year 5138
TOPIC_LIMIT = 400
ID_LIMIT = 256  # AWS's own are shorter; the id is part of keys in the table


@dataclass(frozen=True)
class Record:
    """One payload taken out of its envelopes.

    `id` is the SNS MessageId, else the EventBridge id, else the SQS messageId, else the id of Lambda's request, which
    its retries keep, else a hash of the content: the same for every delivery of the same payload, and for no other.
    `body` is the innermost JSON value, or the string if it isn't JSON.
    `receipt` is the SQS messageId that a partial batch response names; empty if it did not come from SQS.
    `attempt` counts how often Bellhop itself has put the record back on its queue.
    `sent_at` is when SNS or SQS first got it, and `topic` is the ARN of the topic that it was published to, as far as
    the envelope says so: both are AWS's words, unlike everything in `body`.
    """

    id: str
    body: object
    subject: str = ""
    receipt: str = ""
    attempt: int = 0
    sent_at: datetime | None = None
    topic: str = ""


def records(event: object, request_id: str = "") -> tuple[Record, ...]:
    """Open an SQS batch (SNS envelope or raw delivery inside), an SNS event, or take anything else as one record.

    `request_id` is that of Lambda's request with the event.
    """
    return tuple(_record(item) for item in _batch(event)) or (_opened(event, request_id=request_id),)


def came_from_queue(event: object) -> bool:
    return any(_source(item) == SQS for item in _batch(event))


def queue_body(record: Record) -> str:
    """The record as an SQS message body from which `records` reads the same, but for its receipt."""
    is_plain = isinstance(record.body, str) and parsed(record.body) == record.body  # "123" would come back as 123
    # Escaped once, by the outer JSON: SQS refuses some characters, but escaping them twice may exceed its size limit.
    message = record.body if is_plain else json.dumps(record.body, ensure_ascii=False)
    payload = {"Type": NOTIFICATION, "MessageId": record.id, "Subject": record.subject, "Message": message}
    origin = {"TopicArn": record.topic, "Timestamp": record.sent_at.isoformat() if record.sent_at else ""}
    return json.dumps({**payload, **{name: each for name, each in origin.items() if each}, ATTEMPT: record.attempt})


def _batch(event: object) -> tuple[object, ...]:
    found = tuple(items(mapping(event).get("Records")))
    return found if any(_source(item) in (SQS, SNS) for item in found) else ()


def _source(item: object) -> str:
    fields = mapping(item)
    return text(fields.get("eventSource") or fields.get("EventSource"))  # SQS and SNS spell it differently


def _record(item: object) -> Record:
    fields = mapping(item)
    if _source(item) == SQS and "body" in fields:
        record = _of_queue(parsed(fields["body"]), text(fields.get("messageId")))
        times = (record.sent_at, _sent_at(mapping(fields.get("attributes")).get("SentTimestamp")))
        return replace(record, sent_at=min(filter(None, times), default=None))
    if _source(item) == SNS and "Message" in mapping(fields.get("Sns")):
        return _opened({**mapping(fields["Sns"]), "Type": NOTIFICATION})
    return _opened(item, receipt=text(fields.get("messageId")) if _source(item) == SQS else "")


def _sent_at(milliseconds: object) -> datetime | None:
    """SQS's `SentTimestamp`, which it makes itself."""
    written = text(milliseconds)
    is_number = written.isascii() and written.isdigit() and len(written) <= MILLISECONDS_DIGITS
    return datetime.fromtimestamp(int(written) / 1000, UTC) if is_number else None


def _of_queue(body: object, receipt: str) -> Record:
    """A message of the queue or, in a dead letter that was put back, the event of a failed invocation of ours.

    Such an invocation has its request's id, as when it was tried; SNS invokes with one record. Somebody else's function
    may have the queue as its destination.
    """
    failed = mapping(body)
    if not (PAYLOAD in failed and INVOKED in failed and _is_ours(failed)):
        return _opened(body, receipt=receipt)
    payload, request_id = failed[PAYLOAD], text(mapping(failed[INVOKED]).get("requestId"))
    (inner, *_) = _batch(payload) or (None,)
    opened = _opened(payload, receipt="", request_id=request_id) if inner is None else _record(inner)
    return replace(opened, receipt=receipt)


def _is_ours(failed: Mapping[str, object]) -> bool:
    """Whether λ alarms was invoked, by its name or by what invokes it: a batch, an event or an alarm's action."""
    payload, function = failed[PAYLOAD], text(mapping(failed[INVOKED]).get("functionArn"))
    if resource_name(function).endswith(OUR_FUNCTION):
        return True
    return (
        bool(_batch(payload))
        or _is_notification(payload)
        or bool({"detail-type", "alarmArn"} & mapping(payload).keys())
    )


def _opened(body: object, receipt: str = "", request_id: str = "") -> Record:
    sns_id, subject, topic, attempt = "", "", "", 0
    sent_at: datetime | None = None
    while _is_notification(body):
        payload = mapping(body)
        sns_id = text(payload.get("MessageId")) or sns_id
        subject = text(payload.get("Subject")) or subject
        attempt = max(attempt, _count(payload.get(ATTEMPT)))
        # Of envelopes in one another, the outermost is the one that AWS or we wrote.
        topic = topic or text(payload.get("TopicArn"))[:TOPIC_LIMIT]
        sent_at = sent_at or instant_or_none(payload.get("Timestamp"))
        body = parsed(payload["Message"])
    body = clean(body) if isinstance(body, str) else TOO_DEEP if is_too_deep(body) else body
    identity = sns_id or _event_id(body) or receipt or request_id or _hash(body)
    return Record(
        id=identity if len(identity) <= ID_LIMIT else _hash(identity),
        body=body,
        subject=subject,
        receipt=receipt,
        attempt=attempt,
        sent_at=sent_at,
        topic=topic,
    )


def _count(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0


def _is_notification(body: object) -> bool:
    payload = mapping(body)
    return payload.get("Type") == NOTIFICATION and "Message" in payload


def _event_id(body: object) -> str:
    event = mapping(body)
    return text(event.get("id")) if "detail-type" in event else ""


def _hash(body: object) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
