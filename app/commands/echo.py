"""/echo TEXT: says who sent which command, where, and with which text. The smallest command, and one to copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.errors import Wrong
from app.base.values import dataclass
from app.listeners.listener import Command
from app.slack.interactions import Reply, SlashCommand
from app.slack.messages.message import sentence
from app.slack.messages.text import code, mention

if TYPE_CHECKING:
    from app.listeners.operation import Operation
    from app.listeners.services import Services

USAGE = "TEXT"

HEARD = "{user} invoked {command} in {channel} with the following text: {text}"
NOTHING_SAID = "There is nothing to echo. Type some text after the command: `/echo hello`"


@dataclass(frozen=True)
class Request:
    """A text to hear back."""

    text: str

    @staticmethod
    def parse(words: str) -> Request:
        if not words:
            raise Wrong(NOTHING_SAID)
        return Request(words)


def echo(command: SlashCommand, services: Services, operation: Operation) -> Reply:
    request = Request.parse(command.text)
    caller = command.caller
    place = f"<#{caller.channel_id}>" if caller.channel_id.startswith("C") else "a private conversation"
    words = {"user": mention(caller.user_id), "command": code(command.name), "text": code(request.text)}
    return Reply(sentence(HEARD.format(channel=place, **words)))


COMMAND = Command(
    name="/echo",
    usage=USAGE,
    summary="Say back who sent which command, where and with which text",
    run=echo,
)
