"""The events that happen here, as Slack words them: a mention, a direct message, its edit, and an opened App Home."""

from collections.abc import Iterator

from sandbox.slack import people
from sandbox.slack.core import Slack
from sandbox.slack.errors import Json
from sandbox.slack.messages import Message
from sandbox.slack.people import Channel, User

Event = tuple[str, Json]


def of_message(slack: Slack, channel: Channel, message: Message) -> Iterator[Event]:
    """A message that was written. In direct messages a mention is an ordinary message."""
    if message.ephemeral_to:
        return
    if channel.is_im:
        yield "message.im", _said(slack, message) | {"type": "message", "channel_type": "im"}
    elif people.BOT_USER in channel.members and f"<@{people.BOT_USER}>" in message.pings and not message.is_from_bot:
        yield "app_mention", _said(slack, message) | {"type": "app_mention"}


def of_edit(slack: Slack, channel: Channel, message: Message, before: Json) -> Iterator[Event]:
    """A message that was changed. Slack tells of a mention again, with `edited`."""
    if channel.is_im:
        changed = {"type": "message", "subtype": "message_changed", "hidden": True, "channel_type": "im"}
        ts = slack.workspace.next_ts()
        was = {"message": message.api(with_metadata=False), "previous_message": before}
        yield "message.im", changed | was | {"channel": channel.id, "ts": ts, "event_ts": ts}
    else:
        yield from of_message(slack, channel, message)


def of_home(slack: Slack, user: User, tab: str) -> Event:
    """`view` is what was published there, if anything was."""
    event = {"type": "app_home_opened", "user": user.id, "channel": slack.workspace.direct_messages(user).id}
    home = slack.homes.get(user.id)
    shown = {"view": home.api()} if home and tab == "home" else {}
    return "app_home_opened", event | {"tab": tab, "event_ts": slack.workspace.next_ts()} | shown


def _said(slack: Slack, message: Message) -> Json:
    """A stranger's message says from where it comes; `team` is where its author is."""
    author = slack.workspace.users.get(message.user)
    team = author.team_id if author else people.TEAM
    abroad = {"user_team": team, "source_team": team} if author and author.is_stranger else {}
    shown = message.api(with_metadata=False)
    return shown | abroad | {"team": team, "channel": message.channel, "event_ts": message.ts}
