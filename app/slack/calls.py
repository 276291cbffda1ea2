"""Calls of Slack's Web API, with the bot's token.

Each is made once: repeating a POST whose answer was lost would post twice. Waiting and retrying is the queues' job.
"""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from app.config.secrets import Secret
from app.slack.errors import NO_SUCH_USER_GROUP, NOT_THERE, SlackError, answer_of
from app.slack.token import with_secret
from app.slack.wire import Answer, post, post_json

if TYPE_CHECKING:  # Bolt and Socket Mode need it; the worker doesn't
    from slack_sdk import WebClient

# Methods that read take form parameters; those that write take JSON with nested blocks.
READS = ("conversations.", "users.", "usergroups.", "auth.teams.list", "files.info", "files.getUploadURL")
# What an organization's token is told where it names no workspace (`team_id`).
TEAM_IS_MISSING = "missing_argument"


class Calls:
    """`lost` hears of a channel where the bot can't post any more."""

    def __init__(self, token: Secret, api_url: str, timeout: float, lost: Callable[[str], None]) -> None:
        self.token = token
        self.timeout = timeout
        # Parsing the CA bundle takes 20 ms of CPU; one context serves all calls of this environment.
        self.context = ssl.create_default_context() if api_url.startswith("https:") else None
        self.api_url = api_url
        self._lost = lost

    def call(self, method: str, **arguments: Any) -> Mapping[str, Any]:
        return self.answer(method, **arguments).data

    def answer(self, method: str, **arguments: Any) -> Answer:
        try:
            answer: Answer = with_secret(self.token, lambda token: self._asked(method, token, arguments))
        except SlackError as problem:
            if problem.code in NOT_THERE:
                self._lost(arguments.get("channel", ""))
            raise
        return answer

    def pages(self, method: str, arguments: dict[str, Any]) -> Iterator[Mapping[str, Any]]:
        cursor = ""
        while True:
            page = self.call(method, **arguments, **({"cursor": cursor} if cursor else {}))
            yield page
            cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return

    def everywhere(self, method: str, arguments: dict[str, Any]) -> Iterator[Mapping[str, Any]]:
        """The pages of a method, of each workspace where the token is an organization's and has to name one."""
        try:
            yield from self.pages(method, arguments)
        except SlackError as problem:
            if problem.code != TEAM_IS_MISSING:
                raise
        else:
            return
        teams = [team["id"] for page in self.pages("auth.teams.list", {"limit": 1000}) for team in page["teams"]]
        for team in teams:
            with _another_workspaces():
                yield from self.pages(method, {**arguments, "team_id": team})

    def socket_address(self, app_token: Secret) -> str:
        """Where Socket Mode connects to; each address works once."""
        method = "apps.connections.open"
        return str(with_secret(app_token, lambda token: self._asked(method, token, {})).data["url"])

    def sdk_client(self, context: ssl.SSLContext | None = None) -> WebClient:
        """For Bolt, which puts it into each request's context, and for Socket Mode; nobody calls Slack with it.

        Bolt's has no TLS context: Bolt copies the request with this client, and an SSLContext can't be copied.
        """
        from slack_sdk import WebClient

        return WebClient(base_url=self.api_url, ssl=context, timeout=int(self.timeout), retry_handlers=[])

    def _asked(self, method: str, token: str, arguments: Mapping[str, Any]) -> Answer:
        url, headers = self.api_url + method, {"Authorization": f"Bearer {token}"}
        if not method.startswith(READS):
            return answer_of(
                method, lambda: post_json(url, arguments, self.context, self.timeout, headers), self.timeout
            )
        form = {name: int(value) if isinstance(value, bool) else value for name, value in arguments.items()}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(form).encode()
        return answer_of(method, lambda: post(url, body, headers, self.context, self.timeout), self.timeout)


@contextlib.contextmanager
def _another_workspaces() -> Iterator[None]:
    """A user group is in one of an organization's workspaces."""
    try:
        yield
    except SlackError as problem:
        if problem.code != NO_SUCH_USER_GROUP:
            raise
