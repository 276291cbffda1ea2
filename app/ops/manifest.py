"""The Slack app's manifest, generated from the catalogue of commands; slack-manifest.json is its text.

Fields: docs.slack.dev, "App manifest reference". Scopes are what app/slack/client.py needs.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from app.commands.catalogue import COMMANDS
from app.listeners.listener import Command, Shortcut
from app.slack.events import SUBSCRIBED

REQUEST_URL = "https://REPLACE-WITH-YOUR-API.execute-api.us-east-1.amazonaws.com/slack/events"

SCOPES = {
    "app_mentions:read": "hear what is said to Bellhop in a channel or a thread",
    "channels:history": "find one's own message again before posting it twice",
    "channels:read": "find the alarm channel by its name",
    "chat:write": "post alarms and answers",
    "commands": "the slash commands",
    "files:read": "know when a graph may be shown",
    "files:write": "put the graph of what an alarm watches on its card, and an exported timeline into its thread",
    "groups:history": "the same in private channels that the bot was invited to",
    "groups:read": "the same in private channels that the bot was invited to",
    "im:history": "hear what is said to Bellhop directly; find one's own message again there",
    "im:write": "answer somebody directly where the bot is not in the channel",
    "mpim:history": "the same in group messages",
    "usergroups:read": "know who is in a user group that a guard names",
    "users:read": "tell full members from guests",
}

# Scopes that can be refused at installation ("bot_optional"), and what doesn't work then.
OPTIONAL = {
    "files:read": "cards have no graphs",
    "files:write": "cards have no graphs, and an exported timeline is text in the thread",
    "mpim:history": "in group messages a card may be posted twice where Slack's answer was lost",
    "usergroups:read": "a guard that names a user group lets nobody through",
}
CREATE_URL = "https://api.slack.com/apps?new_app=1&manifest_json="
ABOUT = (
    "Bellhop brings CloudWatch alarms into Slack as one message each, which is kept up to date from the first ALARM to "
    "the last OK, with its graph, its history and what was done about it. The people in the channel act on it there: "
    "acknowledge it, mute it, scale the Auto Scaling group or the ECS service behind it, or type /scale and "
    "/forcealarm.\n\n"
    "It runs in your own AWS account. It sends you a direct message only if it is not in the channel where you asked. "
    "What you write to it is done as its slash commands are: a direct message, or a mention in a channel or a thread."
)


def manifest(request_url: str = REQUEST_URL, socket_mode: bool = False) -> dict[str, Any]:
    """The manifest as JSON; in Socket Mode Slack needs no request URL."""
    return {
        "display_information": {
            "name": "Bellhop",
            "description": "CloudWatch alarms in Slack, and the commands to act on them",
            "long_description": ABOUT,
            "background_color": "#1f3a5f",
        },
        "features": {
            # Without a Messages tab Slack refuses the bot's direct messages (messages_tab_disabled).
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Bellhop", "always_online": True},
            "shortcuts": [_shortcut(each) for command in COMMANDS for each in command.shortcuts],
            "slash_commands": [_slash_command(command, request_url) for command in COMMANDS],
        },
        "oauth_config": {"scopes": {"bot": sorted(SCOPES), "bot_optional": sorted(OPTIONAL)}},
        "settings": {
            "event_subscriptions": {"request_url": request_url, "bot_events": sorted(SUBSCRIBED)},
            "interactivity": {"is_enabled": True, "request_url": request_url},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": False,
        },
    }


def manifest_text(request_url: str = "") -> str:
    """The exact text of slack-manifest.json, or with a stage's request URL."""
    return json.dumps(manifest(request_url or REQUEST_URL), indent=2) + "\n"


def create_url(request_url: str = "") -> str:
    """The link that opens Slack's page "Create an app" with the manifest filled in."""
    compact = json.dumps(manifest(request_url or REQUEST_URL), separators=(",", ":"))
    return CREATE_URL + quote(compact, safe="")


def _shortcut(shortcut: Shortcut) -> dict[str, Any]:
    return {
        "name": shortcut.label,
        "type": "message" if shortcut.on_message else "global",
        "callback_id": shortcut.name,
        "description": shortcut.summary,
    }


def _slash_command(command: Command, request_url: str) -> dict[str, Any]:
    return {
        "command": command.name,
        "url": request_url,
        "description": command.summary,
        "usage_hint": command.usage,
        "should_escape": False,
    }
