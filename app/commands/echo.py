"""/echo TEXT: says who sent which command, where, and with which text. The smallest command, and one to copy."""

from __future__ import annotations

from dataclasses import dataclass

from app.base.errors import Wrong
from app.listeners.listener import Command
from app.listeners.operation import Operation
from app.listeners.services import Services
from app.slack.interactions import Reply, SlashCommand
from app.slack.messages.message import sentence
from app.slack.messages.text import code, mention

USAGE = "TEXT"

HEARD = "{user} invoked {command} in {channel} with the following text: {text}"
NOTHING_SAID = "There is nothing to echo. Type a text after the command: `/echo hello`"


@dataclass(frozen=True)
class Echo:
    """The wish: a text to hear back."""

    text: str

    @staticmethod
    def parse(words: str) -> Echo:
        if not words:
            raise Wrong(NOTHING_SAID)
        return Echo(words)


def echo(command: SlashCommand, services: Services, operation: Operation) -> Reply:
    wish = Echo.parse(command.text)
    caller = command.caller
    place = f"<#{caller.channel_id}>" if caller.channel_id.startswith("C") else "a private conversation"
    said = HEARD.format(user=mention(caller.user_id), command=code(command.name), channel=place, text=code(wish.text))
    return Reply(sentence(said))


COMMAND = Command(
    name="/echo",
    usage=USAGE,
    summary="Say back who sent which command, where and with which text",
    run=echo,
)
