"""An incoming webhook, without a bot: messages into one channel that can't be edited."""

from __future__ import annotations

import logging
from typing import Any

from app.config.secrets import Secret
from app.slack.connections import keep_connections
from app.slack.error_codes import A_WEBHOOK, CODES, Meaning
from app.slack.errors import BAD_BLOCKS, NotLetIn, SlackError, taken_by_hook
from app.slack.messages.message import Message
from app.slack.messages.naming import body_of
from app.slack.messages.text import mention
from app.slack.token import with_secret
from app.slack.wire import HTTP, TIMEOUT_SECONDS, hooked, note

WEBHOOK_GONE = "Slack takes nothing by SLACK_WEBHOOK_URL any more ({said}). Make a new webhook and set it there."
NO_ADDRESS = "SLACK_WEBHOOK_URL is not an address (https://hooks.slack.com/services/...). Put the whole one there."

# It was removed, its channel is archived, or nobody may post there: it waits until somebody fixes that.
NEEDS_PEOPLE = CODES[Meaning.WEBHOOK] | CODES[Meaning.NOT_THERE] | CODES[Meaning.UNREACHABLE]

logger = logging.getLogger(__name__)


class Webhook:
    """An incoming webhook: messages into one channel, without a bot."""

    def __init__(self, url: Secret, timeout: int = TIMEOUT_SECONDS) -> None:
        self._url = url
        self._timeout = timeout
        keep_connections()

    def reveal(self) -> None:
        """Fetch the address now instead of at the first message."""
        self._url.reveal()

    def post(self, message: Message) -> None:
        """Post a message; raises Later, and SlackError if Slack will never accept it."""
        with_secret(self._url, lambda url: self._post(url, message))

    def _post(self, url: str, message: Message) -> None:
        if not url.startswith(HTTP):
            raise NotLetIn(NO_ADDRESS, wait=60, maybe_done=False)
        body = body_of(message, mention)  # a webhook can't ask for names
        try:
            self._send(url, body)
        except SlackError as problem:
            if problem.code not in BAD_BLOCKS:
                raise
            logger.error("blocks refused, saying it as text", extra={"method": A_WEBHOOK, "problem": problem.code})
            self._send(url, {"text": body["text"]})
        note(A_WEBHOOK)

    def _send(self, url: str, body: dict[str, Any]) -> None:
        try:
            taken_by_hook(
                A_WEBHOOK,
                lambda: hooked(url, {**body, "unfurl_links": False}, self._timeout),
                self._timeout,
            )
        except SlackError as problem:
            if problem.code in NEEDS_PEOPLE:
                raise NotLetIn(WEBHOOK_GONE.format(said=problem.code), wait=60, maybe_done=False) from problem
            raise
