"""What Slack tells an app about what a person did: bodies of commands, presses and submissions."""

import secrets
from dataclasses import dataclass

from sandbox.slack import people
from sandbox.slack.core import Slack
from sandbox.slack.entities import escaped
from sandbox.slack.errors import Json
from sandbox.slack.messages import Message
from sandbox.slack.modals import Modal
from sandbox.slack.people import Channel, User

# Slack's old way to prove where a request came from; deprecated, and still sent.
VERIFICATION_TOKEN = secrets.token_urlsafe(18)


@dataclass(frozen=True)
class Scene:
    """Who acts, and where. A modal may have been opened where there is no channel."""

    user: User
    channel: Channel | None = None

    @property
    def channel_id(self) -> str:
        return self.channel.id if self.channel else ""


def command(slack: Slack, scene: Scene, name: str, text: str, response_key: str) -> dict[str, str]:
    """The form fields of a slash command."""
    organization = {"enterprise_id": slack.enterprise_id, "enterprise_name": "Org"} if slack.enterprise_id else {}
    return organization | {
        "token": VERIFICATION_TOKEN,
        "team_id": people.TEAM if people.TEAM in scene.user.teams else scene.user.team_id,
        "team_domain": people.TEAM_DOMAIN,
        "channel_id": scene.channel_id,
        "channel_name": _channel_name(scene.channel),
        "user_id": scene.user.id,
        "user_name": scene.user.name,
        "command": name,
        "text": escaped(text),
        "api_app_id": people.APP,
        "is_enterprise_install": "true" if slack.is_org_install else "false",
        "response_url": f"{slack.base_url}/commands/{people.TEAM}/{response_key}",
        "trigger_id": slack.triggers.issue(scene.user.id, scene.channel_id),
    }


def message_action(slack: Slack, scene: Scene, message: Message, action: Json, values: Json, response_key: str) -> Json:
    """block_actions of a message; an ephemeral one is named but not shown, as Slack keeps no copy of it."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": bool(message.ephemeral_to),
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    shown = {} if message.ephemeral_to else {"message": message.api()}
    return {
        **_interaction("block_actions", slack, scene),
        "container": container,
        "trigger_id": slack.triggers.issue(scene.user.id, scene.channel_id),
        "channel": {"id": message.channel, "name": _channel_name(scene.channel)},
        **shown,
        "state": {"values": values},
        "response_url": f"{slack.base_url}/actions/{people.TEAM}/{response_key}",
        "actions": [action],
    }


def shortcut(slack: Slack, scene: Scene, callback_id: str) -> Json:
    """A global shortcut: it says nothing about where it was used."""
    return {
        **_interaction("shortcut", slack, scene),
        "callback_id": callback_id,
        "trigger_id": slack.triggers.issue(scene.user.id, ""),
        "action_ts": slack.workspace.next_ts(),
    }


def message_shortcut(slack: Slack, scene: Scene, message: Message, callback_id: str, response_key: str) -> Json:
    """Slack calls it message_action; the message is all there, also another app's."""
    return {
        **_interaction("message_action", slack, scene),
        "callback_id": callback_id,
        "trigger_id": slack.triggers.issue(scene.user.id, scene.channel_id),
        "action_ts": slack.workspace.next_ts(),
        "message_ts": message.ts,
        "channel": {"id": message.channel, "name": _channel_name(scene.channel)},
        "message": message.api(),
        "response_url": f"{slack.base_url}/actions/{people.TEAM}/{response_key}",
    }


def view_action(slack: Slack, scene: Scene, modal: Modal, action: Json) -> Json:
    """block_actions of a modal."""
    return {
        **_interaction("block_actions", slack, scene),
        "container": {"type": "view", "view_id": modal.id},
        "trigger_id": slack.triggers.issue(scene.user.id, scene.channel_id),
        "view": modal.api(),
        "actions": [action],
    }


def view_submission(slack: Slack, scene: Scene, modal: Modal) -> Json:
    return {
        **_interaction("view_submission", slack, scene),
        "trigger_id": slack.triggers.issue(scene.user.id, scene.channel_id),
        "view": modal.api(),
        "response_urls": [],
    }


def view_closed(slack: Slack, scene: Scene, modal: Modal, *, is_cleared: bool) -> Json:
    return {**_interaction("view_closed", slack, scene), "view": modal.api(), "is_cleared": is_cleared}


def _interaction(kind: str, slack: Slack, scene: Scene) -> Json:
    """An app that is installed in a whole organization is told of no workspace."""
    user = scene.user
    team = {"id": people.TEAM, "domain": people.TEAM_DOMAIN}
    return {
        "type": kind,
        "team": None if slack.is_org_install else team,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
        "api_app_id": people.APP,
        "token": VERIFICATION_TOKEN,
        "enterprise": {"id": slack.enterprise_id, "name": "Org"} if slack.enterprise_id else None,
        "is_enterprise_install": slack.is_org_install,
    }


def _channel_name(channel: Channel | None) -> str:
    """Slack names only public channels to a command."""
    if channel is None:
        return ""
    if channel.is_im:
        return "directmessage"
    return "privategroup" if channel.is_private else channel.name
