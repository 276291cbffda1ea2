"""`POST /control/ecs`: what control.py can set on a service, and the alarm on the world's `api`."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from sandbox.aws.control_body import bad_request
from sandbox.aws.ecs.control import apply
from sandbox.aws.land import Land

KEYS = 'Send a JSON object: {"service": "shop/api", "task_failure": true, "seconds_per_task": 4, "alarm": true}.'


def ecs_routes(
    land_of: Callable[[web.Request], Land], add_alarm: Callable[[], Awaitable[None]], changed: Callable[[], None]
) -> list[web.RouteDef]:
    """It answers `{"ok": true}`, or 400 with an `error`."""

    async def set_ecs(request: web.Request) -> web.Response:
        land = land_of(request)
        try:
            body = await request.json()
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise bad_request(KEYS)
        try:
            apply(land.ecs, land.targets, body)
        except ValueError as wrong:
            raise bad_request(str(wrong)) from wrong
        if body.get("alarm"):
            await add_alarm()
        changed()
        return web.json_response({"ok": True})

    return [web.post("/control/ecs", set_ecs)]
