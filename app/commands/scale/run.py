"""What the worker runs for /scale: from a request to an answer, a change, or a question."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from slack_sdk.models.views import View

from app.base.errors import Wrong
from app.commands.scale import parts
from app.commands.scale.buttons import asked_in, do_button, named_in, page_in
from app.commands.scale.fill_form import filled_form
from app.commands.scale.flow import Asker
from app.commands.scale.form import request_in
from app.commands.scale.group import choice, in_turn
from app.commands.scale.pressed import require_ours
from app.commands.scale.request.first_change import first_change
from app.commands.scale.request.parse import Request, topic
from app.commands.scale.request.plain import plain
from app.commands.scale.request.unit import counts_in, split_unit
from app.commands.scale.sizes import OutsideBounds
from app.commands.scale.unclear import NoSuchGroup, Unclear, sure_of
from app.commands.scale.verbs.catalogue import look_for
from app.commands.scale.verbs.undo import Undo
from app.commands.scale.verbs.verb import Once
from app.listeners.claims import PRESSED
from app.listeners.elsewhere import no_place, split_place
from app.listeners.operation import Operation
from app.listeners.services import Services
from app.scaling.targets import Targets
from app.slack.errors import SlackError
from app.slack.interactions import ButtonClick, ModalSubmission, Reply, SlashCommand
from app.slack.messages.buttons import actions
from app.slack.messages.error_text import error_text
from app.slack.messages.message import Message, sentence

if TYPE_CHECKING:
    from app.listeners.place import Scope

RAISE, LOWER = "Set to {bound} and raise max", "Set to {bound} and lower min"
REASON_LAST = "A reason comes last: `/scale GROUP 4 because REASON`."


def scale(command: SlashCommand, services: Services, operation: Operation) -> Reply:
    """As it was typed if that can be; the groups' names are asked for only where they decide what is meant."""
    text, scope = split_place(command.text, services)
    services = replace(services, targets=services.targets.within(scope))
    first, asker = _first(text), Asker(command.caller)
    try:
        if counted := _counted(text, services.targets):
            text, names, missing = counted
        elif first:
            try:
                with _turn(first, scope, services, operation):
                    return answer(first, asker, services, operation)
            except NoSuchGroup as none:
                names, missing = none.names, none.missing
        else:
            found = services.targets.all_found()
            names, missing = tuple(group.name for group in found.groups), found.missing
        request = sure_of(_meant(text, names, services), missing)
        with _turn(request, scope, services, operation):
            return answer(request, asker, services, operation)
    except Unclear as unclear:
        return choice(unclear, operation.mark, services.targets)


def _first(text: str) -> Request | None:
    """The likeliest reading; None if it is not sure, or only the groups' names can tell."""
    if request := plain(text):
        is_meant = True
    else:
        from app.commands.scale.request.readings import readings

        way = next(iter(readings(text).ways), None)
        if way is None:
            return None
        request, is_meant = way.request, way.is_sure and not way.is_whole
    if request.reason and not request.group:
        raise Wrong(REASON_LAST)
    return request if is_meant else None


def _meant(text: str, names: Sequence[str], services: Services) -> Request:
    """By the groups' names; loaded by the first request that needs it."""
    from app.commands.scale.meaning import meant_by, misplaced
    from app.commands.scale.request.readings import readings

    try:
        return meant_by(readings(text), names)
    except Wrong as wrong:
        raise misplaced(wrong, *no_place(text, services), names) from None


def _counted(text: str, targets: Targets) -> tuple[str, tuple[str, ...], str] | None:
    """`api 4 tasks` without its unit, and the names of what counts in that; None if nothing does."""
    without, unit = split_unit(text)
    if not unit:
        return None
    found = targets.all_found()
    names = tuple(group.name for group in found.groups if counts_in(group.name, unit))
    return (without, names, found.missing) if names else None


def _turn(
    request: Request, scope: Scope | None, services: Services, operation: Operation
) -> AbstractContextManager[None]:
    """The lease of what it names; the job's own is by the name that was typed, and by the place if one was.

    What is found elsewhere by its own name is planned again, in the turn of its whole name (flow.py).
    """
    if not request.changes:
        return nullcontext()
    return in_turn(_whole(request.group, scope, services.targets), services.leases, operation.topic)


def acts_there(command: SlashCommand, services: Services) -> str:
    """What the words change, by the same name for `web 4 in prod` and `prod/eu-west-1:web 4`; '' if nobody can tell."""
    try:
        text, scope = split_place(command.text, services)
    except Wrong:
        return ""
    request = first_change(text)
    if request is None or (scope is not None and len(scope) > 1):
        return ""
    return topic(_whole(request.group, scope, services.targets))


def _whole(name: str, scope: Scope | None, targets: Targets) -> str:
    """With its place, where one is meant."""
    return targets.within(scope).whole(name)


def change_by_modal(submission: ModalSubmission, services: Services, operation: Operation) -> Reply:
    return answer(request_in(submission), Asker(submission.caller), services, operation)


def fill_form(click: ButtonClick, services: Services) -> View:
    require_ours(click, services.processor, services.home)

    def show(view: View) -> None:
        try:
            services.slack.update_view(click.view_id, view)
        except SlackError as problem:
            if problem.code != "not_found":  # it was closed meanwhile
                raise

    return filled_form(click, services.targets, services.authority, partial(parts.look_ahead_of, services), show)


def do(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    """A button that does what it carries, once."""
    mark, request = asked_in(click.value)
    asker = Asker(click.caller, once=Once(f"do-{mark}", PRESSED))
    return answer(request, asker, services, operation)


def show_page(click: ButtonClick, services: Services) -> Reply:
    from app.commands.scale.group_list import list_page

    return replace(list_page(services.targets, page_in(click.value)), replaces=True)


def undo(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    about = named_in(click.value)
    request = Request(Undo(about.id), about.group, is_exact=True, arn=about.arn)
    try:
        return answer(request, Asker(click.caller), services, operation)
    except Wrong:
        parts.follower(services).look_again(about.id)  # if it is overtaken, its message says so and its button goes
        raise


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
            return look.show(request.intent, parts.looking(services, request, asker, operation))
        return parts.flow(services, {}).change(request, asker, operation)
    except OutsideBounds as refusal:
        return _offer(request, refusal, operation)


def _offer(request: Request, refusal: OutsideBounds, operation: Operation) -> Reply:
    """A size out of bounds is refused, never adjusted; but a button can move the limit."""
    label = (RAISE if refusal.is_above else LOWER).format(bound=refusal.bound)
    offer = replace(request, intent=refusal.offer, group=refusal.group, arn=refusal.arn, is_exact=True)
    offer = replace(offer, seen=refusal.seen)
    told = sentence(error_text(refusal))
    button = actions([do_button(label, operation.mark, offer)])
    return Reply(Message(told.text, (*told.blocks, button)), asks=True)
