"""What Slack tells of by events, as our own values: what somebody said to Bellhop. No IO.

An event has no response_url; it is answered where it happened. Slack tells of the bot's own messages, too, and again of
what was edited: neither is said to Bellhop.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from datetime import UTC, datetime
from typing import Any

from app.base.values import dataclass
from app.slack.person import SLACKBOT

MENTION, MESSAGE, HOME = "app_mention", "message", "app_home_opened"
# What the manifest subscribes to.
SUBSCRIBED = ("app_home_opened", "app_mention", "message.im")
YEAR_9999 = 253_370_764_800  # the last that Python's datetime has
# A person's message has none, unless the channel is shown an answer in a thread, too.
SUBTYPES = (None, "thread_broadcast")
LINK = re.compile(r"<(?P<sign>[#]?)(?P<to>(?:https?://|mailto:|tel:|#?C)[^<>|]*)(?:\|(?P<words>[^<>]*))?>")
ENCLOSED = re.compile(r"(`+)(?P<inside>[^`]+)\1")


@dataclass(frozen=True)
class Said:
    """A mention of Bellhop in a channel, or a direct message to it.

    `id` is the event's: a retried one has the same. `text` is without the mention, its control characters escaped as
    Slack sends them. `team_id` is the person's workspace; `at` is None where Slack does not say when it was.
    """

    id: str
    user_id: str
    team_id: str
    channel_id: str
    thread_ts: str
    text: str = field(repr=False)
    at: datetime | None = None

    def as_command(self, name: str, text: str) -> dict[str, str]:
        """The form fields of the slash command that says the same."""
        where = {"channel_id": self.channel_id, **({"thread_ts": self.thread_ts} if self.thread_ts else {})}
        return {"command": name, "text": text, "user_id": self.user_id, "team_id": self.team_id, **where}


def read_said(body: Mapping[str, Any]) -> Said | None:
    """What a person said; None for whatever a bot said, what was edited, and what else Slack tells of messages."""
    event = body.get("event")
    if not isinstance(event, dict) or not _is_said(event):
        return None
    authorized = body.get("authorizations")
    bot = str(authorized[0].get("user_id") or "") if isinstance(authorized, list) and authorized else ""
    user, thread_ts, at = str(event.get("user") or ""), str(event.get("thread_ts") or ""), body.get("event_time")
    if user in ("", bot, SLACKBOT):  # Slackbot says what somebody made it say: a reminder
        return None
    return Said(
        id=str(body.get("event_id") or event.get("event_ts") or ""),
        user_id=user,
        team_id=str(event.get("user_team") or event.get("team") or body.get("team_id") or ""),
        channel_id=str(event.get("channel") or ""),
        thread_ts="" if thread_ts == event.get("ts") else thread_ts,
        text=words_in(str(event.get("text") or ""), bot),
        at=datetime.fromtimestamp(at, UTC) if isinstance(at, int) and 0 < at < YEAR_9999 else None,
    )


@dataclass(frozen=True)
class Opened:
    """Somebody opened their Home tab; as `body` of a press there."""

    id: str
    user_id: str
    team_id: str

    @property
    def body(self) -> dict[str, Any]:
        return {"user": {"id": self.user_id}, "team": {"id": self.team_id}}


def read_opened(body: Mapping[str, Any]) -> Opened | None:
    """None for another event, and for another tab."""
    event = body.get("event")
    if not isinstance(event, dict) or event.get("type") != HOME or event.get("tab") != "home":
        return None
    user_id = str(event.get("user") or "")
    event_id = str(body.get("event_id") or event.get("event_ts") or "")
    return Opened(event_id, user_id, str(body.get("team_id") or "")) if user_id else None


def _is_said(event: Mapping[str, Any]) -> bool:
    is_to_us = event.get("type") == MENTION or (event.get("type") == MESSAGE and event.get("channel_type") == "im")
    by_person = not event.get("bot_id") and not event.get("bot_profile") and event.get("subtype") in SUBTYPES
    return is_to_us and by_person and not event.get("edited")


def words_in(text: str, bot: str) -> str:
    """The words as somebody typed them: no mention of the bot, links as their words, nothing around all of it."""
    said = re.sub(rf"<@{re.escape(bot)}(?:\|[^<>]*)?>", " ", text) if bot else text
    said = LINK.sub(lambda found: found["sign"] + (found["words"] or found["to"].removeprefix("mailto:")), said)
    said = " ".join(said.split())
    enclosed = ENCLOSED.fullmatch(said)
    return enclosed["inside"].strip() if enclosed else said
