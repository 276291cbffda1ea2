"""/alarms: what is not OK, one alarm's card, and what can be done about many at once. Registration only.

λ slack imports this to acknowledge, and the worker what a verb runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.commands.alarms.verbs import show
from app.commands.alarms.verbs.catalogue import VERBS, verb_for
from app.commands.alarms.verbs.verb import Asked, Request, Verb
from app.listeners.listener import Command
from app.slack.interactions import Reply, SlashCommand

if TYPE_CHECKING:
    from slack_sdk.models.views import View

    from app.listeners.operation import Operation
    from app.listeners.services import Services

# What asks for no verb is shown.
EVERY_VERB = (show.VERB, *VERBS)
USAGE = "[ALARM | web-* | mine | new GROUP | edit ALARM | tune ALARM | mute web-* for 2h | unmute web-* | audit | help]"


def acts_on(command: SlashCommand) -> str:
    request, verb = _read(command)
    return verb.acts_on(request)


def on_command(command: SlashCommand, services: Services, operation: Operation) -> Reply:
    request, verb = _let(command, services)
    return verb.run(request, Asked(command.caller, services, operation))


def opens(command: SlashCommand) -> View | None:
    request, verb = _read(command)
    return verb.opens(request)


def fills(command: SlashCommand, services: Services) -> View | None:
    request, verb = _let(command, services)
    return verb.fills(request, command.caller, services)


def _read(command: SlashCommand) -> tuple[Request, Verb]:
    """Its words are understood only where somebody typed some: the first loads what reads them."""
    from app.commands.alarms.request import parse

    request = parse(command.text)
    return request, verb_for(request.verb) or show.VERB


def _let(command: SlashCommand, services: Services) -> tuple[Request, Verb]:
    """The same, unless it asks for something that is only done at home."""
    request, verb = _read(command)
    if request.verb and services.targets.doors:
        from app.commands.alarms.home_only import require_home

        require_home(request, services)
    return request, verb


def help_text() -> str:
    """What can be typed, one way per line."""
    return "\n".join(line for verb in EVERY_VERB for line in verb.help)


COMMAND = Command(
    name="/alarms",
    usage=USAGE,
    summary="Show which CloudWatch alarms are not OK, make, change or mute them",
    run=on_command,
    acts_on=acts_on,
    opens=opens,
    fills=fills,
    help=help_text,
    buttons=tuple(button for verb in EVERY_VERB for button in verb.buttons),
    modals=tuple(modal for verb in EVERY_VERB for modal in verb.modals),
    aws_actions=tuple(dict.fromkeys(action for verb in EVERY_VERB for action in verb.aws_actions)),
)
