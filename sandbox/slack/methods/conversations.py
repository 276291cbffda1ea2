"""conversations.*: which channels there are, and what was said in them."""

from collections.abc import Iterable

from sandbox.slack import people
from sandbox.slack.arguments import Arguments
from sandbox.slack.core import Slack
from sandbox.slack.errors import Json, SlackError
from sandbox.slack.messages import Message
from sandbox.slack.methods.method import Method, channel_for_bot, is_elsewhere, needs_team, page_of
from sandbox.slack.people import Channel


def list_channels(slack: Slack, arguments: Arguments) -> Json:
    """Every channel that the bot can see, whether or not it is in."""
    return _listed(slack.workspace.channels.values(), arguments)


def list_own_channels(slack: Slack, arguments: Arguments) -> Json:
    """users.conversations: those that the bot is in."""
    needs_team(slack, arguments)
    slack.pace.spend("users.conversations", "")
    if is_elsewhere(slack, arguments):
        return _listed([], arguments)
    channels = slack.workspace.channels.values()
    return _listed([channel for channel in channels if people.BOT_USER in channel.members], arguments)


def _listed(known: Iterable[Channel], arguments: Arguments) -> Json:
    kinds = arguments.text("types", "public_channel").replace(" ", "").split(",")
    channels = [
        channel
        for channel in known
        if _kind(channel) in kinds and _bot_can_see(channel)
        if not (arguments.flag("exclude_archived") and channel.is_archived)
    ]
    page, cursor = page_of(channels, arguments)
    return {"channels": [_channel(channel) for channel in page], "response_metadata": {"next_cursor": cursor}}


def info(slack: Slack, arguments: Arguments) -> Json:
    channel = slack.workspace.channels.get(arguments.required("channel"))
    if channel is None or not _bot_can_see(channel):
        raise SlackError("channel_not_found")
    members = {"num_members": len(channel.members)} if arguments.flag("include_num_members") else {}
    return {"channel": _channel(channel) | members}


def history(slack: Slack, arguments: Arguments) -> Json:
    """The channel's messages, newest first; answers in threads only where they were sent to the channel as well."""
    channel = channel_for_bot(slack, arguments.required("channel"))
    messages = [
        message
        for message in reversed(slack.workspace.in_channel(channel.id))
        if not message.ephemeral_to and (not message.is_reply or message.broadcast)
        if _within(message, arguments)
    ]
    return _page(slack, messages, arguments) | {"pin_count": 0}


def replies(slack: Slack, arguments: Arguments) -> Json:
    """The thread of a message: its parent, then its answers, oldest first."""
    channel = channel_for_bot(slack, arguments.required("channel"))
    message = slack.workspace.message(channel.id, arguments.required("ts"))
    if message is None or message.ephemeral_to:
        raise SlackError("thread_not_found")
    parent = slack.workspace.message(channel.id, message.thread_ts) or message
    answers = [reply for reply in slack.workspace.replies(parent) if not reply.ephemeral_to]
    return _page(slack, [parent, *(reply for reply in answers if _within(reply, arguments))], arguments)


def open_direct_messages(slack: Slack, arguments: Arguments) -> Json:
    user = slack.workspace.users.get(arguments.required("users"))
    if user is None or user.is_bot:
        raise SlackError("user_not_found")
    channel = slack.workspace.direct_messages(user)
    return {"channel": _channel(channel) if arguments.flag("return_im") else {"id": channel.id}}


def _within(message: Message, arguments: Arguments) -> bool:
    """Whether `oldest` and `latest` let the message in; both are exclusive unless `inclusive`."""
    oldest, latest = arguments.text("oldest"), arguments.text("latest")
    if arguments.flag("inclusive") and message.ts in (oldest, latest):
        return True
    return _epoch("oldest", oldest or "0") < message.at < _epoch("latest", latest or "inf")


def _epoch(name: str, ts: str) -> float:
    try:
        return float(ts)
    except ValueError:
        raise SlackError(f"invalid_ts_{name}") from None


def _page(slack: Slack, messages: list[Message], arguments: Arguments) -> Json:
    page, cursor = page_of(messages, arguments)
    with_metadata = arguments.flag("include_all_metadata")
    body: Json = {"messages": [_shown(slack, message, with_metadata) for message in page], "has_more": bool(cursor)}
    return body | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})


def _shown(slack: Slack, message: Message, with_metadata: bool) -> Json:
    body = message.api(with_metadata=with_metadata)
    answers = [] if message.is_reply else [r for r in slack.workspace.replies(message) if not r.ephemeral_to]
    if answers:
        users = list(dict.fromkeys(reply.user for reply in answers))
        body |= {
            "reply_count": len(answers),
            "reply_users": users,
            "reply_users_count": len(users),
            "latest_reply": answers[-1].ts,
        }
    return body


def _kind(channel: Channel) -> str:
    if channel.is_im:
        return "im"
    return "private_channel" if channel.is_private else "public_channel"


def _bot_can_see(channel: Channel) -> bool:
    return not channel.is_private or people.BOT_USER in channel.members


def _channel(channel: Channel) -> Json:
    if channel.is_im:
        return {"id": channel.id, "is_im": True, "user": channel.name, "created": channel.created}
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_general": False,
        "is_shared": False,
        "is_ext_shared": False,
        "is_member": people.BOT_USER in channel.members,
        "created": channel.created,
        "creator": "U0ANA",
        "context_team_id": people.TEAM,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": channel.purpose, "creator": "", "last_set": 0},
    }


METHODS: dict[str, Method] = {
    "conversations.list": list_channels,
    "users.conversations": list_own_channels,
    "conversations.info": info,
    "conversations.history": history,
    "conversations.replies": replies,
    "conversations.open": open_direct_messages,
}
