"""Slack's client, from the settings; app/slack/errors.py translates its errors.

app/slack/calls.py makes the calls.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from slack_sdk import WebClient
from slack_sdk.models.views import View

from app.config.secrets import Secret
from app.slack.calls import Calls, incomplete
from app.slack.channels import Channels
from app.slack.connections import keep_connections
from app.slack.error_codes import AN_ANSWER
from app.slack.errors import (
    BAD_BLOCKS,
    INVALID,
    NO_SUCH_USER_GROUP,
    PICTURE_LOST,
    SAID_NO,
    UNKNOWN_BLOCKS,
    SlackError,
    taken_by_hook,
)
from app.slack.messages.message import Message
from app.slack.messages.naming import body_of, with_names
from app.slack.messages.newer import NEWER, has_newer, suspected, without
from app.slack.messages.text import mention
from app.slack.names import Names
from app.slack.person import Home, Identity, Person, home_in, person_in
from app.slack.taken_blocks import TakenBlocks
from app.slack.wire import HTTP, TIMEOUT_SECONDS, Answer, hooked, note, quiet_logger, trusting

if TYPE_CHECKING:
    from app.slack.files import Files
    from app.slack.public import PublicChannels

METADATA_EVENT = "bellhop_message"
BAD_VIEW = BAD_BLOCKS | {"invalid_arguments"}  # so Slack answers for the blocks of a view

logger = logging.getLogger(__name__)


class Slack:
    """What Bellhop asks of Slack, in Bellhop's own values."""

    def __init__(self, token: Secret, api_url: str, timeout: int = TIMEOUT_SECONDS) -> None:
        self.channels = Channels(self._listed_channels)
        self.blocks = TakenBlocks()
        keep_connections()
        self.client = trusting(WebClient(base_url=api_url, timeout=timeout, retry_handlers=[], logger=quiet_logger()))
        self.calls = Calls(self.client, token, timeout, self.channels.forget)
        self.names = Names(lambda user_id: self.calls.call("users.info", user=user_id).get("user") or {})
        self._home: Home | None = None

    def client_for_bolt(self) -> WebClient:
        """For Bolt, which puts it into each request's context; nobody calls Slack with it, so it has no TLS context."""
        return WebClient(base_url=self.client.base_url, timeout=self.client.timeout, retry_handlers=[])

    def reveal_token(self) -> None:
        """Fetch the bot token now instead of at the first call."""
        self.calls.token.reveal()

    def post(
        self, channel: str, message: Message, key: str, thread_ts: str | None = None, in_channel: bool = False
    ) -> str:
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
            **({"reply_broadcast": True} if thread_ts and in_channel else {}),
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
        for page in self.calls.pages(method, asked):
            for message in page.get("messages", []):
                metadata = message.get("metadata") or {}
                if (
                    metadata.get("event_type") == METADATA_EVENT
                    and (metadata.get("event_payload") or {}).get("key") == key
                    and message.get("bot_id")
                ):
                    return str(message["ts"])
        return None

    @property
    def time(self) -> datetime | None:
        """What Slack's clock said in the last answer, to the second; None if it didn't say."""
        try:
            return parsedate_to_datetime(self.calls.date).astimezone(UTC)
        except (ValueError, OverflowError):
            return None

    @cached_property
    def files(self) -> Files:
        from app.slack.files import Files  # λ slack uploads nothing

        return Files(self.calls, self.home)

    def respond(
        self, response_url: str, message: Message, public: bool, thread_ts: str = "", replaces: bool = False
    ) -> None:
        """Answer through an interaction's response_url (five times within 30 minutes); the status is checked.

        What `replaces` the message that was pressed stays as visible as that one (docs.slack.dev, "Handling user
        interaction").
        """
        if not response_url.startswith(HTTP):
            raise SlackError("response_url", SAID_NO.format(method=AN_ANSWER, said="its address is none"))
        body = {
            **body_of(message, self.names.of(message)),
            "response_type": "in_channel" if public else "ephemeral",
            "replace_original": replaces,
            **_in_thread(thread_ts),
        }

        def send() -> Answer:
            answer = hooked(response_url, body, self.calls.timeout)
            if answer.status in (404, 410):  # whatever it says: it is used up, or too old
                raise SlackError("response_url", SAID_NO.format(method=AN_ANSWER, said=answer.status))
            return answer

        taken_by_hook(AN_ANSWER, send, self.calls.timeout)
        note("response_url")

    def channel_id(self, name: str) -> str:
        """The id of `#name`, of the channels that Bellhop is in; an id stays as it is.

        `users.conversations` takes as many calls as Bellhop is in channels, `conversations.list` as there are any.
        """
        return self.channels.id_of(name)

    def _listed_channels(self) -> Iterator[Mapping[str, Any]]:
        asked = {"types": "public_channel,private_channel", "exclude_archived": True, "limit": 999}
        return self.calls.everywhere("users.conversations", asked)

    def direct_channel(self, user_id: str) -> str:
        """The id of the bot's direct messages with a person."""
        return str(self.calls.call("conversations.open", users=user_id)["channel"]["id"])

    def person(self, user_id: str) -> Person:
        """Who somebody is in the workspace or organization that the app is installed in."""
        user = {"id": user_id, **self.calls.call("users.info", user=user_id)["user"]}
        self.names.keep(user_id, user)
        return person_in(user, self.home())

    def members(self, user_group: str) -> frozenset[str]:
        """Who is in a user group; nobody if there is none with that id, which is a mistake in bellhop.toml."""
        try:
            pages = self.calls.everywhere("usergroups.users.list", {"usergroup": user_group})
            return frozenset(user for page in pages for user in page["users"])
        except SlackError as problem:
            if problem.code != NO_SUCH_USER_GROUP:
                raise
            logger.error("a guard names a user group that is not there", extra={"user_group": user_group})
            return frozenset()

    def handles(self) -> dict[str, str]:
        """The workspace's user groups: their handles, without the @, by id."""
        pages = self.calls.everywhere("usergroups.list", {})
        found = (each for page in pages for each in page["usergroups"])
        return {str(each["id"]): str(each["handle"]) for each in found if each.get("handle")}

    def home(self) -> Home:
        """Where the app is installed."""
        if self._home is None:
            home = home_in(self.calls.call("auth.test"))
            if not (home.team or home.enterprise):  # it is kept, and everybody would be a stranger there
                raise incomplete("auth.test")
            self._home = home
        return self._home

    def who_am_i(self) -> Identity:
        """Who the bot token belongs to, and its scopes; for the doctor."""
        answer = self.calls.answer("auth.test")
        data = answer.data
        scopes = next((value for name, value in answer.headers.items() if name.lower() == "x-oauth-scopes"), "")
        named = frozenset(scope.strip() for scope in scopes.split(",") if scope.strip())
        return Identity(str(data.get("user", "")), str(data.get("team", "")), named)

    def is_in(self, channel: str) -> bool:
        """Whether the bot is a member of a channel."""
        return bool(self._channel(channel).get("is_member"))

    @cached_property
    def public(self) -> PublicChannels:
        from app.slack.public import PublicChannels  # only the Home tab asks

        return PublicChannels(self._channel)

    def _channel(self, channel: str) -> Mapping[str, Any]:
        return self.calls.call("conversations.info", channel=channel).get("channel") or {}

    def delete(self, channel: str, ts: str) -> None:
        """Delete our own message."""
        self.calls.call("chat.delete", channel=channel, ts=ts)

    def open_view(self, trigger_id: str, view: View) -> str:
        """Open a modal, within 3 s of the click, and return its id."""
        return str(self.calls.call("views.open", trigger_id=trigger_id, view=view.to_dict())["view"]["id"])

    def update_view(self, view_id: str, view: View) -> None:
        """A chart that Slack doesn't take there is left out: the words beside it say the same."""
        shown = view.to_dict()
        try:
            self.calls.call("views.update", view_id=view_id, view=shown)
        except SlackError as problem:
            less = [block for block in shown["blocks"] if block["type"] not in NEWER]
            if problem.code not in BAD_VIEW or len(less) == len(shown["blocks"]):
                raise
            self.calls.call("views.update", view_id=view_id, view={**shown, "blocks": less})

    def publish_home(self, user_id: str, view: View) -> None:
        """Replace what somebody's Home tab shows; nobody is notified, so whoever is named in it is mentioned."""
        self.calls.call("views.publish", user_id=user_id, view=with_names(view.to_dict(), mention))

    def problems(self, kind: str, payload: str, method: str = "blocks.validate") -> tuple[str, ...]:
        """What Slack would reject in a `message`, a `view` or a `manifest`, in JSON; empty if it accepts it."""
        try:
            self.calls.call(method, **{kind: payload})
        except SlackError as refused:
            if refused.code not in INVALID:
                raise
            return refused.problems or (refused.code,)
        return ()

    def takes(self, block_type: str) -> bool:
        """Whether Slack takes blocks of a newer type, as far as it has answered."""
        return block_type not in self.blocks.refused()

    def _say(self, method: str, message: Message, **arguments: Any) -> Mapping[str, Any]:
        """With fewer blocks if Slack refuses some: without what is too new for it, a lost picture, at last all."""
        refused: frozenset[str] = frozenset()
        if has_newer(message):  # only then is it worth asking the table
            message = without(message, self.blocks.refused())
        while True:
            try:
                answer = self._send(method, message, arguments)
            except SlackError as problem:
                if problem.code not in BAD_BLOCKS | PICTURE_LOST or not message.blocks:
                    raise
                logger.error("blocks refused, saying it with less", extra={"method": method, "problem": problem.code})
                newer = suspected(message, problem.problems) if problem.code in UNKNOWN_BLOCKS else frozenset()
                less = without(message, newer or {"image"})
                refused = refused | newer if newer else frozenset()
                message = less if less != message else Message(message.text)
            else:
                if refused:
                    self.blocks.refuse(refused)
                return answer

    def _send(self, method: str, message: Message, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        body = body_of(message, mention if method == "chat.update" else self.names.of(message))
        if not message.blocks:
            del body["blocks"]
        answer = self.calls.call(method, **body, **arguments)
        note(method, channel=arguments["channel"], ts=answer.get("ts") or answer.get("message_ts"))
        return answer


def _in_thread(thread_ts: str | None) -> dict[str, str]:
    return {"thread_ts": thread_ts} if thread_ts else {}
