"""How fast Slack lets an app call: a bucket of calls for each method, and for posting, for each channel."""

import math
from dataclasses import dataclass

from sandbox.slack.errors import SlackError
from sandbox.slack.workspace import Clock


@dataclass(frozen=True)
class Rate:
    """`burst` calls at once, then `per_second` of them; counted channel by channel where `by_channel`."""

    per_second: float
    burst: int
    by_channel: bool = False


RATES = {
    "chat.postMessage": Rate(1, 3, by_channel=True),
    "chat.update": Rate(50 / 60, 5),
    "views.publish": Rate(100 / 60, 20),
    "users.conversations": Rate(50 / 60, 50),
}


class Pace:
    """Remembers how full each bucket is; `paced=False` lets everything through."""

    def __init__(self, clock: Clock, *, paced: bool) -> None:
        self._clock = clock
        self._paced = paced
        self._buckets: dict[tuple[str, str], tuple[float, float]] = {}

    def spend(self, method: str, channel: str) -> None:
        """Takes one call out of its bucket, or raises `ratelimited` with the seconds until there is one."""
        rate = RATES.get(method)
        if rate is None or not self._paced:
            return
        key = (method, channel if rate.by_channel else "")
        now = self._clock()
        calls_left, filled_at = self._buckets.get(key, (float(rate.burst), now))
        calls_left = min(rate.burst, calls_left + max(0.0, now - filled_at) * rate.per_second)
        if calls_left < 1:
            self._buckets[key] = (calls_left, now)
            raise SlackError("ratelimited", status=429, retry_after=math.ceil((1 - calls_left) / rate.per_second))
        self._buckets[key] = (calls_left - 1, now)
