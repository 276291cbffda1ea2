"""/forcealarm ALARM STATE [reason]: sets an alarm's state (CloudWatch SetAlarmState), to test what it triggers.

Registration only: λ slack imports this to acknowledge, and the worker what runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.commands.forcealarm import buttons
from app.commands.forcealarm.request import Request
from app.listeners.listener import Button, Command
from app.slack.interactions import ButtonClick, Reply, SlashCommand

if TYPE_CHECKING:
    from app.listeners.operation import Operation
    from app.listeners.services import Services

USAGE = "[ALARM STATE [reason]]"


def acts_on(command: SlashCommand) -> str:
    """From the shortest reading, which is the same for all requests about one alarm."""
    request = Request.parse(command.text)[-1]
    return f"alarm:{request.alarm}" if request.state else ""


def on_command(command: SlashCommand, services: Services, operation: Operation) -> Reply:
    from app.commands.forcealarm import run

    return run.forcealarm(command, services, operation)


def button_acts_on(click: ButtonClick) -> str:
    return f"alarm:{buttons.alarm_in(click.value)}"


def on_confirm(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.commands.forcealarm import answer

    return answer.confirm(click, services, operation)


def on_cancel(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.commands.forcealarm import answer

    return answer.cancel(click, services, operation)


COMMAND = Command(
    name="/forcealarm",
    usage=USAGE,
    summary="Show CloudWatch alarms, or set an alarm's state to test what it triggers",
    run=on_command,
    acts_on=acts_on,
    buttons=(
        Button(buttons.FORCE, acts_on=button_acts_on, run=on_confirm, in_turn=False),
        Button(buttons.CANCEL, acts_on=button_acts_on, run=on_cancel, in_turn=False),
    ),
    aws_actions=(
        "cloudwatch:DescribeAlarms",
        "cloudwatch:DescribeAlarmHistory",
        "cloudwatch:ListAlarmMuteRules",
        "cloudwatch:SetAlarmState",
        "autoscaling:DescribeAutoScalingGroups",
        "autoscaling:DescribeAutoScalingInstances",
        "autoscaling:DescribePolicies",
    ),
)
