"""How a server of the sandbox listens on 127.0.0.1, with TLS or without it, and changes its certificate as it runs."""

import asyncio

from aiohttp import web

from sandbox.certificates import Kind, ServerTls


async def listen(runner: web.AppRunner, port: int, tls: ServerTls | None) -> str:
    """Serve on this port, 0 for any free one, and return the address; an OSError means that the port is taken."""
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, ssl_context=tls.context if tls else None).start()
    scheme = "https" if tls else "http"
    return f"{scheme}://127.0.0.1:{runner.addresses[0][1]}"


async def stop_listening(runner: web.AppRunner) -> None:
    """Stop serving; what is open then is cut, as a closed TLS connection would stay until its client says goodbye."""
    open_now = [connection.transport for connection in runner.server.connections] if runner.server else []
    await runner.cleanup()
    for transport in filter(None, open_now):
        transport.abort()
    await asyncio.sleep(0)  # the loop lets go of them in its next round


def show_certificate(runner: web.AppRunner, tls: ServerTls, kind: Kind) -> None:
    """The certificate that clients see from now on; open connections are cut, so that each has to look at it."""
    tls.show(kind)
    assert runner.server is not None
    for connection in runner.server.connections:
        connection.force_close()
