"""The message shortcut "What is this alarm?": the card of the alarm that a message names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.errors import Wrong
from app.listeners.listener import Shortcut
from app.slack.interactions import ButtonClick, Reply, SlashCommand
from app.slack.messages.blocks import context
from app.slack.messages.message import Message
from app.slack.messages.text import code

if TYPE_CHECKING:
    from app.listeners.operation import Operation
    from app.listeners.services import Services

NO_ALARM = "No CloudWatch alarm of this account and region is named in that message. `/alarms` lists what is not OK."
OTHERS = "The message also names {names}."
MOST_OTHERS = 5


def run(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.commands.forcealarm.mentioned import names_in

    names = names_in(click.said)
    there = {alarm.name for alarm in services.cloudwatch.named(names)} if names else set()
    found = [name for name in names if name in there]
    if not found:
        raise Wrong(NO_ALARM)
    shown = _card(found[0], click, services, operation)
    others = ", ".join(map(code, found[1 : MOST_OTHERS + 1]))
    if not others:
        return shown
    more = OTHERS.format(names=others)
    return Reply(Message(f"{shown.message.text}\n{more}", (*shown.message.blocks, context(more))))


def _card(name: str, click: ButtonClick, services: Services, operation: Operation) -> Reply:
    """As the command shows it that shows one alarm."""
    from app.commands.forcealarm import run

    return run.forcealarm(SlashCommand(click.caller, "/forcealarm", name), services, operation)


SHORTCUT = Shortcut(
    "what_alarm",
    run=run,
    label="What is this alarm?",
    summary="Shows the CloudWatch alarm that this message names",
    on_message=True,
)
