"""An HTTP server on a loopback port that gives one answer to whatever it is asked, and remembers being asked.

Or none: it hangs up, says nothing, or trickles.
"""

from __future__ import annotations

import contextlib
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.fakes.serving import Door, serving

# In place of a status: the connection is closed, stays open, or brings a byte now and then, without an end.
HANGS_UP, IS_SILENT, TRICKLES = -1, -2, -3
EACH = 0.01  # seconds


@dataclass
class Answering:
    """`url` ends in a slash; `paths` are those asked for, `bodies` what was sent with them."""

    status: int = 200
    body: str | bytes = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    paths: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


@contextmanager
def answering(
    status: int, body: str | bytes, headers: Mapping[str, str] | None = None, tls: ssl.SSLContext | None = None
) -> Iterator[Answering]:
    """A server that always answers so, for the block; over https where it is given a server's TLS context."""
    answers = Answering(status, body, headers or {})

    class Answer(Door):
        def do_POST(self) -> int:
            answers.paths.append(self.path)
            answers.bodies.append(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())
            if answers.status < 0:
                self.close_connection = True
                self.without_answer()
                return 0
            body = answers.body.encode() if isinstance(answers.body, str) else answers.body
            self.send_response(answers.status)
            for name, value in {**answers.headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            return self.wfile.write(body)

        def without_answer(self) -> None:
            if answers.status == TRICKLES:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
            with suppress(OSError):  # whoever asked has gone
                while answers.status != HANGS_UP and not answers.over.wait(EACH):
                    if answers.status == TRICKLES:
                        self.wfile.write(b" ")

        do_GET = do_POST

    with serving(Answer, tls) as address:
        answers.url = f"{address}/"
        try:
            yield answers
        finally:
            answers.over.set()


@contextmanager
def trickling(start: bytes, drop: bytes) -> Iterator[str]:
    """The URL of a server that answers `start`, and then `drop` by `drop`, without an end."""

    class Drops(Door):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            with contextlib.suppress(OSError):  # whoever asked hangs up
                self.wfile.write(start)
                while not over.wait(EACH):
                    self.wfile.write(drop)
                    self.wfile.flush()
            self.close_connection = True

    over = threading.Event()
    with serving(Drops) as address:
        try:
            yield f"{address}/"
        finally:
            over.set()
