"""What a Web API method is to the stand-in, and what several of them need."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import TypeVar

from sandbox.slack import people
from sandbox.slack.arguments import Arguments
from sandbox.slack.core import Slack
from sandbox.slack.errors import Json, SlackError
from sandbox.slack.people import Channel

Method = Callable[[Slack, Arguments], Json]
Item = TypeVar("Item")


def channel_for_bot(slack: Slack, name_or_id: str, *, to_post: bool = False) -> Channel:
    """The channel, if the bot may act in it; posting to a user's id means their direct messages.

    Slack hides a private channel from whoever is not in it, hence two errors for "not a member".
    """
    if user := slack.workspace.users.get(name_or_id):
        if not to_post or user.is_bot:
            raise SlackError("channel_not_found")
        return _direct(slack, slack.workspace.direct_messages(user))
    channel = slack.workspace.find_channel(name_or_id)
    if channel is None or (channel.is_private and people.BOT_USER not in channel.members):
        raise SlackError("channel_not_found")
    if people.BOT_USER not in channel.members:
        raise SlackError("not_in_channel")
    if to_post and channel.is_archived:
        raise SlackError("is_archived")
    if to_post and channel.is_read_only:
        raise SlackError("restricted_action_read_only_channel")
    return _direct(slack, channel) if to_post and channel.is_im else channel


def _direct(slack: Slack, channel: Channel) -> Channel:
    """A bot writes to people directly only where its app has a Messages tab."""
    if not slack.messages_tab:
        raise SlackError("messages_tab_disabled")
    return channel


def needs_team(slack: Slack, arguments: Arguments) -> None:
    """An organization's token has to say in which of its workspaces (docs.slack.dev, "Organization-ready apps")."""
    if slack.is_org_install and not arguments.text("team_id"):
        raise SlackError("missing_argument")


def is_elsewhere(slack: Slack, arguments: Arguments) -> bool:
    """Whether another workspace of the organization is asked for; this one holds all there is."""
    return slack.is_org_install and arguments.text("team_id") != people.TEAM


def page_of(items: Sequence[Item], arguments: Arguments, *, default: int = 100) -> tuple[list[Item], str]:
    """One page of the items, by `cursor` and `limit`, and the next page's cursor ("" at the end)."""
    start = _decode(arguments.text("cursor"))
    limit = max(1, min(arguments.number("limit", default), 1000))
    end = start + limit
    return list(items[start:end]), _encode(end) if end < len(items) else ""


def _encode(position: int) -> str:
    return base64.b64encode(f"next:{position}".encode()).decode()


def _decode(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
    except (binascii.Error, ValueError):
        raise SlackError("invalid_cursor") from None
