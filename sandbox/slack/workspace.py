"""The workspace's memory: who is there, which channels, what was said; and who wants to know of changes."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.slack import people
from sandbox.slack.messages import Message
from sandbox.slack.people import Channel, User

Clock = Callable[[], float]


@dataclass(frozen=True)
class Notice:
    """A line that Slackbot shows to one person only, such as a command that failed. `at` is epoch seconds."""

    id: str
    user: str
    channel: str
    text: str
    at: float


class Workspace:
    """Plain memory: rules of Slack's methods live with the methods."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.users = {user.id: user for user in people.everyone()}
        self.channels = {channel.id: channel for channel in people.channels()}
        self.user_groups = {group.id: group for group in people.user_groups()}
        self._messages: dict[str, dict[str, Message]] = {}
        self.notices: list[Notice] = []
        self._last_microsecond = 0
        self._listeners: list[Callable[[], None]] = []

    def on_change(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)

    def changed(self) -> None:
        """Tells everybody who asked that something a person can see is different now."""
        for listener in self._listeners:
            listener()

    def next_ts(self) -> str:
        """A message's id: the time in microseconds, later than every one before, as "1732330000.000100"."""
        self._last_microsecond = max(int(self.clock() * 1_000_000), self._last_microsecond + 1)
        return f"{self._last_microsecond // 1_000_000}.{self._last_microsecond % 1_000_000:06d}"

    def add(self, message: Message) -> Message:
        self._messages.setdefault(message.channel, {})[message.ts] = message
        self.changed()
        return message

    def remove(self, message: Message) -> None:
        self._messages[message.channel].pop(message.ts, None)
        self.changed()

    def message(self, channel_id: str, ts: str) -> Message | None:
        return self._messages.get(channel_id, {}).get(ts)

    def in_channel(self, channel_id: str) -> list[Message]:
        """Everything posted there, oldest first, replies and ephemeral messages included."""
        return list(self._messages.get(channel_id, {}).values())

    def replies(self, parent: Message) -> list[Message]:
        return [m for m in self.in_channel(parent.channel) if m.is_reply and m.thread_ts == parent.ts]

    def find_channel(self, name_or_id: str) -> Channel | None:
        """By id, or by name with or without the leading #."""
        name = name_or_id.removeprefix("#")
        by_name = (channel for channel in self.channels.values() if channel.name == name and not channel.is_im)
        return self.channels.get(name_or_id) or next(by_name, None)

    def direct_messages(self, user: User) -> Channel:
        """The conversation of this person with the bot, begun if there is none yet."""
        channel_id = f"D{user.id[1:]}"
        if channel_id not in self.channels:
            self.channels[channel_id] = Channel(channel_id, user.id, {user.id, people.BOT_USER}, is_im=True)
        return self.channels[channel_id]

    def notify(self, user: str, channel: str, text: str) -> None:
        self.notices.append(Notice(f"N{len(self.notices) + 1:04d}", user, channel, text, self.clock()))
        self.changed()
