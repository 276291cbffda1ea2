"""A message as Slack keeps it, and as its API shows it."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.slack import people
from sandbox.slack.errors import Json


@dataclass
class Message:
    """`pings` are those whom it mentioned when it was posted: Slack notifies nobody of an edit.

    `ephemeral_to` names the one person who sees it; such a message is in no history. `metadata` is
    `{event_type, event_payload}`. `app` is the name of another app that posted it, such as the one for e-mail.
    """

    ts: str
    channel: str
    text: str
    user: str = people.BOT_USER
    blocks: list[Any] | None = None
    attachments: list[Any] | None = None
    username: str = ""
    metadata: Json | None = None
    thread_ts: str = ""
    broadcast: bool = False
    edited: Json | None = None
    ephemeral_to: str = ""
    app: str = ""
    pings: list[str] = field(default_factory=list)
    files: list[Json] = field(default_factory=list)

    @property
    def is_from_bot(self) -> bool:
        return self.user == people.BOT_USER and not self.app

    @property
    def is_reply(self) -> bool:
        return bool(self.thread_ts) and self.thread_ts != self.ts

    @property
    def at(self) -> float:
        return float(self.ts)

    def api(self, *, with_metadata: bool = True) -> Json:
        """The message as conversations.history and an interaction's payload carry it."""
        body: Json = {"type": "message", "ts": self.ts, "text": self.text, "team": people.TEAM}
        body |= self._author()
        for name in ("blocks", "attachments", "thread_ts", "edited", "files"):
            if getattr(self, name):
                body[name] = getattr(self, name)
        if with_metadata and self.metadata:
            body["metadata"] = self.metadata
        return body

    def _author(self) -> Json:
        if self.app:
            return {"subtype": "bot_message", "bot_id": people.OTHER_BOT, "username": self.app}
        if not self.is_from_bot:
            return {"user": self.user}
        author: Json = {"bot_id": people.BOT, "app_id": people.APP}
        if self.username:
            return author | {"subtype": "bot_message", "username": self.username}
        profile = {"id": people.BOT, "app_id": people.APP, "name": "bellhop", "team_id": people.TEAM, "deleted": False}
        return author | {"user": people.BOT_USER, "bot_profile": profile}
