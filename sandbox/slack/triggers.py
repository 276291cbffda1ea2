"""Trigger ids: each opens one modal, once, within three seconds of what the person did."""

import secrets
from dataclasses import dataclass

from sandbox.slack.errors import SlackError
from sandbox.slack.workspace import Clock

TRIGGER_SECONDS = 3.0


@dataclass
class Trigger:
    user: str
    channel: str
    born: float
    used: bool = False


class Triggers:
    """`seconds` is how long each lives."""

    def __init__(self, clock: Clock) -> None:
        self.seconds = TRIGGER_SECONDS
        self._clock = clock
        self._triggers: dict[str, Trigger] = {}

    def issue(self, user: str, channel: str) -> str:
        trigger_id = f"{int(self._clock() * 1000)}.{len(self._triggers) + 1}.{secrets.token_hex(16)}"
        self._triggers[trigger_id] = Trigger(user, channel, self._clock())
        return trigger_id

    def exchange(self, trigger_id: str) -> Trigger:
        """Uses the id up and says whose it was; or a SlackError: unknown, used before, or too old."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._clock() - trigger.born > self.seconds:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger
