"""What one person sees of the workspace, as the sandbox's page reads it."""

from sandbox.slack.core import Slack
from sandbox.slack.errors import Json
from sandbox.slack.messages import Message
from sandbox.slack.people import Channel


def state_for(slack: Slack, user_id: str, features: Json) -> Json:
    """The Slack half of `GET /ui/state`, with the manifest's `features`; a KeyError where there is no such person."""
    workspace = slack.workspace
    return {
        "me": workspace.users[user_id].id,
        "users": [
            {
                "id": user.id,
                "name": user.name,
                "real_name": user.real_name,
                "guest": user.is_guest,
                "bot": user.is_bot,
                "stranger": user.is_stranger,
            }
            for user in workspace.users.values()
        ],
        "channels": [
            _channel(slack, channel, user_id) for channel in workspace.channels.values() if user_id in channel.members
        ],
        "commands": _commands(features),
        "shortcuts": features.get("shortcuts", []),
        "home": _home(slack, user_id),
        "views": [
            {
                "id": modal.id,
                "view": modal.api(),
                "state": modal.values,
                "errors": modal.errors,
                "trouble": modal.problem,
            }
            for modal in slack.modals.of(user_id)
        ],
        "notices": [
            {"id": notice.id, "channel": notice.channel, "text": notice.text, "at": notice.at}
            for notice in workspace.notices
            if notice.user == user_id
        ],
    }


def _commands(features: Json) -> list[Json]:
    return [
        {
            "command": command["command"],
            "usage_hint": command.get("usage_hint", ""),
            "description": command.get("description", ""),
        }
        for command in features.get("slash_commands", [])
    ]


def _home(slack: Slack, user_id: str) -> Json | None:
    """None while nothing was published."""
    home = slack.homes.get(user_id)
    return {"id": home.id, "view": home.api(), "state": home.values, "trouble": home.problem} if home else None


def _channel(slack: Slack, channel: Channel, user_id: str) -> Json:
    seen = [m for m in slack.workspace.in_channel(channel.id) if m.ephemeral_to in ("", user_id)]
    replies: dict[str, list[Message]] = {}
    for message in seen:
        if message.is_reply:
            replies.setdefault(message.thread_ts, []).append(message)
    return {
        "id": channel.id,
        "name": "Bellhop" if channel.is_im else channel.name,
        "private": channel.is_private,
        "direct": channel.is_im,
        "messages": [
            _message(slack, message) | {"replies": [_message(slack, reply) for reply in replies.get(message.ts, [])]}
            for message in seen
            if not message.is_reply or message.broadcast
        ],
    }


def _message(slack: Slack, message: Message) -> Json:
    shown = message.api(with_metadata=False)
    author = slack.workspace.users[message.user]
    kept = ("ts", "user", "bot_id", "text", "blocks", "attachments", "files", "thread_ts")
    return {name: shown[name] for name in kept if name in shown} | {
        "username": message.app or message.username or author.real_name,
        "edited": message.edited is not None,
        "ephemeral": bool(message.ephemeral_to),
        "at": message.at,
    }
