"""Undo: back to the sizes that were recorded before a change, unless somebody else has changed them since."""

from __future__ import annotations

from dataclasses import replace

from app.aws.scaling import Capacity, Group
from app.base.errors import Refused, Wrong
from app.commands.scale.buttons import carried, undo_button
from app.commands.scale.carry_out import Doer, carry_out
from app.commands.scale.change_log import Changes
from app.commands.scale.group import found, in_turn
from app.commands.scale.logged_change import Change, Result
from app.commands.scale.pending import wait
from app.commands.scale.plan import LOCKED, Plan, back
from app.commands.scale.plan_words import because, sizes_now, wish_words
from app.commands.scale.rules import Asked, needs
from app.commands.scale.survey import survey
from app.commands.scale.warnings import warnings
from app.commands.scale.wish import Wish, typed
from app.commands.scale.would import would
from app.listeners.claims import Claim, Claims
from app.listeners.operation import Operation
from app.listeners.services import Services
from app.slack.interactions import ButtonClick, Reply
from app.slack.messages.text import code, mention, moment
from app.store.codec import decode, encode

FORGOTTEN = "That change is more than 90 days old and forgotten."
NOTHING_TO_UNDO = "Bellhop has changed no size of {group} in 90 days that is not undone already."
UNDONE_ALREADY = "{user} has undone it already."
MOVED = (
    "{group} was set to {after} by {user} {at}, and somebody has changed it since: it has {now} now. "
    "Nothing was undone. `/scale {words}` shows it."
)
BACK_ALREADY = "{group} has gone back to {before} already. Nothing was undone."
DRY_RUN = ":mag: {user} would {words}, which undoes what {doer} did {at}{because}. Nothing was done."
UNDOES = ", undoing what {user} did {at}"


def press(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    change_id, _ = carried(click.value)
    change = Changes(services.table, services.clock).find(change_id)
    if change is None or change.before is None:
        raise Wrong(FORGOTTEN)
    return _undo(change, Asked(click.caller), services, operation)


def last(wish: Wish, asked: Asked, services: Services, operation: Operation) -> Reply:
    """The newest change of the group's sizes that is not undone yet."""
    group = found(wish.group, services)
    if wish.changes and wish.group != group.name:
        with in_turn(group.name, services):
            return last(replace(wish, group=group.name), asked, services, operation)
    known = operation.once("undoes", lambda: _last_id(group.name, services))
    change = Changes(services.table, services.clock).find(known) if known else None
    if change is None:
        raise Wrong(NOTHING_TO_UNDO.format(group=code(group.name)))
    if wish.is_dry_run:
        return _dry_run(change, asked, services, wish.reason)
    return _undo(change, asked, services, operation, wish.reason)


def _last_id(group: str, services: Services) -> str:
    changes = Changes(services.table, services.clock).newest(group, most=50)
    return next((change.id for change in changes if _is_undoable(change)), "")


def _is_undoable(change: Change) -> bool:
    return (
        change.before is not None and not change.undone_by and not change.undoes and change.result is not Result.UNKNOWN
    )


def _undo(change: Change, asked: Asked, services: Services, operation: Operation, reason: str = "") -> Reply:
    """Whoever presses first undoes it; the others are told who."""
    claims, claim = Claims(services.table, services.clock), Claim(operation.mark, asked.caller.user_id)
    earlier = claims.find(f"undo-{change.id}")
    if earlier and earlier.mark != operation.mark:
        raise Wrong(UNDONE_ALREADY.format(user=mention(earlier.user_id)))
    plan = _decided(change, services, operation, reason)
    needed, words = needs(plan, asked, services), UNDOES.format(user=mention(change.user_id), at=moment(change.at))
    if needed.approvals:
        return wait(plan, needed, asked, services, operation, words, change.id)
    first = claims.first(f"undo-{change.id}", claim)
    if first.mark != operation.mark:
        raise Wrong(UNDONE_ALREADY.format(user=mention(first.user_id)))
    doer = Doer(asked.caller, operation, f"reply-{operation.id}", words=words, undoes=change.id)
    with claims.given_back(f"undo-{change.id}", operation):
        return carry_out(plan, doer, services, operation)


def _decided(change: Change, services: Services, operation: Operation, reason: str) -> Plan:
    return decode(Plan, operation.once("plan", lambda: encode(_plan(change, services, reason))))


def _plan(change: Change, services: Services, reason: str) -> Plan:
    """The way back from exactly what the change left; raises Wrong where it is no longer so."""
    assert change.before is not None and change.after is not None  # it was about sizes
    group = found(change.group, services)
    if group.operator:
        raise Refused(LOCKED.format(group=code(group.name), operator=code(group.operator)))
    if group.capacity == change.before:
        raise Wrong(BACK_ALREADY.format(group=code(group.name), before=sizes_now(change.before)))
    if group.capacity != change.after:
        raise Wrong(_moved(change, change.after, group))
    plan = back(change.before, group, reason)
    return replace(plan, warnings=warnings(plan, survey(group, services.scaling, services.clock())))


def _moved(change: Change, after: Capacity, group: Group) -> str:
    return MOVED.format(
        group=code(group.name),
        after=sizes_now(after),
        user=mention(change.user_id),
        at=moment(change.at),
        now=sizes_now(group.capacity),
        words=typed(group.name),
    )


def _dry_run(change: Change, asked: Asked, services: Services, reason: str) -> Reply:
    plan = _plan(change, services, reason)
    words = {"user": mention(asked.caller.user_id), "words": wish_words(plan), "because": because(reason)}
    intro = DRY_RUN.format(doer=mention(change.user_id), at=moment(change.at), **words)
    return would(intro, plan, asked, services, undo_button(change.id, change.group), is_confirmed=False)
