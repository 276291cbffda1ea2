"""Events, told to an app that subscribed to them: `event_callback` envelopes, repeated until acknowledged.

Over HTTP the request URL has to answer a challenge first (`url_verification`). A first retry comes at once, a second
after a minute, a third after five. Source: docs.slack.dev, "The Events API" and "Using Socket Mode".
"""

import asyncio
import secrets
from collections.abc import Callable, Set
from typing import Any

from sandbox.slack import manifest, people
from sandbox.slack.core import Slack
from sandbox.slack.delivery import NOBODY_THERE, Delivery, Reply
from sandbox.slack.errors import Json
from sandbox.slack.payloads import VERIFICATION_TOKEN

RETRY_AFTER = (0.0, 60.0, 300.0)
NOT_VERIFIED = "request_url_not_verified"
# What an event needs beside its subscription.
SCOPES = {"app_mention": "app_mentions:read", "message.im": "im:history"}


class Events:
    """`subscribed` are the names of events in the app's manifest; None means all that happen here."""

    def __init__(
        self,
        slack: Slack,
        delivery: Delivery,
        subscribed: Callable[[], Set[str] | None],
        retry_after: tuple[float, ...] = RETRY_AFTER,
    ) -> None:
        self._slack = slack
        self._delivery = delivery
        self._subscribed = subscribed
        self._retry_after = retry_after
        self._verified = ""
        self._under_way: set[asyncio.Task[Any]] = set()
        slack.on_event = self.note

    async def tell(self, name: str, event: Json) -> Reply:
        """What came of the first try; retries go on by themselves. An empty Reply if the app did not subscribe."""
        if not self._is_wanted(name):
            return Reply()
        envelope = self._envelope(event)
        reply = await self._try(envelope, 0, "")
        if reply.retry_reason:
            self._begin(self._retry(envelope, reply.retry_reason))
        return reply

    def note(self, name: str, event: Json) -> None:
        """As `tell`, of what no person waits for."""
        if self._is_wanted(name) and self._delivery.app:
            self._begin(self.tell(name, event))

    async def close(self) -> None:
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    def _begin(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _retry(self, envelope: Json, reason: str) -> None:
        for attempt, seconds in enumerate(self._retry_after, start=1):
            await asyncio.sleep(seconds)
            reply = await self._try(envelope, attempt, reason)
            if not reply.retry_reason:
                return
            reason = reply.retry_reason

    async def _try(self, envelope: Json, attempt: int, reason: str) -> Reply:
        if not self._delivery.app:
            return Reply(error=NOBODY_THERE)
        if not await self._is_verified():
            return Reply(error=NOT_VERIFIED)
        return await self._delivery.event(envelope, attempt, reason)

    async def _is_verified(self) -> bool:
        """Asked once of each URL, and again until it answers with the challenge. A socket needs none of this."""
        if self._delivery.app == "desk" or self._verified == self._delivery.request_url:
            return True
        url, challenge = self._delivery.request_url, secrets.token_urlsafe(32)
        asked = {"token": VERIFICATION_TOKEN, "challenge": challenge, "type": "url_verification"}
        reply = await self._delivery.event(asked, 0, "")
        answer = reply.body.get("challenge") if isinstance(reply.body, dict) else reply.body
        if reply.error is None and answer == challenge:
            self._verified = url
        return self._verified == url

    def _is_wanted(self, name: str) -> bool:
        subscribed, scope = self._subscribed(), SCOPES.get(name, "")
        may_read = subscribed is None or not scope or scope in manifest.scopes()
        return (subscribed is None or name in subscribed) and may_read and scope not in self._slack.lacking_scopes

    def _envelope(self, event: Json) -> Json:
        organization = self._slack.enterprise_id or None
        return {
            "token": VERIFICATION_TOKEN,
            "team_id": people.TEAM,
            "enterprise_id": organization,
            "context_team_id": people.TEAM,
            "context_enterprise_id": organization,
            "api_app_id": people.APP,
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev{secrets.token_hex(5).upper()}",
            "event_time": int(self._slack.clock()),
            "authorizations": [
                {
                    "enterprise_id": organization,
                    "team_id": None if self._slack.is_org_install else people.TEAM,
                    "user_id": people.BOT_USER,
                    "is_bot": True,
                    "is_enterprise_install": self._slack.is_org_install,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": f"4-{secrets.token_urlsafe(12)}",
        }
