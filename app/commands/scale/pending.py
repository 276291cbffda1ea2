"""Changes that wait: for somebody to confirm, or for others to approve; each is carried out once, by who pressed first.

What waits is told to the channel. Before it is done, the world is looked at again: where it has moved, that is said,
and the question is asked anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from slack_sdk.models.blocks import ActionsBlock, ButtonElement

from app.base.errors import BellhopError, Later, Wrong
from app.commands.scale.approvals import Fate, Pending, Pendings
from app.commands.scale.buttons import (
    APPROVE,
    APPROVE_LABEL,
    CANCEL,
    CANCEL_LABEL,
    CONFIRM,
    CONFIRM_LABEL,
    carried,
    pending_button,
)
from app.commands.scale.carry_out import Doer, carry_out
from app.commands.scale.group import found
from app.commands.scale.plan import Kind, Plan, moved_to
from app.commands.scale.plan_words import because, plan_message, sizes_now, wish_words
from app.commands.scale.rules import Asked, Needs, check
from app.commands.scale.rules import needs as needs_of
from app.commands.scale.survey import survey
from app.commands.scale.warnings import warnings
from app.listeners.operation import Operation
from app.listeners.services import Services
from app.queues.timers import Timer
from app.slack.errors import CARD_LOST, NOT_THERE, SlackError
from app.slack.interactions import ButtonClick, Caller, Reply
from app.slack.messages.message import Message, sentence
from app.slack.messages.text import code, mention
from app.store.codec import decode, encode

EXPIRES = "scale-pending"
WAITS = timedelta(minutes=30)

ASK = ":raised_hand: {user} wants to {words}{because}.{why} Is that right?"
ASK_OTHERS = (
    ":raised_hand: {user} wants to {words}{because}. By {rule} it takes {needed} to approve it within 30 minutes."
)
APPROVED_SO_FAR = "\nApproved by {users}, {left} more needed."
MOVED = "\n:arrows_counterclockwise: *It has changed since it was asked*: it has {sizes} now. Look again."
CANCELLED = "{said}\n:no_entry_sign: Cancelled by {user}. Nothing was done."
EXPIRED = "{said}\n:hourglass: Nobody said yes within 30 minutes. Nothing was done."
COULD_NOT = "{said}\n:x: {user} said yes, but: {problem}"

FORGOTTEN = "That is more than 90 days old and forgotten."
SETTLED = {
    Fate.TAKEN: "{user} has pressed it already; it is done once.",
    Fate.CANCELLED: "{user} has cancelled it already. Nothing was done.",
    Fate.EXPIRED: "That was asked too long ago. Nothing was done; ask for it again.",
}
LOOK_AGAIN = "{group} has changed since that was asked. Nothing was done so far: look at the message and press again."
OTHERS_MUST = "Others must approve it, not who asked for it."
NEEDS_APPROVAL = "For you {rule} asks for {needed} to approve that. Ask for it yourself, so that others can."
APPROVED_ALREADY = "You have approved it already; {left} more needed."
THANKS = "Approved. {left} more needed."
BY_CONFIRMATION = ", confirmed by {user}"
BY_APPROVAL = ", approved by {users}"


@dataclass(frozen=True)
class Press:
    """A press on a button of a change that waits."""

    pending: Pending
    caller: Caller
    operation: Operation
    services: Services

    @property
    def plan(self) -> Plan:
        return decode(Plan, self.pending.plan)

    @property
    def pendings(self) -> Pendings:
        return Pendings(self.services.table, self.services.clock)


def wait(
    plan: Plan, needs: Needs, asked: Asked, services: Services, operation: Operation, words: str = "", undoes: str = ""
) -> Reply:
    """Ask for a yes, of others or of anybody who may; `words` and `undoes` as for who carries it out."""
    now = services.clock()
    pending = Pending(
        id=operation.mark,
        group=plan.group,
        user_id=asked.caller.user_id,
        channel=asked.caller.channel_id,
        key=f"reply-{operation.id}",
        asked_at=now,
        until=now + WAITS,
        plan=encode(plan),
        needed=needs.approvals,
        rule=needs.rule,
        why=needs.why,
        words=words,
        undoes=undoes,
    )
    stored = Pendings(services.table, services.clock).begin(pending)
    services.timekeeper.set(Timer(EXPIRES, stored.id, stored.until))
    return Reply(question(stored), public=True, asks=True)


def question(pending: Pending, moved: str = "") -> Message:
    """The message that asks, with its buttons."""
    plan = decode(Plan, pending.plan)
    return plan_message(_said(pending) + moved, plan, ActionsBlock(elements=_buttons(pending)))


def confirm(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    press = _press(click, services, operation)
    _only_open(press)
    asked = Asked(press.caller)
    needed = needs_of(press.plan, asked, services)
    if needed.approvals:
        raise Wrong(NEEDS_APPROVAL.format(rule=needed.rule, needed=_people(needed.approvals)))
    return _carry_out(press)


def approve(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    press = _press(click, services, operation)
    _only_open(press)
    if press.caller.user_id == press.pending.user_id:
        raise Wrong(OTHERS_MUST)
    check(press.plan, Asked(press.caller), services)
    before = press.pending.approved_by
    stored = press.pendings.change(press.pending.id, lambda known: _approved(known, press.caller.user_id))
    left = stored.needed - len(stored.approved_by)
    if left > 0:
        _edit(press, question(stored))
        is_repeated = press.caller.user_id in before
        return Reply(sentence((APPROVED_ALREADY if is_repeated else THANKS).format(left=left)), asks=True)
    return _carry_out(replace(press, pending=stored))


def cancel(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    press = _press(click, services, operation)
    _only_open(press)
    check(press.plan, Asked(press.caller), services)
    settled = press.pendings.settle(press.pending.id, Fate.CANCELLED, operation.mark, press.caller.user_id)
    _only_mine(replace(press, pending=settled))
    _edit(press, sentence(CANCELLED.format(said=_said(settled), user=mention(press.caller.user_id))))
    return Reply.nothing()


def expire(services: Services, pending_id: str) -> None:
    """The timer: who has not said yes by now says it no more."""
    pendings = Pendings(services.table, services.clock)
    pending = pendings.find(pending_id)
    if pending is None or pending.until > services.clock():
        return
    settled = pendings.settle(pending_id, Fate.EXPIRED, "", "")
    if settled.fate is Fate.EXPIRED:
        _replace(settled, sentence(EXPIRED.format(said=_said(settled))), services)


def _carry_out(press: Press) -> Reply:
    """Look again, take it on before anybody else does, and do it; its message goes on to tell how it goes."""
    moved = _moved(press)
    if moved and press.pending.fate is Fate.OPEN:
        stored = press.pendings.change(press.pending.id, lambda known: replace(known, plan=encode(moved)))
        _edit(press, question(stored, MOVED.format(sizes=sizes_now(moved.before))))
        return Reply(sentence(LOOK_AGAIN.format(group=code(moved.group))), asks=True)
    user = press.caller.user_id
    settled = press.pendings.settle(press.pending.id, Fate.TAKEN, press.operation.mark, user)
    taken = replace(press, pending=settled)
    _only_mine(taken)
    services, pending = press.services, settled
    deed = Operation(f"pending-{pending.id}", services.table, services.clock)
    key = pending.key if services.poster.posted(pending.key) else f"reply-{press.operation.id}"
    caller = replace(press.caller, user_id=pending.user_id, channel_id=pending.channel)
    doer = Doer(caller, press.operation, key, words=pending.words + _yes(pending), undoes=pending.undoes)
    try:
        reply = carry_out(taken.plan, doer, services, deed)
    except Later:
        raise
    except BellhopError as problem:
        _edit(press, sentence(COULD_NOT.format(said=_said(pending), user=mention(user), problem=problem)))
        raise
    return Reply.nothing() if _edit(press, reply.message) else reply


def _moved(press: Press) -> Plan | None:
    """The same plan from where the group is now, where that is somewhere else; None where it is as it was."""
    plan, services = press.plan, press.services
    group = found(plan.group, services)
    if group.capacity == plan.before or plan.kind is not Kind.RESIZE or _is_begun(press):
        return None
    renewed = moved_to(plan, group)
    return replace(renewed, warnings=warnings(renewed, survey(group, services.scaling, services.clock())))


def _is_begun(press: Press) -> bool:
    """Whether an earlier try of this press has acted: then the group is somewhere else by our own doing."""
    operation = Operation(f"pending-{press.pending.id}", press.services.table, press.services.clock)
    return operation.has_begun_to_act


def _press(click: ButtonClick, services: Services, operation: Operation) -> Press:
    pending_id, _ = carried(click.value)
    pending = Pendings(services.table, services.clock).find(pending_id)
    if pending is None:
        raise Wrong(FORGOTTEN)
    return Press(pending, click.caller, operation, services)


def _only_open(press: Press) -> None:
    """Open still, or taken by this very press, whose first try broke off."""
    pending = press.pending
    if pending.fate is Fate.OPEN and press.services.clock() > pending.until:
        raise Wrong(SETTLED[Fate.EXPIRED])
    if pending.fate is not Fate.OPEN:
        _only_mine(press)


def _only_mine(press: Press) -> None:
    if press.pending.mark != press.operation.mark:
        raise Wrong(SETTLED[press.pending.fate].format(user=mention(press.pending.settled_by)))


def _approved(pending: Pending, user_id: str) -> Pending:
    if pending.fate is not Fate.OPEN or user_id in pending.approved_by:
        return pending
    return replace(pending, approved_by=(*pending.approved_by, user_id))


def _yes(pending: Pending) -> str:
    if pending.needed:
        return BY_APPROVAL.format(users=_mentions(pending.approved_by))
    if pending.settled_by == pending.user_id:
        return ""
    return BY_CONFIRMATION.format(user=mention(pending.settled_by))


def _said(pending: Pending) -> str:
    plan = decode(Plan, pending.plan)
    words = {"user": mention(pending.user_id), "words": wish_words(plan), "because": because(plan.reason)}
    if not pending.needed:
        return ASK.format(why=pending.why, **words)
    said = ASK_OTHERS.format(rule=pending.rule, needed=_people(pending.needed), **words)
    if pending.approved_by:
        left = pending.needed - len(pending.approved_by)
        said += APPROVED_SO_FAR.format(users=_mentions(pending.approved_by), left=left)
    return said


def _buttons(pending: Pending) -> list[ButtonElement]:
    yes = (APPROVE, APPROVE_LABEL) if pending.needed else (CONFIRM, CONFIRM_LABEL)
    return [
        pending_button(*yes, pending.id, pending.group, style="primary"),
        pending_button(CANCEL, CANCEL_LABEL, pending.id, pending.group),
    ]


def _people(count: int) -> str:
    return "one other person" if count == 1 else f"{count} other people"


def _mentions(users: tuple[str, ...]) -> str:
    return " and ".join(map(mention, users))


def _edit(press: Press, message: Message) -> bool:
    return _replace(press.pending, message, press.services)


def _replace(pending: Pending, message: Message, services: Services) -> bool:
    """Put something else in place of the message that asked; False where Bellhop cannot edit it."""
    ts = services.poster.posted(pending.key)
    if not ts:
        return False
    try:
        services.slack.update(pending.channel, ts, message)
    except SlackError as problem:
        if problem.code not in (*CARD_LOST, *NOT_THERE):
            raise
        return False
    return True
