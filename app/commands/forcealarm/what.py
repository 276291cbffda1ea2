"""The message shortcut "What is this alarm?": the card of the alarm that a message names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.errors import Wrong
from app.listeners.listener import Shortcut
from app.slack.interactions import ButtonClick, Reply
from app.slack.messages.blocks import context
from app.slack.messages.message import Message
from app.slack.messages.text import code

if TYPE_CHECKING:
    from app.listeners.operation import Operation
    from app.listeners.services import Services

NO_ALARM = "No CloudWatch alarm of this account and region is named in that message. `/alarms` lists what is not OK."
OTHERS = "The message also names {names}."
MORE = "{names} and {count} more"
MOST_OTHERS = 5


def run(click: ButtonClick, services: Services, _: Operation) -> Reply:
    from app.commands.forcealarm.mentioned import arns_in, names_in
    from app.commands.forcealarm.run import card

    names, arns = names_in(click.said), arns_in(click.said)
    alarms = services.cloudwatch.named(names) if names else ()
    there = {alarm.name: alarm for alarm in alarms if alarm.arn in arns.get(alarm.name, (alarm.arn,))}
    found = [name for name in names if name in there]
    if not found:
        raise Wrong(NO_ALARM)
    shown = card(there[found[0]], services)
    others = ", ".join(map(code, found[1 : MOST_OTHERS + 1]))
    if not others:
        return shown
    left = len(found) - 1 - MOST_OTHERS
    more = OTHERS.format(names=MORE.format(names=others, count=left) if left > 0 else others)
    return Reply(Message(f"{shown.message.text}\n{more}", (*shown.message.blocks, context(more))))


SHORTCUT = Shortcut(
    "what_alarm",
    run=run,
    label="What is this alarm?",
    summary="Shows the CloudWatch alarm that this message names",
    on_message=True,
)
