"""What the AWS SDK repeats by itself, and how long a call takes at most.

The SDK's own rule is to repeat whatever got no answer. But it may have been done: an alarm would be set twice, and its
actions run twice. So what changes something is repeated only if AWS said that it did nothing; else who asked finds out
what became of it, and decides (docs/decisions/no-retries-in-the-sdk.md).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from typing import Any

from botocore.exceptions import ConnectionClosedError, ReadTimeoutError
from botocore.retries.standard import RetryContext, ThrottledRetryableChecker

from app.base.allowance import is_counted, take_call
from app.base.deadline import seconds_left, within

READS = ("Describe", "Get", "List", "Query", "BatchGet", "Decrypt")
# What comes to the same if it is done twice. Writes to the table have a condition, and know themselves again
# (`write` in app/store/table.py); a transaction has the SDK's ClientRequestToken.
REPEATABLE = frozenset({"PutItem", "TransactWriteItems", "DeleteItem", "DeleteMessage", "ChangeMessageVisibility"})
# A FIFO queue drops the same message once more.
KNOWN_AGAIN = "MessageDeduplicationId"
# Seconds after which a call is not tried again: who asked has less and less time left.
AGAIN_WITHIN = 5.0

NOTES = "bellhop"
# Bellhop's own table, and its way into other accounts.
NOT_COUNTED = frozenset({"dynamodb", "sts"})

PAGES, PAGE_BEGINS = (b"<!doctype html", b"<html"), 20
JSON = "application/x-amz-json"


def bound(client: Any) -> Any:
    """The client, with our own rules for what it repeats and how long it waits: `read_timeout` for a whole answer."""
    events, service = client.meta.events, client.meta.service_model.service_id.hyphenize()
    # The SDK has no public way to its connections.
    send, seconds = client._endpoint.http_session.send, float(client.meta.config.read_timeout)

    def answer(request: Any, **_: Any) -> Any:
        return _answer(send, request, seconds)

    events.register(f"before-parameter-build.{service}", _note)
    counts = client.meta.service_model.service_name not in NOT_COUNTED
    if counts:
        events.register(f"before-parameter-build.{service}", _count)
    events.register(f"before-send.{service}", answer)
    events.register_first(f"needs-retry.{service}", partial(_verdict, counts))
    return client


def _note(params: Mapping[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
    """Remember with a call when it began, and whether it may be repeated."""
    repeatable = model.name.startswith(READS) or model.name in REPEATABLE or KNOWN_AGAIN in params
    context[NOTES] = repeatable, time.monotonic()


def _count(**_: Any) -> None:
    take_call()


def _answer(send: Callable[[Any], Any], request: Any, seconds: float) -> Any:
    try:
        response = within(seconds, lambda: send(request))
    except TimeoutError as problem:
        raise ReadTimeoutError(endpoint_url=request.url) from problem
    if not (request.stream_output or _is_awss(response)):
        raise ConnectionClosedError(endpoint_url=request.url)
    return response


def _is_awss(response: Any) -> bool:
    """False for a page of something in between, or for half an answer.

    The SDK would read either as an empty answer: as if there were nothing, or as if it were done.
    """
    if response.status_code >= HTTPStatus.MULTIPLE_CHOICES:
        return True
    kind, body = response.headers.get("Content-Type", ""), response.content.strip()
    if "html" in kind or body[:PAGE_BEGINS].lower().startswith(PAGES):
        return False
    return JSON not in kind or not body or (body.startswith(b"{") and body.endswith(b"}"))


def _verdict(
    counts: bool, request_dict: Mapping[str, Any], attempts: int, response: Any = None, **_: Any
) -> bool | None:
    """False if a call that failed must not be repeated; else None, and the SDK decides, as after its other handlers.

    Whoever has only some calls to make loses them if they fail.
    """
    repeatable, began = request_dict["context"].get(NOTES, (False, 0.0))
    if (counts and is_counted()) or min(AGAIN_WITHIN - (time.monotonic() - began), seconds_left()) <= 0:
        return False
    said = RetryContext(attempts, parsed_response=response[1] if response else None)
    return None if repeatable or ThrottledRetryableChecker().is_retryable(said) else False
