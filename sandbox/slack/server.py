"""The Slack stand-in as one object: start it, point apps at it, look at it, act in it."""

import time
from collections.abc import Callable

from aiohttp import web

from sandbox.slack.core import new_slack
from sandbox.slack.doorman import own_address_only
from sandbox.slack.gate import Gate
from sandbox.slack.web_api import WebApi
from sandbox.slack.workspace import Clock


class SlackStandIn:
    """A workspace in memory behind a server on 127.0.0.1.

    `clock` gives epoch seconds; `paced` refuses calls that come faster than Slack takes them.
    """

    def __init__(self, *, clock: Clock = time.time, paced: bool = True) -> None:
        self.slack = new_slack(clock, paced=paced)
        self._runner: web.AppRunner | None = None
        self._gate: Gate | None = None

    async def start(self, port: int = 0) -> None:
        """Serves on this port, 0 for any free one."""
        self._gate = Gate(self.slack)
        app = web.Application(middlewares=[own_address_only], client_max_size=4 * 1024**2)
        app.add_routes([web.route("*", "/api/{method}", WebApi(self.slack, self._gate).handle)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.slack.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        if self._gate is not None:
            self._gate.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def api_url(self) -> str:
        return f"{self.slack.base_url}/api/"

    @property
    def signing_secret(self) -> str:
        return self.slack.signing_secret

    @property
    def bot_token(self) -> str:
        return self.slack.bot_token

    @property
    def app_token(self) -> str:
        return self.slack.app_token

    def on_change(self, callback: Callable[[], None]) -> None:
        self.slack.workspace.on_change(callback)
