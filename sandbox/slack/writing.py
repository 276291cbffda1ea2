"""A person writes or edits a message, or another app posts one; this app hears of it if it listens."""

import re

from sandbox.slack.arguments import Arguments
from sandbox.slack.content import read_content
from sandbox.slack.core import Slack
from sandbox.slack.entities import escaped
from sandbox.slack.errors import Json, SlackError
from sandbox.slack.event_payloads import of_edit, of_message
from sandbox.slack.events import Events
from sandbox.slack.messages import Message
from sandbox.slack.methods.chat import new_message
from sandbox.slack.outcomes import CannotAct, Outcome
from sandbox.slack.payloads import Scene
from sandbox.slack.pings import pings

EMPTY = "an empty message cannot be sent"
_AT = re.compile(r"(?<![\w@])@([\w.-]+)")
_KEPT = re.compile(r"(<[@!][^<>]+>)")


async def write(slack: Slack, events: Events, scene: Scene, text: str, thread_ts: str = "") -> Outcome:
    """An ordinary message; `@name` mentions. The outcome has the app's status where it was told."""
    if not text.strip():
        raise CannotAct(EMPTY)
    parent = slack.workspace.message(scene.channel_id, thread_ts)
    if parent is not None:
        parent.thread_ts = parent.ts
    sent = _as_sent(slack, text)
    message = Message(
        slack.workspace.next_ts(),
        scene.channel_id,
        sent,
        user=scene.user.id,
        thread_ts=parent.ts if parent else "",
        pings=pings(sent),
    )
    return await _posted(slack, events, message)


async def edit(slack: Slack, events: Events, scene: Scene, ts: str, text: str) -> Outcome:
    """One's own message."""
    message = slack.workspace.message(scene.channel_id, ts)
    if message is None or message.user != scene.user.id:
        raise CannotAct(f"no message of {scene.user.name}'s in {scene.channel_id}: {ts}")
    if not text.strip():
        raise CannotAct(EMPTY)
    before = message.api(with_metadata=False)
    message.text = _as_sent(slack, text)
    message.pings = pings(message.text)
    message.edited = {"user": scene.user.id, "ts": slack.workspace.next_ts()}
    slack.workspace.changed()
    channel = slack.workspace.channels[scene.channel_id]
    told = [await events.tell(*event) for event in of_edit(slack, channel, message, before)]
    return Outcome(told[0].status if told else None, response={"ts": ts})


async def post_as(slack: Slack, events: Events, app: str, channel_name: str, body: Json) -> Outcome:
    """Another app's message, with the blocks and attachments that an app may use."""
    channel = slack.workspace.find_channel(channel_name)
    if channel is None:
        raise CannotAct(f"there is no such channel: {channel_name or '(none given)'}")
    try:
        content = read_content(body)
    except SlackError as error:
        raise CannotAct(f"{error.code} {' '.join(error.messages)}".strip()) from None
    message = new_message(slack, channel.id, content, thread_ts=Arguments(body).text("thread_ts"))
    message.app = app
    return await _posted(slack, events, message)


async def _posted(slack: Slack, events: Events, message: Message) -> Outcome:
    slack.workspace.add(message)
    channel = slack.workspace.channels[message.channel]
    told = [await events.tell(*event) for event in of_message(slack, channel, message)]
    return Outcome(told[0].status if told else None, response={"ts": message.ts})


def _as_sent(slack: Slack, text: str) -> str:
    """As Slack keeps what people type: control characters escaped, `@name` as a mention."""
    ids = {name.casefold(): user.id for user in slack.workspace.users.values() for name in (user.name, user.real_name)}

    def mention(found: re.Match[str]) -> str:
        known = ids.get(found[1].casefold())
        return f"<@{known}>" if known else found[0]

    parts = _KEPT.split(text)
    return "".join(part if _KEPT.fullmatch(part) else _AT.sub(mention, escaped(part)) for part in parts)
