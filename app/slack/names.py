"""What people are called in what Bellhop posts: asked of Slack once, in no more time than a message can wait."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from html import unescape
from typing import Any

from app.base.deadline import ending, seconds_from_now
from app.base.errors import Later
from app.slack.errors import SlackError
from app.slack.messages.message import Message, sentence
from app.slack.messages.naming import name_in, named_in
from app.slack.messages.text import mention, named

LONGEST_SECONDS = 2.0  # for all the names of one message
MISSED_SECONDS = 60.0  # so long nobody asks again for somebody whose name did not come

logger = logging.getLogger(__name__)


class Names:
    """`asked` answers with the user object of users.info."""

    def __init__(self, asked: Callable[[str], Mapping[str, Any]], clock: Callable[[], float] = time.monotonic) -> None:
        self._asked = asked
        self._clock = clock
        self._known: dict[str, str] = {}
        self._missed: dict[str, float] = {}

    def keep(self, user_id: str, user: Mapping[str, Any]) -> None:
        self._known[user_id] = name_in(user)

    def name_of(self, user_id: str) -> str:
        """What somebody is called, plain, for a button; '' if Slack doesn't say in time."""
        called = self.of(sentence(named(user_id)))(user_id)
        return "" if called == mention(user_id) else unescape(called)

    def of(self, message: Message) -> Callable[[str], str]:
        """What to call each person in the message; a mention if Slack doesn't say in time."""
        now = self._clock()
        unknown = [
            user_id
            for user_id in named_in(message)
            if user_id not in self._known and now - self._missed.get(user_id, -MISSED_SECONDS) >= MISSED_SECONDS
        ]
        with ending(seconds_from_now(LONGEST_SECONDS)):
            self._ask_for(unknown)
        return lambda user_id: self._known.get(user_id) or mention(user_id)

    def _ask_for(self, user_ids: Sequence[str]) -> None:
        for place, user_id in enumerate(user_ids):
            try:
                self.keep(user_id, self._asked(user_id))
            except (SlackError, Later) as problem:
                logger.warning("no name", extra={"user": user_id, "why": str(problem)})
                if isinstance(problem, Later):  # nor would Slack tell of the others now
                    self._missed.update(dict.fromkeys(user_ids[place:], self._clock()))
                    return
                self._missed[user_id] = self._clock()
