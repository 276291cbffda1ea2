"""The entrance of λ slack: only well-formed requests with a valid signature reach Bolt.

Bolt answers malformed timestamps and signatures with a 500 and a traceback, answers an unsigned ssl_check, logs whole
bodies, and obeys the x-slack-bolt-* headers, which no signature covers. So this check comes first
(docs/decisions/verify-in-front.md).
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from slack_sdk.signature import Clock, SignatureVerifier

from app.config.secrets import Secret
from app.slack.shape import flaw

INTERACTION = "payload="  # the only field of its form
TIMESTAMP = re.compile(r"[0-9]{1,12}")
SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")
GOOD_SECONDS = 300  # Slack's own advice; an older request may be a replay
# A view has 250 kB at most (docs.slack.dev, views.open), a message less; as a form that is 750 at most.
MOST_BYTES = 1_000_000
JSON_TYPE, FORM_TYPE = "application/json", "application/x-www-form-urlencoded"
SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
NOT_ENCODED = re.compile("%(?![0-9A-Fa-f]{2})")

NOT_SIGNED = "The request is not signed by Slack, or its signature is too old."
NOT_READABLE = "The request's body cannot be read: {why}."
NOT_UTF8, EMPTY, TOO_LARGE = "it is not UTF-8", "it is empty", f"it is larger than {MOST_BYTES:,} bytes"
OF_ANOTHER_TYPE = f"its content type is neither {JSON_TYPE} nor {FORM_TYPE}"
NO_FORM, NO_JSON, ITS_JSON = "it is no form", "it holds no JSON", "in its JSON {flaw}"
NOT_POSTED = "Slack sends POST requests here."
NOT_BY_ALB = "Bellhop takes requests from API Gateway or a function URL, not from a load balancer."
NOT_READY = "Bellhop cannot read its signing secret, so it cannot tell who is asking. Its log says why."
NOT_ACKNOWLEDGED = "Bellhop could not take this request in. Its log says why."
NOT_TAKEN = (
    ":warning: Bellhop could not take this in, so *nothing was done*. Please try again; if it happens again, "
    "the people who run Bellhop can find the reason in its log."
)
# The queue gave no answer: it may have the request.
NO_ANSWER = 504
MAYBE_TAKEN = (
    ":warning: Bellhop *cannot tell whether it took this in*. If it says nothing more within a minute, look before you "
    "ask again."
)


class Rejected(Exception):
    """A rejected request; `status` is the HTTP status to answer.

    `is_forged` if it is signed in Slack's form, at the right time, with another secret than ours.
    """

    def __init__(self, status: int, why: str, is_forged: bool = False) -> None:
        super().__init__(why)
        self.status = status
        self.is_forged = is_forged

    def answer(self) -> dict[str, Any]:
        """The HTTP API's response."""
        return {"statusCode": self.status, "headers": {"content-type": "text/plain"}, "body": str(self)}


class _At(Clock):
    """The verifier's clock, set to a given moment."""

    def __init__(self, moment: float) -> None:
        self._moment = moment

    def now(self) -> float:
        return self._moment


def admit(event: Mapping[str, Any], secret: Secret, now: float) -> dict[str, Any]:
    """The event for the App: verified, with a plain text body; raises Rejected.

    `event` is an HTTP API (v2 or v1) or Function URL event; `now` is epoch seconds. Of an interaction, the body is the
    JSON in its form's `payload`: Bolt takes that too, and a form of ten kilobytes is slow to read a second time.
    """
    context = event.get("requestContext")
    if isinstance(context, Mapping) and "elb" in context:
        raise Rejected(400, NOT_BY_ALB)
    headers = _headers(event.get("headers"))
    _check_form(headers, now)  # before anything that takes the longer the more was sent
    body = _body(event)
    _check_signature(headers, body, secret, now)
    if _method(event) not in (None, "POST"):
        raise Rejected(404, NOT_POSTED)
    return {
        **event,
        "headers": {name: value for name, value in headers.items() if not name.startswith("x-slack-bolt-")},
        "body": _payload(headers, body),
        "isBase64Encoded": False,
        "queryStringParameters": {},
    }


def _headers(headers: Any) -> dict[str, str]:
    return {str(name).lower(): str(value) for name, value in headers.items()} if isinstance(headers, Mapping) else {}


def _unreadable(why: str) -> Rejected:
    return Rejected(400, NOT_READABLE.format(why=why))


def _body(event: Mapping[str, Any]) -> str:
    body = event.get("body") or ""
    if not isinstance(body, str):
        raise _unreadable(NOT_UTF8)
    if len(body) > MOST_BYTES * 2:  # as base64 it is a third longer
        raise _unreadable(TOO_LARGE)
    try:
        raw = base64.b64decode(body, validate=True) if event.get("isBase64Encoded") else body.encode("utf-8")
        text = raw.decode("utf-8")
    except ValueError:  # not base64, not UTF-8, or half a surrogate pair
        raise _unreadable(NOT_UTF8) from None
    if len(raw) > MOST_BYTES:
        raise _unreadable(TOO_LARGE)
    return text


def _method(event: Mapping[str, Any]) -> Any:
    """Of version 2 of an HTTP API's events, or version 1."""
    context = event.get("requestContext")
    http = context.get("http") if isinstance(context, Mapping) else None
    return http.get("method") if isinstance(http, Mapping) else event.get("httpMethod")


def _check_form(headers: Mapping[str, str], now: float) -> None:
    timestamp = headers.get("x-slack-request-timestamp", "")
    signature = headers.get("x-slack-signature", "")
    # The verifier raises on a timestamp that isn't a number or isn't ASCII; forgers get no traceback from us.
    if not TIMESTAMP.fullmatch(timestamp) or not SIGNATURE.fullmatch(signature):
        raise Rejected(401, NOT_SIGNED)
    if abs(now - int(timestamp)) > GOOD_SECONDS:  # before the secret is used: an old request renews nothing
        raise Rejected(401, NOT_SIGNED)


def _check_signature(headers: Mapping[str, str], body: str, secret: Secret, now: float) -> None:
    timestamp, signature = headers["x-slack-request-timestamp"], headers["x-slack-signature"]

    def is_signed_by(words: tuple[str, ...]) -> bool:
        # Check all of them even after a match, so that the time says nothing.
        checks = [SignatureVerifier(word, clock=_At(now)).is_valid(body, timestamp, signature) for word in words]
        return any(checks)

    words = secret.reveal_all()
    # Either forged, or signed with a secret that was changed since it was read here.
    if not is_signed_by(words) and not (secret.renew(*words) and is_signed_by(secret.reveal_all())):
        raise Rejected(401, NOT_SIGNED, is_forged=True)


def _payload(headers: Mapping[str, str], body: str) -> str:
    """Events are JSON; commands and interactions are forms, interactions with JSON in `payload`."""
    if not body.strip():
        raise _unreadable(EMPTY)
    sent_as = headers.get("content-type", "").split(";")[0].strip().lower()
    if sent_as == JSON_TYPE:
        return _json_object(body)
    if sent_as not in ("", FORM_TYPE):
        raise _unreadable(OF_ANOTHER_TYPE)
    return _form(body)


def _form(body: str) -> str:
    # JSON that is sent as a form would be JSON to Bolt.
    if body.startswith("{") or NOT_ENCODED.search(body):
        raise _unreadable(NO_FORM)
    try:
        fields = _fields(body)
    except ValueError:
        raise _unreadable(NO_FORM) from None
    return _json_object(fields["payload"]) if "payload" in fields else body


def _fields(body: str) -> dict[str, str]:
    """Of an interaction by Python's own escapes, decoded at once.

    urllib goes from escape to escape, and a card has thousands: a third of its acknowledgement.
    """
    payload = body.removeprefix(INTERACTION)
    if payload == body or "&" in payload:
        return dict(parse_qsl(body, keep_blank_values=True, strict_parsing=True, errors="strict"))
    escaped = payload.replace("+", " ").replace("\\", "\\\\").replace("%", "\\x")
    return {"payload": escaped.encode("ascii").decode("unicode_escape").encode("latin-1").decode()}


def _json_object(text: str) -> str:
    try:
        body = json.loads(text)
        found = flaw(body)
    except (ValueError, RecursionError):  # the latter for JSON nested a thousand deep
        raise _unreadable(NO_JSON) from None
    if found:
        raise _unreadable(ITS_JSON.format(flaw=found))
    if SURROGATE.search(text):  # of half a pair nothing can be made, no message on a queue either
        text = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace").decode()
    return text.strip()  # by its first character Bolt knows JSON in a request of any content type


def sorry(admitted: Mapping[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    """For a command that could not be queued, or perhaps was: a sentence instead of Slack's "dispatch_failed"."""
    body = admitted["body"]
    if body.startswith("{") or "command" not in dict(parse_qsl(body)):
        return answer
    words = MAYBE_TAKEN if answer["statusCode"] == NO_ANSWER else NOT_TAKEN
    text = json.dumps({"response_type": "ephemeral", "text": words})
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": text}
