"""response_urls: five messages in thirty minutes, into the conversation in which a person acted."""

import secrets
from dataclasses import dataclass

from sandbox.slack.errors import SlackError
from sandbox.slack.workspace import Clock

MOST_USES = 5
LIFETIME_SECONDS = 30 * 60


@dataclass
class ResponseUrl:
    """`message_ts` is the message it may replace or delete: the one acted on; '' of a command."""

    channel: str
    user: str
    born: float
    message_ts: str = ""
    uses: int = 0


class ResponseUrls:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._urls: dict[str, ResponseUrl] = {}

    def issue(self, channel: str, user: str, message_ts: str = "") -> str:
        """The secret end of a new URL."""
        key = secrets.token_urlsafe(18)
        self._urls[key] = ResponseUrl(channel, user, self._clock(), message_ts)
        return key

    def get(self, key: str) -> ResponseUrl | None:
        return self._urls.get(key)

    def use(self, key: str) -> ResponseUrl:
        """Counts one use, or raises a SlackError: never issued, too old, used five times."""
        url = self._urls.get(key)
        if url is None:
            raise SlackError("no_such_url", status=404)
        if self._clock() - url.born > LIFETIME_SECONDS:
            raise SlackError("expired_url", status=404)
        if url.uses >= MOST_USES:
            raise SlackError("used_url", status=404)
        url.uses += 1
        return url
