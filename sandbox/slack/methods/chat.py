"""chat.*: posting, changing and deleting messages."""

from collections.abc import Iterable
from typing import Any

from sandbox.slack import event_payloads, people
from sandbox.slack.arguments import Arguments
from sandbox.slack.content import Content, read_content
from sandbox.slack.core import Slack
from sandbox.slack.errors import Json, SlackError
from sandbox.slack.messages import Message
from sandbox.slack.methods.method import Method, channel_for_bot


def post_message(slack: Slack, arguments: Arguments) -> Json:
    channel = channel_for_bot(slack, arguments.required("channel"), to_post=True)
    content = read_content(arguments.values)
    _check_blocks(slack, content)
    metadata = _metadata(arguments)
    thread_ts = _thread(slack, channel.id, arguments)
    slack.pace.spend("chat.postMessage", channel.id)
    message = new_message(slack, channel.id, content, thread_ts=thread_ts)
    message.username = arguments.text("username")
    message.metadata = metadata
    message.broadcast = bool(thread_ts) and arguments.flag("reply_broadcast")
    slack.workspace.add(message)
    _tell(slack, event_payloads.of_message(slack, channel, message))
    return {"channel": channel.id, "ts": message.ts, "message": message.api()}


def post_ephemeral(slack: Slack, arguments: Arguments) -> Json:
    channel = channel_for_bot(slack, arguments.required("channel"), to_post=True)
    user = arguments.required("user")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    message = new_message(
        slack, channel.id, read_content(arguments.values), thread_ts=_thread(slack, channel.id, arguments)
    )
    message.ephemeral_to = user
    slack.workspace.add(message)
    return {"message_ts": message.ts}


def update(slack: Slack, arguments: Arguments) -> Json:
    channel = channel_for_bot(slack, arguments.required("channel"), to_post=True)
    message = _own_message(slack, channel.id, arguments.required("ts"), "cant_update_message")
    content = read_content(arguments.values)
    _check_blocks(slack, content)
    metadata = _metadata(arguments)
    slack.pace.spend("chat.update", channel.id)
    before = message.api(with_metadata=False)
    change(slack, message, content)
    if "metadata" in arguments.values:
        message.metadata = metadata
    slack.workspace.changed()
    _tell(slack, event_payloads.of_edit(slack, channel, message, before))
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": message.api()}


def delete(slack: Slack, arguments: Arguments) -> Json:
    channel = channel_for_bot(slack, arguments.required("channel"), to_post=True)
    message = _own_message(slack, channel.id, arguments.required("ts"), "cant_delete_message")
    slack.workspace.remove(message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(slack: Slack, arguments: Arguments) -> Json:
    channel = channel_for_bot(slack, arguments.required("channel"))
    ts = arguments.required("message_ts")
    message = slack.workspace.message(channel.id, ts)
    if message is None or message.ephemeral_to:
        raise SlackError("message_not_found")
    link = f"https://{people.TEAM_DOMAIN}.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
    in_thread = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.is_reply else ""
    return {"channel": channel.id, "permalink": link + in_thread}


def _tell(slack: Slack, happened: Iterable[event_payloads.Event]) -> None:
    """An app that listens to direct messages hears its own, too."""
    for name, event in happened:
        slack.on_event(name, event)


def _check_blocks(slack: Slack, content: Content) -> None:
    """A file of Slack's own must be a picture by now, and be named by its id or its address."""
    for index, block in enumerate(content.blocks or []):
        if block.get("type") in slack.lacking_blocks:
            problem = f"unsupported type: {block['type']} [json-pointer:/blocks/{index}/type]"
            raise SlackError("invalid_blocks", (problem,))
        named = block.get("slack_file") if block.get("type") == "image" else None
        if named is not None and slack.files.picture(str(named.get("id", ""))) is None:
            raise SlackError("invalid_blocks", (f"invalid slack file [json-pointer:/blocks/{index}/slack_file]",))


def new_message(slack: Slack, channel_id: str, content: Content, *, thread_ts: str = "") -> Message:
    """A message of the bot's that is not posted yet; a thread's parent takes on the mark of a thread."""
    parent = slack.workspace.message(channel_id, thread_ts)
    if parent is not None and not parent.ephemeral_to:
        parent.thread_ts = parent.ts
    return Message(
        slack.workspace.next_ts(),
        channel_id,
        content.text,
        blocks=content.blocks or None,
        attachments=content.attachments or None,
        thread_ts=thread_ts,
        pings=content.pings,
    )


def change(slack: Slack, message: Message, content: Content) -> None:
    """Text that comes alone takes the blocks away; only a message without blocks is marked as edited.

    An edit notifies nobody.
    """
    message.text = content.text
    message.blocks = content.blocks or None
    if content.attachments is not None:
        message.attachments = content.attachments or None
    if not message.blocks:
        message.edited = {"user": people.BOT_USER, "ts": slack.workspace.next_ts()}


def _own_message(slack: Slack, channel_id: str, ts: str, refusal: str) -> Message:
    message = slack.workspace.message(channel_id, ts)
    if message is None or message.ephemeral_to:
        raise SlackError("message_not_found")
    if not message.is_from_bot:
        raise SlackError(refusal)
    return message


def _thread(slack: Slack, channel_id: str, arguments: Arguments) -> str:
    """The thread to answer in. An answer to an answer goes to the thread's parent, as Slack shows it."""
    thread_ts = arguments.text("thread_ts")
    parent = slack.workspace.message(channel_id, thread_ts)
    if thread_ts and parent is None:
        raise SlackError("thread_not_found")
    return parent.thread_ts or parent.ts if parent else ""


def _metadata(arguments: Arguments) -> Json | None:
    metadata: Any = arguments.structure("metadata", "invalid_metadata_format")
    if not metadata:
        return None
    fits = isinstance(metadata, dict) and isinstance(metadata.get("event_payload"), dict)
    if not fits or not isinstance(metadata.get("event_type"), str):
        raise SlackError("invalid_metadata_format")
    return {"event_type": metadata["event_type"], "event_payload": metadata["event_payload"]}


METHODS: dict[str, Method] = {
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
    "chat.getPermalink": get_permalink,
}
