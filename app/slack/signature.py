"""The front door of λ slack: only well-formed, truly signed requests reach Bolt.

Bolt answers malformed timestamps and signatures with a 500 and a traceback, answers an unsigned ssl_check, logs whole
bodies, and takes the x-slack-bolt-* headers, which no signature covers, as an order to run a lazy listener; so the
check stands in front of it (docs/decisions/verify-in-front.md).
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

TIMESTAMP = re.compile(r"[0-9]{1,12}")
SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")
GOOD_SECONDS = 300  # Slack's own advice; a request that is older may be a replay

NOT_SIGNED = "The request is not signed by Slack, or its signature is too old."
NOT_READABLE = "The request's body cannot be read."
NOT_READY = "Bellhop cannot read its signing secret, so it cannot tell who is asking. Its log says why."
NOT_TAKEN = (
    ":warning: Bellhop could not take this in, so *nothing was done*. Please try again; if it happens again, "
    "whoever looks after Bellhop finds the reason in its log."
)


class Rejected(Exception):
    """A request that does not come in; `status` is the HTTP status to answer."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status

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
    """The event as Bolt's adapter reads it: verified, its body plain text; raises Rejected.

    `event` is an HTTP API (v2 or v1) or Function URL event; `now` is epoch seconds.
    """
    headers = _headers(event.get("headers"))
    body = _body(event)
    _check_signature(headers, body, secret, now)
    _check_form(headers, body)
    return {
        **event,
        "headers": {name: value for name, value in headers.items() if not name.startswith("x-slack-bolt-")},
        "body": body,
        "isBase64Encoded": False,
        "queryStringParameters": {},
    }


def _headers(headers: Any) -> dict[str, str]:
    return {str(name).lower(): str(value) for name, value in headers.items()} if isinstance(headers, Mapping) else {}


def _body(event: Mapping[str, Any]) -> str:
    body = event.get("body") or ""
    if not isinstance(body, str):
        raise Rejected(400, NOT_READABLE)
    try:
        raw = base64.b64decode(body, validate=True) if event.get("isBase64Encoded") else body.encode("utf-8")
        return raw.decode("utf-8")
    except ValueError:  # not base64, not UTF-8, or half a surrogate pair
        raise Rejected(400, NOT_READABLE) from None


def _check_signature(headers: Mapping[str, str], body: str, secret: Secret, now: float) -> None:
    timestamp = headers.get("x-slack-request-timestamp", "")
    signature = headers.get("x-slack-signature", "")
    # The verifier raises on what is not a number or not ASCII; a forger gets no traceback from us.
    if not TIMESTAMP.fullmatch(timestamp) or not SIGNATURE.fullmatch(signature):
        raise Rejected(401, NOT_SIGNED)
    if abs(now - int(timestamp)) > GOOD_SECONDS:  # before the secret is looked at: an old request renews nothing
        raise Rejected(401, NOT_SIGNED)

    def is_signed_by(words: tuple[str, ...]) -> bool:
        # All of them, however many match: how long it takes tells nothing.
        checks = [SignatureVerifier(word, clock=_At(now)).is_valid(body, timestamp, signature) for word in words]
        return any(checks)

    words = secret.reveal_all()
    # Signed by a secret that was changed since it was read here, or forged.
    if not is_signed_by(words) and not (secret.renew(*words) and is_signed_by(secret.reveal_all())):
        raise Rejected(401, NOT_SIGNED)


def _check_form(headers: Mapping[str, str], body: str) -> None:
    """Commands and interactions are forms, interactions with JSON in `payload`; events are JSON."""
    try:
        if headers.get("content-type", "").startswith("application/json"):
            if not isinstance(json.loads(body), dict):
                raise Rejected(400, NOT_READABLE)
            return
        fields = dict(parse_qsl(body, keep_blank_values=True, strict_parsing=True, errors="strict"))
        if "payload" in fields and not isinstance(json.loads(fields["payload"]), dict):
            raise Rejected(400, NOT_READABLE)
    except (ValueError, RecursionError):  # the latter for JSON nested a thousand deep
        raise Rejected(400, NOT_READABLE) from None


def sorry(admitted: Mapping[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    """For a command that could not be taken in, a sentence instead of Slack's "dispatch_failed"."""
    if "command" not in dict(parse_qsl(admitted["body"])):
        return answer
    text = json.dumps({"response_type": "ephemeral", "text": NOT_TAKEN})
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": text}
