"""Lets in only what came to this very address: no other host name, no web page from elsewhere."""

from aiohttp import web
from aiohttp.typedefs import Handler


@web.middleware
async def own_address_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """403 for a foreign Host (DNS rebinding) or Origin (a web page that tries to drive the sandbox)."""
    socket = request.transport.get_extra_info("sockname") if request.transport else None
    port = socket[1] if socket else None
    ours = {f"127.0.0.1:{port}", f"localhost:{port}"}
    origin = request.headers.get("Origin")
    if request.host not in ours or (origin is not None and origin.removeprefix("http://") not in ours):
        return web.Response(status=403, text="Only the sandbox itself may call this address.\n")
    return await handler(request)
