"""One POST to Slack: an answer is a status and bytes, whatever they are.

The SDK's client reads pages as JSON in the charset that they claim, and follows redirects with the token. What an
answer means is said in app/slack/errors.py, which also ends a call in time.
"""

from __future__ import annotations

import json
import logging
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.base.metrics import Metric

TIMEOUT_SECONDS = 10
HTTP = ("https://", "http://")
MOST_BYTES = 16 * 1024 * 1024  # a page of channels has about one megabyte

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer:
    """What came back, from Slack or from something in between."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def data(self) -> Mapping[str, Any]:
        """The JSON object in the body; empty if there is none."""
        try:
            data = json.loads(self.body)
        except (ValueError, RecursionError):  # UnicodeDecodeError is a ValueError
            return {}
        return data if isinstance(data, dict) else {}

    @property
    def word(self) -> str:
        """The body as plain text, as webhooks answer."""
        return self.body.decode("utf-8", "replace").strip()


def post(
    url: str, body: bytes, headers: Mapping[str, str], context: ssl.SSLContext | None, timeout: float = TIMEOUT_SECONDS
) -> Answer:
    """The answer, of whatever status; raises OSError or HTTPException if none came in time."""
    request = urllib.request.Request(url, body, {"User-Agent": "Bellhop", **headers}, method="POST")
    opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=context), _NoRedirects())
    try:
        response = opener.open(request, timeout=timeout)
    except urllib.error.HTTPError as refused:
        response = refused
    with response:
        return Answer(response.status, dict(response.headers.items()), response.read(MOST_BYTES))


def post_json(
    url: str, data: Any, context: ssl.SSLContext | None, timeout: float, headers: Mapping[str, str] | None = None
) -> Answer:
    kind = {"Content-Type": "application/json; charset=utf-8"}
    return post(url, json.dumps(data).encode(), {**kind, **(headers or {})}, context, timeout)


def note(method: str, **where: Any) -> None:
    """Log a message that is in Slack now; its link ends with the ts, which leads to this line."""
    logger.info("said", extra={"method": method, **where, "metrics": {Metric.MESSAGES: 1}})


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Slack sends nobody elsewhere; what does would get the token."""

    def redirect_request(self, *_: Any) -> None:
        return None
