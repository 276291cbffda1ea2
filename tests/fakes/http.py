"""An HTTP server on a loopback port that gives one answer to whatever it is asked, and remembers being asked."""

from __future__ import annotations

import contextlib
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answering:
    """`url` ends in a slash; `paths` are those asked for, `bodies` what was sent with them."""

    status: int = 200
    body: str | bytes = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    paths: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)


@contextmanager
def answering(
    status: int, body: str | bytes, headers: Mapping[str, str] | None = None, tls: ssl.SSLContext | None = None
) -> Iterator[Answering]:
    """A server that always answers so, for the block; over https where it is given a server's TLS context."""
    answers = Answering(status, body, headers or {})

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answers.paths.append(self.path)
            answers.bodies.append(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())
            body = answers.body.encode() if isinstance(answers.body, str) else answers.body
            self.send_response(answers.status)
            for name, value in {**answers.headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            """Stays quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    if tls:  # the handshake is made where a request is served, on a thread of its own
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    answers.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}/"
    try:
        yield answers
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def trickling(start: bytes, drop: bytes) -> Iterator[str]:
    """The URL of a server that answers `start`, and then `drop` by `drop`, without an end."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            with contextlib.suppress(OSError):  # whoever asked hangs up
                self.wfile.write(start)
                while not over.wait(0.05):
                    self.wfile.write(drop)
                    self.wfile.flush()
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as above
            """Stays quiet."""

    over = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()
