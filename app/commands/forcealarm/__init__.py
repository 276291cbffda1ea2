"""/forcealarm ALARM STATE [reason]: sets an alarm's state (CloudWatch SetAlarmState), to test what it triggers.

Registration only: λ slack imports this to acknowledge, and the worker what runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.errors import Wrong
from app.commands.forcealarm import buttons, what
from app.listeners.listener import Button, Command
from app.slack.interactions import ButtonClick, Reply, SlashCommand
from app.slack.messages.buttons import FORCE_ALARM

if TYPE_CHECKING:
    from app.listeners.operation import Operation
    from app.listeners.services import Services

USAGE = "[ALARM [STATE] [because REASON]]"
HELP = (
    "`/forcealarm` lists the alarms",
    "`/forcealarm ALARM` shows one: its name, or a part of it",
    "`/forcealarm ALARM OK` sets its state, to test what it triggers: `OK`, `ALARM` or `INSUFFICIENT_DATA`",
    "`/forcealarm web-* ALARM` sets all alarms that begin so, after a confirmation, at most 25",
    "`/forcealarm test ALARM` sets it to ALARM and back, and says which messages came of it; nobody is mentioned",
    "`/forcealarm drill NAME` runs a game day: a `[[drill]]` of bellhop.toml, or the alarms that a glob matches; "
    "`drill` lists them, `drill stop` ends it",
    "`because REASON` at the end says why",
)


def acts_on(command: SlashCommand) -> str:
    """From the shortest reading, which is the same for all requests about one alarm, and the place if one is said."""
    from app.commands.forcealarm.request import topic_of

    found = topic_of(command.text)
    if not found or " in " not in command.text.casefold():
        return found
    from app.listeners.place import without_maybe

    text, place = without_maybe(command.text)
    kind, _, alarm = found.partition(":")
    return f"{kind}:in {place}:{alarm}" if place and topic_of(text) == found else found  # else it is the alarm's name


def offer_acts_on(click: ButtonClick) -> str:
    from app.commands.forcealarm.offers import request_in
    from app.commands.forcealarm.request import topic

    try:
        return topic(request_in(click)[1])
    except Wrong:
        return ""


def on_command(command: SlashCommand, services: Services, operation: Operation) -> Reply:
    from app.commands.forcealarm import run

    return run.forcealarm(command, services, operation)


def on_offer(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.commands.forcealarm import run

    return run.take(click, services, operation)


def button_acts_on(click: ButtonClick) -> str:
    from app.commands.forcealarm.request import STATES, Request, topic

    return topic(Request(buttons.alarm_in(click.value), STATES[0]))


def on_confirm(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.commands.forcealarm import answer

    return answer.confirm(click, services, operation)


def on_cancel(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.commands.forcealarm import answer

    return answer.cancel(click, services, operation)


def on_confirm_all(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.commands.forcealarm import many

    return many.confirm(click, services, operation)


def on_cancel_all(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.commands.forcealarm import many

    return many.cancel(click, services, operation)


def on_drill(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.commands.forcealarm.drills import ask

    pressed = {buttons.START_DRILL: ask.confirm, buttons.CANCEL_DRILL: ask.cancel, buttons.STOP_DRILL: ask.stop}
    return pressed.get(click.action_id, ask.pick)(click, services, operation)


COMMAND = Command(
    name="/forcealarm",
    usage=USAGE,
    summary="Show CloudWatch alarms, or set an alarm's state to test what it triggers",
    run=on_command,
    acts_on=acts_on,
    help=lambda: "\n".join(HELP),
    buttons=(
        Button(FORCE_ALARM, acts_on=offer_acts_on, run=on_offer),
        Button(buttons.FORCE, acts_on=button_acts_on, run=on_confirm, in_turn=False),
        Button(buttons.CANCEL, acts_on=button_acts_on, run=on_cancel, in_turn=False),
        Button(buttons.FORCE_ALL, acts_on=button_acts_on, run=on_confirm_all, in_turn=False),
        Button(buttons.CANCEL_ALL, acts_on=button_acts_on, run=on_cancel_all, in_turn=False),
        Button(buttons.START_DRILL, acts_on=button_acts_on, run=on_drill, in_turn=False),
        Button(buttons.CANCEL_DRILL, acts_on=button_acts_on, run=on_drill, in_turn=False),
        Button(buttons.STOP_DRILL, acts_on=button_acts_on, run=on_drill, in_turn=False),
        Button(buttons.PICK_DRILL, run=on_drill),
    ),
    shortcuts=(what.SHORTCUT,),
    aws_actions=(
        "cloudwatch:DescribeAlarms",
        "cloudwatch:DescribeAlarmHistory",
        "cloudwatch:GetAlarmMuteRule",
        "cloudwatch:ListAlarmMuteRules",
        "cloudwatch:SetAlarmState",
        "cloudwatch:PutAlarmMuteRule",
        "cloudwatch:DeleteAlarmMuteRule",
        "cloudwatch:EnableAlarmActions",
        "autoscaling:DescribeAutoScalingGroups",
        "autoscaling:DescribeAutoScalingInstances",
        "autoscaling:DescribePolicies",
        "sns:ListSubscriptionsByTopic",
    ),
)
