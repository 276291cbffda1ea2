"""The message shortcut "What is this alarm?": the card of the alarm that a message names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.errors import Wrong
from app.listeners.listener import Shortcut
from app.slack.interactions import ButtonClick, Reply
from app.slack.messages.blocks import context
from app.slack.messages.buttons import ACKNOWLEDGE, DETAILS, EXPORT, MUTE, UNMUTE
from app.slack.messages.message import Message
from app.slack.messages.text import code

if TYPE_CHECKING:
    from app.listeners.operation import Operation
    from app.listeners.services import Services

NO_ALARM = "No CloudWatch alarm of this account and region is named in that message. `/alarms` lists what is not OK."
OTHERS = "The message also names {names}."
MORE = "{names} and {count} more"
MOST_OTHERS = 5
OF_INCIDENT = (ACKNOWLEDGE, DETAILS, MUTE, UNMUTE, EXPORT)  # buttons that carry an incident's id


def run(click: ButtonClick, services: Services, _: Operation) -> Reply:
    from app.alarms.read.regions import parse_arn
    from app.commands.forcealarm.mentioned import arns_in, names_in
    from app.commands.forcealarm.run import card
    from app.listeners.elsewhere import there

    of_card = _of_card(click, services)
    if of_card:
        services = there(of_card, services)  # another account may have one of the same name
    names = (parse_arn(of_card).name,) if of_card else names_in(click.said)
    arns = {} if of_card else arns_in(click.said)
    alarms = services.cloudwatch.named(names) if names else ()
    known = {alarm.name: alarm for alarm in alarms if alarm.arn in arns.get(alarm.name, (alarm.arn,))}
    found = [name for name in names if name in known]
    if not found:
        raise Wrong(NO_ALARM)
    shown = card(known[found[0]], services)
    others = ", ".join(map(code, found[1 : MOST_OTHERS + 1]))
    if not others:
        return shown
    left = len(found) - 1 - MOST_OTHERS
    more = OTHERS.format(names=MORE.format(names=others, count=left) if left > 0 else others)
    return Reply(Message(f"{shown.message.text}\n{more}", (*shown.message.blocks, context(more))))


def _of_card(click: ButtonClick, services: Services) -> str:
    """The ARN of the alarm whose card it is, by what its buttons carry; '' of any other message."""
    carried = dict.fromkeys(click.beside[each] for each in OF_INCIDENT if each in click.beside)
    known = (services.processor.find(each) for each in carried)
    return next((incident.latest.arn for incident in known if incident), "")


SHORTCUT = Shortcut(
    "what_alarm",
    run=run,
    label="What is this alarm?",
    summary="Shows the CloudWatch alarm that this message names",
    on_message=True,
)
