"""The Bolt App over Socket Mode, as a desk runs it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from app.base.errors import BellhopError, Misconfigured
from app.base.logs import Redacted
from app.base.metrics import Metric
from app.config.secrets import Secret
from app.slack.client import Slack
from app.slack.errors import NotLetIn, SlackError, translated
from app.slack.shape import flaw

NOT_LET_IN = (
    "SLACK_APP_TOKEN: {said} It must be an app-level token (xapp-...) with the scope connections:write, "
    "and Socket Mode must be on in the Slack app's settings."
)
SOCKET_PROBLEM = "Socket Mode has a connection problem; Bellhop keeps reconnecting"
MALFORMED = "The request cannot be read: in its JSON {flaw}."
SOCKET_LOGGER = "slack_sdk.bellhop.socket"  # its messages quote what Slack sends, so it is redacted
CONNECTS_WITHIN = 30.0  # seconds, with a handshake

logger = logging.getLogger(__name__)


class WellFormedOnly(SocketModeHandler):
    """What is malformed stays unacknowledged, which Slack shows as a failure, as it does an HTTP request's 400."""

    def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        """Called by the client for each request; its payload is the JSON that an HTTP request's form carries."""
        found = flaw(req.payload)
        if found:
            facts = {"why": MALFORMED.format(flaw=found), "metrics": {Metric.REJECTED: 1}}
            logger.warning("request rejected", extra=facts)
        else:
            super().handle(client, req)


@contextmanager
def connected_socket(app: App, slack: Slack, app_token: Secret) -> Iterator[None]:
    """The App over Socket Mode for the block; raises Misconfigured if Slack rejects the token, or Later."""
    problems, talkative = Redacted(logger, SOCKET_PROBLEM), logging.getLogger(SOCKET_LOGGER)
    client = WellFormedOnly(app, app_token.reveal(), logger=talkative, web_client=slack.client).client
    # With the current token, and by our own door; the SDK itself would reuse its first token.
    client.issue_new_wss_url = lambda: slack.calls.socket_address(app_token)  # type: ignore[method-assign]
    try:
        translated("apps.connections.open", client.connect, CONNECTS_WITHIN)
    except BellhopError as problem:
        client.close()
        if isinstance(problem, NotLetIn | SlackError):
            raise Misconfigured(NOT_LET_IN.format(said=problem)) from problem
        raise
    talkative.addHandler(problems)
    try:
        yield
    finally:
        talkative.removeHandler(problems)
        client.close()  # disconnect() alone would connect again
