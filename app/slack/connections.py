"""Connections to Slack, kept for the next call: a new one takes a handshake, 5 ms of CPU and two round trips.

Slack's SDK has no way to keep them, but calls `urllib.request.urlopen`, and so whatever opener is installed. A kept one
is looked at before it is used, and nothing is sent twice: whoever gets no answer finds out what was done
(docs/decisions/no-retries-in-the-sdk.md).
"""

from __future__ import annotations

import http.client
import io
import select
import socket
import threading
import time
import urllib.error
import urllib.request
import urllib.response
from collections.abc import Callable
from functools import cache
from typing import Any

from app.config.roots import context_for_slack

# Lambda freezes an environment between two events, and hears nothing of a connection that is closed meanwhile.
KEPT_SECONDS = 15.0
MOST_KEPT = 4  # for each host; several threads may call at once
MOST_HOSTS = 4
# Slack's longest are pages of 200 messages, each as long as Slack takes: some 16 MB.
LONGEST_BODY = 32 * 1024 * 1024


@cache
def keep_connections() -> None:
    """From now on each address that this process opens is asked over a kept connection, but through a proxy.

    Slack's are https; a desk's and the tests' may be http, so that they take the same way.
    """
    urllib.request.install_opener(urllib.request.build_opener(_Keeping(), _Staying()))


class _Staying(urllib.request.HTTPRedirectHandler):
    """Goes nowhere else: urllib would ask there with GET and the token, and what comes then is no answer to a POST."""

    def redirect_request(self, *_: object) -> None:
        return None


class _Keeping(urllib.request.HTTPSHandler, urllib.request.HTTPHandler):
    """`_idle` has the open ones, and since when, by their addresses."""

    def __init__(self) -> None:
        super().__init__(context=context_for_slack())  # it would make one of its own, which reads all roots
        self._idle: dict[str, list[tuple[http.client.HTTPConnection, float]]] = {}
        self._changing = threading.Lock()

    def http_open(self, request: urllib.request.Request) -> Any:
        if request.has_proxy():
            return self.do_open(http.client.HTTPConnection, request)
        return self._asked(request, lambda: http.client.HTTPConnection(request.host, timeout=request.timeout))

    def https_open(self, request: urllib.request.Request) -> Any:
        if getattr(request, "_tunnel_host", None):  # what is behind a proxy; urllib's has_proxy() is for http only
            return self.do_open(http.client.HTTPSConnection, request, context=context_for_slack())
        return self._asked(
            request,
            lambda: http.client.HTTPSConnection(request.host, timeout=request.timeout, context=context_for_slack()),
        )

    def _asked(self, request: urllib.request.Request, new: Callable[[], http.client.HTTPConnection]) -> Any:
        connection = self._kept(request) or new()
        try:
            _send(connection, request)
            response = connection.getresponse()
            body = _body(response)
        except BaseException:
            connection.close()
            raise
        # After one without a body (102, 103, 204) the true one may still come, and would be taken for the next one's.
        if response.will_close or not body:
            connection.close()
        else:
            self._keep(_address(request), connection)
        answer = urllib.response.addinfourl(io.BytesIO(body), response.headers, request.full_url, response.status)
        answer.msg = response.reason  # type: ignore[attr-defined]  # urllib's own handlers read it
        return answer

    def _kept(self, request: urllib.request.Request) -> http.client.HTTPConnection | None:
        """One that is open still, as far as can be seen."""
        while True:
            with self._changing:
                idle = self._idle.get(_address(request))
                if not idle:
                    return None
                connection, since = idle.pop()
            if abs(time.time() - since) < KEPT_SECONDS and _is_open(connection):
                connection.sock.settimeout(_timeout(request))
                return connection
            connection.close()

    def _keep(self, address: str, connection: http.client.HTTPConnection) -> None:
        with self._changing:
            idle = self._idle.pop(address, [])
            self._idle[address] = [*idle, (connection, time.time())]
            too_many = self._idle[address][:-MOST_KEPT]
            self._idle[address] = self._idle[address][-MOST_KEPT:]
            if len(self._idle) > MOST_HOSTS:
                too_many += self._idle.pop(next(iter(self._idle)))  # whom nobody asked for the longest time
        for one, _ in too_many:
            one.close()


def _address(request: urllib.request.Request) -> str:
    return f"{request.type}://{request.host}"


def _timeout(request: urllib.request.Request) -> float | None:
    """A new connection understands urllib's mark for "the default"; a socket does not."""
    return request.timeout if isinstance(request.timeout, int | float) else socket.getdefaulttimeout()


def _send(connection: http.client.HTTPConnection, request: urllib.request.Request) -> None:
    """As urllib does: a refused certificate would be a ValueError too, as which the SDK's callers take odd answers."""
    try:
        connection.request(request.get_method(), request.selector, request.data, _headers(request))
    except OSError as problem:
        raise urllib.error.URLError(problem) from problem


def _body(response: http.client.HTTPResponse) -> bytes:
    """Whole, and no longer than memory has room for."""
    body = response.read(LONGEST_BODY + 1)
    if response.length or len(body) > LONGEST_BODY:  # it ended before its length, or goes on
        raise http.client.IncompleteRead(body[:0], response.length)
    return body


def _headers(request: urllib.request.Request) -> dict[str, str]:
    """As urllib makes them, but for its `Connection: close`."""
    return {name.title(): value for name, value in {**request.headers, **request.unredirected_hdrs}.items()}


def _is_open(connection: http.client.HTTPConnection) -> bool:
    """There is nothing to read: neither the end, nor an answer that nobody asked for."""
    poll = select.poll()
    poll.register(connection.sock, select.POLLIN)
    return not poll.poll(0)
