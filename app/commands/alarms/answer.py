"""What a press on a plan of /alarms does: carry it out, or leave it. The first press answers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.access.guards import Attempt
from app.base.errors import Wrong
from app.commands.alarms import muting, unmuting
from app.commands.alarms.buttons import id_in
from app.commands.alarms.plan import MUTE, MutePlan, counted_alarms, edit, plans
from app.listeners.claims import ANSWERED, Claims
from app.slack.interactions import ButtonClick, Reply
from app.slack.messages.message import sentence
from app.slack.messages.text import named

if TYPE_CHECKING:
    from app.listeners.operation import Operation
    from app.listeners.services import Services

CANCELLED = ":no_entry_sign: {user} wanted to {do} {counted}. Cancelled by {by}. Nothing changed."
FORGOTTEN = "That question is more than 30 days old. Nothing was done. Send the command again."
OLD = "That question is more than half an hour old. Nothing was done. Send the command again."


def confirm(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    plan = _found(click, services)
    if plan.is_old(services.clock()) and not operation.has_begun_to_act:
        raise Wrong(OLD)
    claims = Claims(services.table, services.clock)
    with claims.given_back(_name(plan), operation):
        _claim(plan, click, claims, operation)
        carry_out = muting.carry_out if plan.do == MUTE else unmuting.carry_out
        reply = carry_out(plan, click.caller, services, operation)
    return Reply.nothing() if edit(plan, reply.message, services) else reply


def cancel(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    """By whoever may change one of the alarms, and always by the person who asked."""
    plan, user = _found(click, services), click.caller.user_id
    if user != plan.user_id:
        services.authority.require(click.caller, Attempt("alarm", plan.names[0], click.caller.channel_id, act=MUTE))
    _claim(plan, click, Claims(services.table, services.clock), operation)
    words = {"user": named(plan.user_id), "do": plan.do, "counted": counted_alarms(len(plan.names))}
    told = sentence(CANCELLED.format(by=named(user), **words))
    return Reply.nothing() if edit(plan, told, services) else Reply(told, public=True)


def _found(click: ButtonClick, services: Services) -> MutePlan:
    plan = plans(services).find(id_in(click.value))
    if plan is None:
        raise Wrong(FORGOTTEN)
    return plan


def _claim(plan: MutePlan, click: ButtonClick, claims: Claims, operation: Operation) -> None:
    claims.take(_name(plan), click.caller.user_id, operation, ANSWERED)


def _name(plan: MutePlan) -> str:
    return f"mute-plan-{plan.id}"
