"""Publishes Home tabs: at once for who opens or presses something, and for who looks whenever what they see changes.

While anybody looks, one timer looks for all of them every twenty seconds, and publishes what has changed. It ends half
an hour after the last one has opened their tab.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from slack_sdk.models.views import View

from app.base.metrics import Metric
from app.home.glance import Glance, look
from app.home.names import TIMER
from app.home.view import home_view, what_is_shown
from app.home.viewers import Choices, Looking, Viewers
from app.listeners.services import Services
from app.queues.timers import Timer
from app.slack.errors import UNREACHABLE, SlackError, SlackLater

EVERY = timedelta(seconds=20)
# Slack takes a hundred a minute (tier 4); who has been shown the longest ago is first.
MOST_AT_ONCE = 30
# After so many that it did not take, it is Slack that hangs.
MOST_SILENT = 3
# So long after its time a timer has certainly been lost.
LOST_AFTER = timedelta(minutes=16)

logger = logging.getLogger(__name__)


def viewers_of(services: Services) -> Viewers:
    return Viewers(services.table, services.clock)


def opened(user_id: str, services: Services, notice: Mapping[str, Any] | None = None) -> None:
    """Show it now, and keep it up to date for a while; `notice` is what came of a press there, until the next one."""
    viewers = viewers_of(services)
    _begin(viewers.open(user_id), viewers, services)
    choices = viewers.choose(user_id, lambda known: replace(known, notice=dict(notice or {})))
    _publish(user_id, choices, look(services), viewers, services)


def keep_up(services: Services, key: str) -> None:
    """What the timer does: one look for all, and the next timer unless nobody looks any more.

    A timer that fires twice is the same step, and its second time none.
    """
    viewers, chain = viewers_of(services), key.partition(":")[0]
    looking = viewers.looking()
    if key != _key(looking):
        return
    still = viewers.still(looking)
    if not still and viewers.change(lambda known: _ended(known, chain, viewers)).chain != chain:
        return
    glance = look(services)
    choices = viewers.choices_of(still)
    silent = 0
    for user_id in _whose_changed(choices, glance, services)[:MOST_AT_ONCE]:
        try:
            _publish(user_id, choices[user_id], glance, viewers, services)
        except SlackLater as problem:
            silent += problem.maybe_done
            if not problem.maybe_done or silent >= MOST_SILENT:
                raise
            _let_wait(user_id, problem, viewers, services)
    _set(replace(looking, step=looking.step + 1), viewers, services)


def _whose_changed(choices: Mapping[str, Choices], glance: Glance, services: Services) -> Sequence[str]:
    changed = [
        user_id
        for user_id, chosen in choices.items()
        if what_is_shown(_view(user_id, chosen, glance, services)) != chosen.shown
    ]
    return sorted(changed, key=lambda user_id: choices[user_id].shown_at)


def _view(user_id: str, choices: Choices, glance: Glance, services: Services) -> View:
    if glance.public and not services.authority.reads_public_channels(user_id):
        glance = replace(glance, public=frozenset())
    return home_view(glance, choices, user_id)


def _publish(user_id: str, choices: Choices, glance: Glance, viewers: Viewers, services: Services) -> None:
    view = _view(user_id, choices, glance, services)
    try:
        services.slack.publish_home(user_id, view)
    except SlackError as problem:  # nobody else has to wait for that
        is_off = problem.code in UNREACHABLE  # the tab is off, or they are gone
        metrics = {} if is_off else {"metrics": {Metric.FAILURES: 1}}
        level = logging.WARNING if is_off else logging.ERROR
        logger.log(level, "home not shown", extra={"user": user_id, "why": str(problem), **metrics})
        viewers.close(user_id)
        return
    now = services.clock().timestamp()
    viewers.choose(user_id, lambda known: replace(known, shown=what_is_shown(view), shown_at=now))


def _let_wait(user_id: str, problem: SlackLater, viewers: Viewers, services: Services) -> None:
    """The next timer tries again, after everybody else: what Slack doesn't take may be this one tab."""
    logger.warning("home not shown yet", extra={"user": user_id, "why": str(problem)})
    now = services.clock().timestamp()
    viewers.choose(user_id, lambda known: replace(known, shown_at=now))


def _begin(looking: Looking, viewers: Viewers, services: Services) -> None:
    """A chain of timers, unless there is one already."""
    if looking.chain and looking.due > (services.clock() - LOST_AFTER).timestamp():
        return
    mine = secrets.token_hex(6)

    def begun(known: Looking) -> Looking:
        return replace(known, chain=mine, step=0) if known.chain == looking.chain else known

    now = viewers.change(begun)
    if now.chain == mine:
        _set(now, viewers, services)


def _key(looking: Looking) -> str:
    return f"{looking.chain}:{looking.step}"


def _set(looking: Looking, viewers: Viewers, services: Services) -> None:
    """First the timer: whoever dies in between sets the same one again."""
    due = services.clock() + EVERY
    services.timekeeper.set(Timer(TIMER, _key(looking), due))

    def is_set(known: Looking) -> Looking:
        is_mine = known.chain == looking.chain
        return replace(known, step=looking.step, due=due.timestamp()) if is_mine else known

    viewers.change(is_set)


def _ended(known: Looking, chain: str, viewers: Viewers) -> Looking:
    """Unless somebody has opened theirs in between."""
    return known if known.chain != chain or viewers.still(known) else Looking()
