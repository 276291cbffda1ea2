"""/alarms: what is not OK, one alarm's card, and what can be done about many at once. Registration only.

λ slack imports this to acknowledge, and the worker what a verb runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.commands.alarms.request import parse, verb_of
from app.commands.alarms.verbs.catalogue import VERBS, aws_actions, help_text
from app.commands.alarms.verbs.verb import Asked, Request
from app.listeners.listener import Command
from app.slack.interactions import Reply, SlashCommand

if TYPE_CHECKING:
    from slack_sdk.models.views import View

    from app.listeners.operation import Operation
    from app.listeners.services import Services

USAGE = "[ALARM | web-* | mine | new GROUP | edit ALARM | tune ALARM | mute web-* for 2h | unmute web-* | audit | help]"


def acts_on(command: SlashCommand) -> str:
    request = parse(command.text)
    return verb_of(request).acts_on(request)


def on_command(command: SlashCommand, services: Services, operation: Operation) -> Reply:
    request = _read(command, services)
    return verb_of(request).run(request, Asked(command.caller, services, operation))


def opens(command: SlashCommand) -> View | None:
    request = parse(command.text)
    return verb_of(request).opens(request)


def fills(command: SlashCommand, services: Services) -> View | None:
    request = _read(command, services)
    return verb_of(request).fills(request, command.caller, services)


def _read(command: SlashCommand, services: Services) -> Request:
    request = parse(command.text)
    if request.verb and services.targets.doors:
        from app.commands.alarms.home_only import require_home

        require_home(request, services)
    return request


COMMAND = Command(
    name="/alarms",
    usage=USAGE,
    summary="Show which CloudWatch alarms are not OK, make, change or mute them",
    run=on_command,
    acts_on=acts_on,
    opens=opens,
    fills=fills,
    help=help_text,
    buttons=tuple(button for verb in VERBS for button in verb.buttons),
    modals=tuple(modal for verb in VERBS for modal in verb.modals),
    aws_actions=aws_actions(),
)
