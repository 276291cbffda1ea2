"""What the worker runs for /scale: from a request to an answer, a change, or a question."""

from __future__ import annotations

from dataclasses import replace

from slack_sdk.models.views import View

from app.commands.scale import parts
from app.commands.scale.buttons import carried, do_button
from app.commands.scale.fill_form import filled_form
from app.commands.scale.flow import Asker
from app.commands.scale.form import request_in
from app.commands.scale.group import Several, choice
from app.commands.scale.request.parse import Request
from app.commands.scale.sizes import OutsideBounds
from app.commands.scale.verbs.catalogue import look_for
from app.commands.scale.verbs.undo import Undo
from app.commands.scale.verbs.verb import Once
from app.listeners.operation import Operation
from app.listeners.services import Services
from app.slack.interactions import ButtonClick, ModalSubmission, Reply, SlashCommand
from app.slack.messages.buttons import actions
from app.slack.messages.error_text import error_text
from app.slack.messages.message import Message, sentence

RAISE, LOWER = "Raise max to {bound}", "Lower min to {bound}"
PRESSED = "{user} has already pressed this button. It works only once."


def scale(command: SlashCommand, services: Services, operation: Operation) -> Reply:
    return answer(Request.parse(command.text), Asker(command.caller), services, operation)


def change_by_modal(submission: ModalSubmission, services: Services, operation: Operation) -> Reply:
    return answer(request_in(submission), Asker(submission.caller, is_quiet=True), services, operation)


def fill_form(click: ButtonClick, services: Services) -> View:
    return filled_form(click, services.scaling, services.policy)


def do(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    """A button that does what words would do, once."""
    mark, words = carried(click.value)
    asker = Asker(click.caller, once=Once(f"do-{mark}", PRESSED))
    return answer(Request.parse(words), asker, services, operation)


def undo(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    change_id, group = carried(click.value)
    return answer(Request(Undo(change_id), group), Asker(click.caller), services, operation)


def confirm(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    return parts.approver(services).confirm(click, operation)


def approve(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    return parts.approver(services).approve(click, operation)


def cancel(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    return parts.approver(services).cancel(click, operation)


def answer(request: Request, asker: Asker, services: Services, operation: Operation) -> Reply:
    """What a request leads to: an answer, a change, or a question."""
    try:
        look = look_for(request.intent)
        if look:
            return look.show(request.intent, request.group, parts.looking(services, operation.mark))
        return parts.flow(services).change(request, asker, operation)
    except Several as several:
        words = {name: str(replace(request, group=name)) for name in several.names}
        return choice(several, operation.mark, words)
    except OutsideBounds as refusal:
        return _offer(request, refusal, operation)


def _offer(request: Request, refusal: OutsideBounds, operation: Operation) -> Reply:
    """A size out of bounds is refused, never adjusted; but a button can move the limit."""
    label = (RAISE if refusal.is_above else LOWER).format(bound=refusal.bound)
    words = str(replace(request, intent=refusal.offer, group=refusal.group))
    told = sentence(error_text(refusal))
    button = actions([do_button(label, operation.mark, words)])
    return Reply(Message(told.text, (*told.blocks, button)), asks=True)
