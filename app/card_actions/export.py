"""The button Export: the incident as a page with its timeline, as a file in the card's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.errors import Wrong
from app.card_actions.incident import incident_of
from app.listeners.listener import Button
from app.slack.interactions import ButtonClick, Reply
from app.slack.messages.buttons import EXPORT
from app.slack.messages.message import sentence

if TYPE_CHECKING:
    from app.listeners.operation import Operation
    from app.listeners.services import Services

# The key is `<incident>:<channel>:<ts of the card>:<mark of the press>`; app/runtime/export.py does it.
TIMER = "export"

COMES = "The incident's timeline comes into the thread of its card."
NO_CARD = "Press *Export* on the incident's card: its thread gets the file."


def run(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.queues.timers import Timer

    incident = incident_of(click.value, services.processor)
    if not click.message_ts:
        raise Wrong(NO_CARD)
    key = f"{incident.id}:{click.caller.channel_id}:{click.message_ts}:{operation.mark}"
    services.timekeeper.set(Timer(TIMER, key, services.clock()))
    return Reply(sentence(COMES))


BUTTON = Button(EXPORT, run=run)
