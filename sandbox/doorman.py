"""Lets in only what came to this very address: no other host name, no web page from elsewhere."""

from aiohttp import web
from aiohttp.typedefs import Handler

_NAMES = ("127.0.0.1", "localhost")


@web.middleware
async def own_address_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """403 for an unknown Host (DNS rebinding) or Origin (a web page that tries to drive the sandbox).

    A Host without a port passes: slack_sdk's own Socket Mode client sends it so.
    """
    socket = request.transport.get_extra_info("sockname") if request.transport else None
    with_port = {f"{name}:{socket[1]}" for name in _NAMES} if socket else set()
    origin = request.headers.get("Origin")
    own_pages = {f"{request.scheme}://{name}" for name in with_port}
    is_foreign_page = origin is not None and origin not in own_pages
    if request.host not in {*_NAMES, *with_port} or is_foreign_page:
        return web.Response(status=403, text="Only the sandbox itself may call this address.\n")
    return await handler(request)
