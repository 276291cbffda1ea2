"""An HTTP server of a test's own on a loopback port, for a block.

Its end wakes it: `serve_forever` would look for that every so often, and each of a thousand tests wait for the look.
"""

from __future__ import annotations

import socket
import ssl
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Door(BaseHTTPRequestHandler):
    """What answers, quietly: a test gives it its `do_POST`."""

    def log_message(self, *_: object) -> None:
        """Stays quiet."""


class Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Silent where a client has hung up, or refuses the certificate: that may come after the end of its test."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


@contextmanager
def serving(door: type[Door], tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """The address of a server whose requests go to `door`; over https where it is given a server's TLS context."""
    server = Server(("127.0.0.1", 0), door)
    if tls:  # the handshake is made where a request is served, on a thread of its own
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            server.handle_request()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"
    finally:
        over.set()
        server.socket.shutdown(socket.SHUT_RDWR)  # from now on it is ready with nothing, and whoever waits for it wakes
        thread.join()
        server.server_close()
