"""A proxy on loopback, by which clients open a TLS connection to the stand-in, to what `also` names, and nowhere else.

slack_sdk's built-in Socket Mode client speaks TLS on port 443 alone ("only for library testing" it says of the others),
or through a proxy: so this is how wss:// is tried without a privileged port.
"""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

LONGEST_HEAD_SECONDS = 5.0
OPEN = b"HTTP/1.1 200 Connection established\r\n\r\n"
REFUSED = b"HTTP/1.1 403 Only to the sandbox's own servers\r\nContent-Length: 0\r\n\r\n"


class Tunnel:
    """CONNECT (RFC 9110, section 9.3.6) to `port` on this machine; `url` is what HTTPS_PROXY is set to.

    `also` says to which port of this machine another target leads, 0 for none.
    """

    def __init__(self, port: int, also: Callable[[str], int] = lambda target: 0) -> None:
        self._port, self._also = port, also
        self._targets = {f"{host}:{port}" for host in ("127.0.0.1", "localhost")}
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()
        self.url = ""

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        if self._server:
            self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    def _accept(self, reader: StreamReader, writer: StreamWriter) -> None:
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        async with _closed_at_the_end(writer):
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), LONGEST_HEAD_SECONDS)
            method, target, *_ = [*head.decode("latin-1").split(" ", 2), "", ""]
            port = self._port if target in self._targets else self._also(target)
            if method == "CONNECT" and port:
                await self._join(reader, writer, port)
            else:
                writer.write(REFUSED)
                await writer.drain()

    async def _join(self, reader: StreamReader, writer: StreamWriter, port: int) -> None:
        """Both directions until one of them ends."""
        their_reader, their_writer = await asyncio.open_connection("127.0.0.1", port)
        async with _closed_at_the_end(their_writer):
            writer.write(OPEN)
            ways = [asyncio.ensure_future(_pump(*way)) for way in ((reader, their_writer), (their_reader, writer))]
            try:
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for way in ways:
                    way.cancel()
                await asyncio.gather(*ways, return_exceptions=True)


@asynccontextmanager
async def _closed_at_the_end(writer: StreamWriter) -> AsyncIterator[None]:
    """Closed before the loop may end, however the block ends; what a client breaks off is no error."""
    try:
        with suppress(OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            yield
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def _pump(reader: StreamReader, writer: StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
