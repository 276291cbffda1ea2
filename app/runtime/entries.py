"""All commands, buttons, modals and shortcuts of the two catalogues, by their listener's name: a job's `function`."""

from __future__ import annotations

from importlib import import_module

from app.card_actions.catalogue import ALARM_BUTTONS, ALARM_MODALS
from app.commands.catalogue import COMMANDS
from app.home.catalogue import HOME_BUTTONS, HOME_OPENED
from app.listeners.listener import Button, Entry
from app.runtime.said import SAID
from app.slack.interactions import Reply
from app.slack.messages.buttons import DO_IT_NOW
from app.slack.messages.message import sentence

# What everyday jobs run: λ worker loads it at its start. A new command needs no line: its first job imports what it
# runs. docs/decisions/everything-at-init.md says what that costs.
EVERYDAY = (
    "app.alarms.decide.answer",
    "app.card_actions.muting",
    "app.card_actions.muting_all",
    "app.commands.scale.group_list",
    "app.commands.scale.run",
    "app.commands.scale.outlook.ask",
    "app.commands.scale.outlook.catalogue",
    "app.commands.scale.outlook.forecast.estimate",
    "app.commands.scale.outlook.price.line",
    "app.commands.scale.outlook.shares",
)
UNKNOWN = "unknown_button"
UNKNOWN_BUTTON = "This button is from another version of Bellhop and no longer works."


def catalogue_entries() -> dict[str, Entry]:
    """Names are unique in the App, because Bolt finds its listeners by them."""
    entries: dict[str, Entry] = {
        DO_IT_NOW: Button(DO_IT_NOW, acts_on=lambda click: f"again:{click.value}"),
        UNKNOWN: Button(UNKNOWN, run=lambda *_: Reply(sentence(UNKNOWN_BUTTON))),
    }
    entries.update({command.name: command for command in (*COMMANDS, SAID)})
    buttons = [*ALARM_BUTTONS, *HOME_BUTTONS, *(button for command in COMMANDS for button in command.buttons)]
    modals = [*ALARM_MODALS, *(modal for command in COMMANDS for modal in command.modals)]
    entries.update({f"button:{button.name}": button for button in buttons})
    entries[HOME_OPENED.name] = HOME_OPENED
    entries.update({f"modal:{modal.name}": modal for modal in modals})
    entries.update({f"shortcut:{each.name}": each for command in COMMANDS for each in command.shortcuts})
    return entries


def load_everyday() -> None:
    """Import now what an everyday job would import, so that none waits for it."""
    for name in EVERYDAY:
        import_module(name)
