"""Posts the week once, in the quarter of an hour after it is due; a rule in infrastructure/audit.yml wakes it."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from app.base.errors import Later
from app.config.weekly_post import week_of
from app.runtime.weekly.read import read
from app.runtime.weekly.words import message
from app.slack.errors import NoSuchChannel, SlackError

if TYPE_CHECKING:
    from app.alarms.decide.target import MessageId
    from app.listeners.services import Services

# Of the post before: its week ends where this one begins, also when the clocks are changed.
BEFORE = timedelta(minutes=1)

logger = logging.getLogger(__name__)


def post(services: Services) -> None:
    """However often it is woken: the post has the week's name. Where it can't be posted it is tried for two hours."""
    due = services.weekly.due_now(services.clock())
    if due is None:
        return
    key = f"weekly-{week_of(due)}"
    if services.poster.posted(key):
        return
    since = services.weekly.last_due(due - BEFORE)
    assert since is not None
    channel = services.weekly.channel or services.processor.channel
    try:
        place = services.slack.channel_id(channel)
        services.poster.post_once(key, place, message(read(services, since, due), lambda at: _link(at, services)))
    except (SlackError, NoSuchChannel) as problem:
        logger.warning("week not posted", extra={"channel": channel, "why": str(problem)})


def _link(place: MessageId, services: Services) -> str:
    """To a card; '' where Slack does not say the workspace's address."""
    try:
        return services.slack.home().link(place.channel, place.ts)
    except (SlackError, Later):
        return ""
