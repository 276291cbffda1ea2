"""`/control/certificates`: lets a running server show a certificate that a client must refuse."""

from collections.abc import Callable, Mapping

from aiohttp import web

from sandbox.certificates import KINDS, Kind

WRONG = "Send {{server, kind}}: server is one of {servers}, kind one of {kinds}."

Show = Callable[[Kind], None]


def certificate_routes(servers: Mapping[str, Show]) -> list[web.RouteDef]:
    """`POST {server, kind}`, and `DELETE`, after which every server's certificate is good."""

    async def show(request: web.Request) -> web.Response:
        try:
            asked = await request.json()
            server, kind = asked["server"], asked["kind"]
        except (ValueError, KeyError, TypeError):
            server, kind = None, None
        if server not in servers or kind not in KINDS:
            words = WRONG.format(servers=", ".join(servers), kinds=", ".join(KINDS))
            return web.json_response({"ok": False, "error": words}, status=400)
        servers[server](kind)
        return web.json_response({"ok": True})

    async def restore(request: web.Request) -> web.Response:
        for show_certificate in servers.values():
            show_certificate("good")
        return web.json_response({"ok": True})

    return [web.post("/control/certificates", show), web.delete("/control/certificates", restore)]
