"""The Slack stand-in as one object: start it, point apps at it, look at it, act in it."""

import time
from collections.abc import Callable
from email.utils import formatdate
from pathlib import Path

from aiohttp import web

from sandbox.certificates import Authority, Kind, ServerTls
from sandbox.doorman import own_address_only
from sandbox.listening import listen, show_certificate, stop_listening
from sandbox.slack.acting import Acting
from sandbox.slack.control import Control
from sandbox.slack.core import new_slack
from sandbox.slack.delivery import Delivery
from sandbox.slack.errors import Json
from sandbox.slack.events import RETRY_AFTER, Events
from sandbox.slack.followups import FollowUps
from sandbox.slack.gate import Gate
from sandbox.slack.manifest import events_of, features_of
from sandbox.slack.outcomes import CannotAct
from sandbox.slack.socket_mode import Sockets
from sandbox.slack.state import state_for
from sandbox.slack.tunnel import Tunnel
from sandbox.slack.uploads import Uploads
from sandbox.slack.web_api import WebApi
from sandbox.slack.webhooks import Webhooks
from sandbox.slack.workspace import Clock

MANIFEST = Path(__file__).parents[2] / "slack-manifest.json"
LARGEST_REQUEST_BYTES = 4 * 1024**2


class SlackStandIn:
    """A workspace in memory behind a server on 127.0.0.1.

    `clock` gives epoch seconds; `paced` refuses calls that come faster than Slack takes them; `manifest` is the file
    that names the app's commands, shortcuts and events (None: any goes). With an `authority` it speaks TLS: the
    Web API, what it gives out addresses of, and Socket Mode. `retry_after` says when an event is told again.
    """

    def __init__(
        self,
        *,
        clock: Clock = time.time,
        paced: bool = True,
        manifest: Path | None = MANIFEST,
        authority: Authority | None = None,
        retry_after: tuple[float, ...] = RETRY_AFTER,
        also: Callable[[str], int] = lambda target: 0,
    ) -> None:
        self._also = also
        self._tls = ServerTls(authority) if authority else None
        self.slack = new_slack(clock, paced=paced)
        self._manifest = manifest
        self._sockets = Sockets(self.slack)
        self._delivery = Delivery(self.slack, self._sockets, authority)
        self._gate = Gate(self.slack)
        self._events = Events(self.slack, self._delivery, self._subscribed, retry_after)
        self._acting = Acting(self.slack, self._delivery, self._events, lambda: features_of(self._manifest))
        self._runner: web.AppRunner | None = None
        self._tunnel: Tunnel | None = None

    async def start(self, port: int = 0) -> None:
        """Serves on this port, 0 for any free one; an OSError means that it is taken."""
        app = web.Application(middlewares=[own_address_only], client_max_size=LARGEST_REQUEST_BYTES)
        follow_ups = FollowUps(self.slack, self._gate)
        app.add_routes(
            [
                web.route("*", "/api/{method}", WebApi(self.slack, self._gate).handle),
                web.get("/link/", self._sockets.handle),
                web.post("/{kind:commands|actions}/{team}/{key}", follow_ups.handle),
                web.post("/upload/v1/{file}/{ticket}", Uploads(self.slack, self._gate).receive),
                web.post("/services/{team}/{app}/{key}", Webhooks(self.slack, self._gate).handle),
            ]
        )
        app.on_response_prepare.append(self._dated)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        self.slack.base_url = await listen(self._runner, port, self._tls)
        if self._tls:
            self._tunnel = Tunnel(self._runner.addresses[0][1], self._also)
            await self._tunnel.start()

    async def stop(self) -> None:
        self._gate.close()
        await self._events.close()
        await self._sockets.close()
        await self._delivery.close()
        if self._tunnel is not None:
            await self._tunnel.stop()
        if self._runner is not None:
            await stop_listening(self._runner)

    async def _dated(self, _: web.Request, answer: web.StreamResponse) -> None:
        """Each answer says what time it is here, as HTTP has it."""
        answer.headers["Date"] = formatdate(self.slack.clock(), usegmt=True)

    def set_request_url(self, url: str) -> None:
        """Where commands and interactivity go while no Socket Mode connection is open."""
        self._delivery.request_url = url
        self.slack.workspace.changed()

    def show_certificate(self, kind: Kind) -> None:
        """The certificate that clients see from now on; open connections are cut, so that each has to look at it."""
        assert self._tls and self._runner
        show_certificate(self._runner, self._tls, kind)

    @property
    def ca_file(self) -> Path | None:
        """What a client has to trust; None where this speaks no TLS."""
        return self._tls.authority.ca_file if self._tls else None

    @property
    def proxy_url(self) -> str:
        """For HTTPS_PROXY, by which Socket Mode's built-in client speaks TLS on this port."""
        return self._tunnel.url if self._tunnel else ""

    @property
    def api_url(self) -> str:
        """The Web API's address, ending in `/api/`."""
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

    @property
    def webhook_url(self) -> str:
        return self.slack.webhook_url

    def on_change(self, callback: Callable[[], None]) -> None:
        """Calls back, on the event loop, after each change that somebody could see."""
        self.slack.workspace.on_change(callback)

    def control_routes(self) -> list[web.RouteDef]:
        """`/control/faults`, `/control/calls`, `/control/act`, and the pictures for the page."""
        return Control(self.slack, self._acting).routes()

    async def act(self, body: Json) -> Json:
        """What `POST /control/act` does and answers."""
        try:
            return (await self._acting.act(body)).json()
        except CannotAct as impossible:
            return {"ok": False, "status": None, "error": str(impossible)}

    def state(self, user_id: str) -> Json:
        """What this person sees: me, users, channels, commands, views, notices, and where the app is."""
        return {**state_for(self.slack, user_id, features_of(self._manifest)), "app": self._delivery.app}

    def _subscribed(self) -> frozenset[str] | None:
        return events_of(self._manifest)
