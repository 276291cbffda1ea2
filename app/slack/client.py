"""Slack's client, from the settings; app/slack/errors.py translates its errors.

Each call is made once: repeating a POST whose answer was lost would post twice. Waiting is the queues' job.
"""

from __future__ import annotations

import logging
import ssl
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from app.config.secrets import Secret
from app.slack.errors import (
    BAD_BLOCKS,
    INVALID,
    NO_SUCH_USER_GROUP,
    NOT_THERE,
    PICTURE_LOST,
    SAID_NO,
    NoSuchChannel,
    SlackError,
    answer_of,
    taken_by_hook,
)
from app.slack.messages.message import Message
from app.slack.messages.text import TEXT_LIMIT, shorten
from app.slack.person import Home, Identity, Person, home_in, person_in
from app.slack.token import with_secret
from app.slack.upload import put
from app.slack.wire import HTTP, TIMEOUT_SECONDS, Answer, note, post, post_json

if TYPE_CHECKING:  # Bolt and Socket Mode need it; the worker doesn't
    from slack_sdk import WebClient

METADATA_EVENT = "bellhop_message"

NO_SUCH_CHANNEL = "Bellhop is in no channel {name}. Create it where it is not there, and `/invite @Bellhop` there."

logger = logging.getLogger(__name__)


class Slack:
    """What Bellhop asks of Slack, in Bellhop's own values."""

    def __init__(self, token: Secret, api_url: str, timeout: float = TIMEOUT_SECONDS) -> None:
        self._token = token
        self._timeout = timeout
        # Parsing the CA bundle takes 20 ms of CPU; one context serves all calls of this environment.
        self.context = ssl.create_default_context() if api_url.startswith("https:") else None
        self._api_url = api_url
        self._channel_ids: dict[str, str] = {}
        self._home: Home | None = None

    def sdk_client(self, context: ssl.SSLContext | None = None) -> WebClient:
        """For Bolt, which puts it into each request's context, and for Socket Mode; nobody calls Slack with it.

        Bolt's has no TLS context: Bolt copies the request with this client, and an SSLContext can't be copied.
        """
        from slack_sdk import WebClient

        return WebClient(base_url=self._api_url, ssl=context, timeout=int(self._timeout), retry_handlers=[])

    def socket_address(self, app_token: Secret) -> str:
        """Where Socket Mode connects to; each address works once."""
        method = "apps.connections.open"
        return str(with_secret(app_token, lambda token: self._asked(method, token, {})).data["url"])

    def reveal_token(self) -> None:
        """Fetch the bot token now instead of at the first call."""
        self._token.reveal()

    def post(self, channel: str, message: Message, key: str, thread_ts: str | None = None) -> str:
        """Post, and return the ts; with `key` in the metadata `find` recognizes the message."""
        metadata = {"event_type": METADATA_EVENT, "event_payload": {"key": key}}
        answer = self._say(
            "chat.postMessage",
            message,
            channel=channel,
            metadata=metadata,
            unfurl_links=False,
            unfurl_media=False,
            **_in_thread(thread_ts),
        )
        return str(answer["ts"])

    def update(self, channel: str, ts: str, message: Message) -> None:
        """Replace our own message at `ts`."""
        self._say("chat.update", message, channel=channel, ts=ts)

    def whisper(self, channel: str, user_id: str, message: Message, thread_ts: str = "") -> None:
        """Show a message to one person, in a channel or one of its threads."""
        self._say("chat.postEphemeral", message, channel=channel, user=user_id, **_in_thread(thread_ts))

    def find(self, channel: str, key: str, since: datetime, thread_ts: str | None = None) -> str | None:
        """The ts of our message posted with `key` at or after `since`, if it is there."""
        method = "conversations.replies" if thread_ts else "conversations.history"
        asked: dict[str, Any] = {
            "channel": channel,
            "oldest": f"{since.timestamp():.6f}",
            "include_all_metadata": True,
            "limit": 200,
        }
        if thread_ts:
            asked["ts"] = thread_ts
        for page in self._pages(method, asked):
            for message in page.get("messages", []):
                metadata = message.get("metadata", {})
                if (
                    metadata.get("event_type") == METADATA_EVENT
                    and metadata.get("event_payload", {}).get("key") == key
                    and message.get("bot_id")
                ):
                    return str(message["ts"])
        return None

    def upload(self, name: str, data: bytes) -> str:
        """Upload a file to Slack, not shared yet, and return its id."""
        asked = {"filename": name, "length": str(len(data))}
        place = self._call("files.getUploadURLExternal", **asked)
        put(str(place["upload_url"]), data, self.context, self._timeout)
        self._call("files.completeUploadExternal", files=[{"id": place["file_id"], "title": name}])
        return str(place["file_id"])

    def is_ready(self, file_id: str) -> bool:
        """Whether Slack has processed the file; before that no message can show it."""
        return bool(self._call("files.info", file=file_id)["file"].get("mimetype"))

    def respond(self, response_url: str, message: Message, public: bool, thread_ts: str = "") -> None:
        """Answer through an interaction's response_url (five times within 30 minutes); the status is checked."""
        if not response_url.startswith(HTTP):
            raise SlackError("response_url", SAID_NO.format(method="an answer", said="its address is none"))
        body = {
            "text": shorten(message.text, TEXT_LIMIT),
            "blocks": message.block_dicts(),
            "response_type": "in_channel" if public else "ephemeral",
            "replace_original": False,
            **_in_thread(thread_ts),
        }
        context = self.context if response_url.startswith("https:") else None

        def send() -> Answer:
            answer = post_json(response_url, body, context, self._timeout)
            if answer.status in (404, 410):  # whatever it says: it is used up, or too old
                raise SlackError("response_url", SAID_NO.format(method="an answer", said=answer.status))
            return answer

        taken_by_hook("an answer", send)
        note("response_url")

    def channel_id(self, name: str) -> str:
        """The id of `#name`, of the channels that Bellhop is in; an id stays as it is.

        `users.conversations` takes as many calls as Bellhop is in channels, `conversations.list` as there are any.
        """
        if not name.startswith("#"):
            return name
        if name not in self._channel_ids:
            asked = {"types": "public_channel,private_channel", "exclude_archived": True, "limit": 999}
            for page in self._pages("users.conversations", asked):
                self._channel_ids.update({f"#{channel['name']}": channel["id"] for channel in page["channels"]})
                if name in self._channel_ids:
                    break
        if name not in self._channel_ids:
            raise NoSuchChannel(NO_SUCH_CHANNEL.format(name=name), wait=60, maybe_done=False)
        return self._channel_ids[name]

    def direct_channel(self, user_id: str) -> str:
        """The id of the bot's direct messages with a person."""
        return str(self._call("conversations.open", users=user_id)["channel"]["id"])

    def person(self, user_id: str) -> Person:
        """Who somebody is in the workspace or organization that the app is installed in."""
        return person_in({"id": user_id, **self._call("users.info", user=user_id)["user"]}, self.home())

    def members(self, user_group: str) -> frozenset[str]:
        """Who is in a user group; nobody if there is none with that id, which is a mistake in bellhop.toml."""
        try:
            return frozenset(self._call("usergroups.users.list", usergroup=user_group)["users"])
        except SlackError as problem:
            if problem.code != NO_SUCH_USER_GROUP:
                raise
            logger.error("a guard names a user group that is not there", extra={"user_group": user_group})
            return frozenset()

    def handles(self) -> dict[str, str]:
        """The workspace's user groups: their handles, without the @, by id."""
        return {str(each["id"]): str(each["handle"]) for each in self._call("usergroups.list")["usergroups"]}

    def home(self) -> Home:
        """Where the app is installed."""
        if self._home is None:
            self._home = home_in(self._call("auth.test"))
        return self._home

    def who_am_i(self) -> Identity:
        """Who the bot token belongs to, and its scopes; for the doctor."""
        answer = self._answer("auth.test")
        data = answer.data
        scopes = next((value for name, value in answer.headers.items() if name.lower() == "x-oauth-scopes"), "")
        named = frozenset(scope.strip() for scope in scopes.split(",") if scope.strip())
        return Identity(str(data.get("user", "")), str(data.get("team", "")), named)

    def is_in(self, channel: str) -> bool:
        """Whether the bot is a member of a channel."""
        return bool(self._call("conversations.info", channel=channel)["channel"].get("is_member"))

    def delete(self, channel: str, ts: str) -> None:
        """Delete our own message."""
        self._call("chat.delete", channel=channel, ts=ts)

    def open_view(self, trigger_id: str, view: View) -> str:
        """Open a modal, within 3 s of the click, and return its id."""
        return str(self._call("views.open", trigger_id=trigger_id, view=view.to_dict())["view"]["id"])

    def update_view(self, view_id: str, view: View) -> None:
        self._call("views.update", view_id=view_id, view=view.to_dict())

    def problems(self, kind: str, payload: str, method: str = "blocks.validate") -> tuple[str, ...]:
        """What Slack would reject in a `message`, a `view` or a `manifest`, in JSON; empty if it accepts it."""
        try:
            self._call(method, **{kind: payload})
        except SlackError as refused:
            if refused.code not in INVALID:
                raise
            return refused.problems or (refused.code,)
        return ()

    def _say(self, method: str, message: Message, **arguments: Any) -> Mapping[str, Any]:
        text = shorten(message.text, TEXT_LIMIT)
        try:
            answer = self._call(method, text=text, blocks=message.block_dicts(), **arguments)
            note(method, channel=arguments["channel"], ts=answer.get("ts") or answer.get("message_ts"))
            return answer
        except SlackError as problem:
            if problem.code not in BAD_BLOCKS | PICTURE_LOST:
                raise
            logger.error("blocks refused, saying it with less", extra={"method": method, "problem": problem.code})
        plain = [block for block in message.block_dicts() if block["type"] != "image"]
        if plain != message.block_dicts():  # a picture that Slack has lost
            return self._say(method, Message(text, tuple(Block.parse_all(plain))), **arguments)
        answer = self._call(method, text=text, **arguments)
        note(method, channel=arguments["channel"], ts=answer.get("ts"))
        return answer

    def _pages(self, method: str, arguments: dict[str, Any]) -> Any:
        cursor = ""
        while True:
            page = self._call(method, **arguments, **({"cursor": cursor} if cursor else {}))
            yield page
            cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return

    def _call(self, method: str, **arguments: Any) -> Mapping[str, Any]:
        return self._answer(method, **arguments).data

    def _answer(self, method: str, **arguments: Any) -> Answer:
        try:
            answer: Answer = with_secret(self._token, lambda token: self._asked(method, token, arguments))
        except SlackError as problem:
            if problem.code in NOT_THERE:
                self._forget_channel(arguments.get("channel", ""))
            raise
        return answer

    def _asked(self, method: str, token: str, arguments: Mapping[str, Any]) -> Answer:
        url, headers = self._api_url + method, {"Authorization": f"Bearer {token}"}
        # Methods that read take form parameters; those that write take JSON with nested blocks.
        if not method.startswith(("conversations.", "users.", "usergroups.", "files.info", "files.getUploadURL")):
            return answer_of(method, lambda: post_json(url, arguments, self.context, self._timeout, headers))
        form = {name: int(value) if isinstance(value, bool) else value for name, value in arguments.items()}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return answer_of(method, lambda: post(url, urlencode(form).encode(), headers, self.context, self._timeout))

    def _forget_channel(self, channel_id: str) -> None:
        """Its name may belong to another channel now: one that was archived and created again."""
        self._channel_ids = {name: known for name, known in self._channel_ids.items() if known != channel_id}


def _in_thread(thread_ts: str | None) -> dict[str, str]:
    return {"thread_ts": thread_ts} if thread_ts else {}
