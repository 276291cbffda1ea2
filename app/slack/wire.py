"""One POST to Slack, made once and within one deadline: an answer is a status and bytes, whatever they are.

The SDK's client reads pages as JSON in the charset that they claim, follows redirects with the token, and waits for
each byte anew. What an answer means is said in app/slack/errors.py.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import logging
import socket
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
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
    with _deadline(timeout) as deadline:
        opener = urllib.request.build_opener(_Plain(deadline), _Secure(deadline, context), _NoRedirects())
        try:
            response = opener.open(request, timeout=timeout)
        except urllib.error.HTTPError as refused:
            response = refused
        with response:
            answer = Answer(response.status, dict(response.headers.items()), response.read(MOST_BYTES))
        deadline.check()  # or half a body would pass for a whole one
    return answer


def post_json(
    url: str, data: Any, context: ssl.SSLContext | None, timeout: float, headers: Mapping[str, str] | None = None
) -> Answer:
    kind = {"Content-Type": "application/json; charset=utf-8"}
    return post(url, json.dumps(data).encode(), {**kind, **(headers or {})}, context, timeout)


def note(method: str, **where: Any) -> None:
    """Log a message that is in Slack now; its link ends with the ts, which leads to this line."""
    logger.info("said", extra={"method": method, **where, "metrics": {Metric.MESSAGES: 1}})


class _Deadline:
    """Ends a call's connection, however slowly it trickles: a socket's own timeout begins again with each byte."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._is_over = False

    def watch(self, connected: socket.socket) -> None:
        with self._lock:
            self._socket = connected
        self.check()

    def check(self) -> None:
        if self._is_over:
            raise TimeoutError("no whole answer in time")

    def end(self) -> None:
        with self._lock:
            self._is_over = True
            if self._socket:
                with contextlib.suppress(OSError):  # it is closed already
                    # Not SSLSocket's own, which takes the TLS away from whoever reads right now.
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


@contextmanager
def _deadline(seconds: float) -> Iterator[_Deadline]:
    deadline = _Deadline()
    timer = threading.Timer(seconds, deadline.end)
    timer.daemon = True
    timer.start()
    try:
        yield deadline
    finally:
        timer.cancel()


class _PlainConnection(http.client.HTTPConnection):
    def __init__(self, deadline: _Deadline, host: str, **more: Any) -> None:
        super().__init__(host, **more)
        self._deadline = deadline

    def connect(self) -> None:
        super().connect()
        self._deadline.watch(self.sock)


class _SecureConnection(http.client.HTTPSConnection):
    def __init__(self, deadline: _Deadline, host: str, **more: Any) -> None:
        super().__init__(host, **more)
        self._deadline = deadline

    def connect(self) -> None:
        super().connect()
        self._deadline.watch(self.sock)


class _Plain(urllib.request.HTTPHandler):
    def __init__(self, deadline: _Deadline) -> None:
        super().__init__()
        self._deadline = deadline

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(_PlainConnection, self._deadline), req)


class _Secure(urllib.request.HTTPSHandler):
    def __init__(self, deadline: _Deadline, context: ssl.SSLContext | None) -> None:
        super().__init__()
        self._deadline, self._trust = deadline, context

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        trust = self._trust or ssl.create_default_context()
        return self.do_open(partial(_SecureConnection, self._deadline), req, context=trust)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Slack sends nobody elsewhere; what does would get the token."""

    def redirect_request(self, *_: Any) -> None:
        return None
