"""Lets in only what came to this very address: no other host name, no web page from elsewhere."""

from aiohttp import web
from aiohttp.typedefs import Handler

_NAMES = ("127.0.0.1", "localhost")


@web.middleware
async def own_address_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """403 for an unknown Host (DNS rebinding), or for a web page that tries to drive or to frame the sandbox.

    A page is known by Origin, or by what browsers say of what has none: images, frames. A link may lead here.
    A Host without a port passes: slack_sdk's own Socket Mode client sends it so.
    """
    socket = request.transport.get_extra_info("sockname") if request.transport else None
    with_port = {f"{name}:{socket[1]}" for name in _NAMES} if socket else set()
    own_pages = {f"{request.scheme}://{name}" for name in with_port}
    is_foreign = not own_pages.issuperset(request.headers.getall("Origin", ()))
    is_within_a_page = request.headers.get("Sec-Fetch-Dest") != "document"
    is_from_elsewhere = request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin")
    if request.host not in {*_NAMES, *with_port} or is_foreign or (is_from_elsewhere and is_within_a_page):
        return web.Response(status=403, text="Only the sandbox itself may call this address.\n")
    return await handler(request)
