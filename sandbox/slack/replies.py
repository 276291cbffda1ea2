"""What an app says through a command's answer or a response_url, turned into messages."""

from collections.abc import Mapping
from typing import Any

from sandbox.slack.arguments import Arguments
from sandbox.slack.content import read_content
from sandbox.slack.core import Slack
from sandbox.slack.errors import SlackError
from sandbox.slack.messages import Message
from sandbox.slack.methods.chat import change, new_message
from sandbox.slack.response_urls import ResponseUrl


def say(slack: Slack, place: ResponseUrl, values: Mapping[str, Any]) -> Message | None:
    """Posts, replaces or deletes; None where nothing is left to see. Only `in_channel` makes a new one public.

    What replaces a message stays as visible as that was, and only what was pressed can be replaced (docs.slack.dev,
    "Handling user interaction"; a command's answers cannot: slackapi/bolt-js#2287).
    """
    arguments = Arguments(dict(values))
    original = slack.workspace.message(place.channel, place.message_ts)
    if arguments.flag("delete_original"):
        if original is not None:
            slack.workspace.remove(original)
        return None
    content = read_content(values)
    if arguments.flag("replace_original") and original is not None:
        change(slack, original, content)
        slack.workspace.changed()
        return original
    message = new_message(slack, place.channel, content, thread_ts=arguments.text("thread_ts"))
    message.ephemeral_to = "" if arguments.text("response_type") == "in_channel" else place.user
    return slack.workspace.add(message)


def say_answer(slack: Slack, place: ResponseUrl, answer: object) -> None:
    """The body of a command's acknowledgement: empty, a text for the caller only, or a message."""
    if isinstance(answer, str) and answer.strip():
        say(slack, place, {"text": answer})
    elif isinstance(answer, dict) and answer:
        say(slack, place, answer)
    elif answer:
        raise SlackError("invalid_command_response")
