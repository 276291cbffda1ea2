"""/forcealarm ALARM STATE [reason]: sets an alarm's state (CloudWatch SetAlarmState), to test what it triggers.

Registration only: λ slack imports this to acknowledge, and the worker what runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.commands.forcealarm.request import Request
from app.listeners.listener import Command
from app.slack.interactions import Reply, SlashCommand

if TYPE_CHECKING:
    from app.listeners.operation import Operation
    from app.listeners.services import Services

USAGE = "[ALARM [STATE] [because REASON]]"
HELP = (
    "`/forcealarm` lists the alarms",
    "`/forcealarm ALARM` shows one: its name, or a part of it",
    "`/forcealarm ALARM OK` sets its state, to test what it triggers: `OK`, `ALARM` or `INSUFFICIENT_DATA`",
    "`because REASON` at the end says why",
)


def acts_on(command: SlashCommand) -> str:
    """From the shortest reading, which is the same for all requests about one alarm."""
    request = Request.parse(command.text)[-1]
    return f"alarm:{request.alarm}" if request.state else ""


def on_command(command: SlashCommand, services: Services, operation: Operation) -> Reply:
    from app.commands.forcealarm import run

    return run.forcealarm(command, services, operation)


COMMAND = Command(
    name="/forcealarm",
    usage=USAGE,
    summary="Show CloudWatch alarms, or set an alarm's state to test what it triggers",
    run=on_command,
    acts_on=acts_on,
    help=lambda: "\n".join(HELP),
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
