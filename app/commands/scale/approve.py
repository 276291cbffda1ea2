"""Changes that wait: for somebody to confirm, or for others to approve; each is carried out once, by who pressed first.

What waits is told to the channel. Before it is done, the world is looked at again: where it has moved, that is said,
and the question is asked anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from slack_sdk.models.blocks import ActionsBlock, ButtonElement

from app.authority import Authority
from app.clock import Clock
from app.commands.scale.ask import Needs, check, needs
from app.commands.scale.buttons import (
    APPROVE,
    APPROVE_LABEL,
    CANCEL,
    CANCEL_LABEL,
    CONFIRM,
    CONFIRM_LABEL,
    approval_button,
    carried,
)
from app.commands.scale.execute import Actor, Executor
from app.commands.scale.plan import Plan, Planner, from_document, to_document
from app.commands.scale.timers import EXPIRES
from app.commands.scale.words import because, sizes_now, with_warnings
from app.errors import BellhopError, Later, Wrong
from app.interactions import ButtonClick, Caller, Reply
from app.messages.message import Message, sentence
from app.messages.text import code, mention
from app.posting import Poster
from app.slack import Slack
from app.slack_errors import CARD_LOST, NOT_THERE, SlackError
from app.store.operations import Operation
from app.store.pendings import Fate, Pending, Pendings
from app.store.table import Table
from app.timers import Timekeeper, Timer

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

    @property
    def plan(self) -> Plan:
        return from_document(self.pending.plan)


@dataclass(frozen=True)
class Approver:
    """Asks for a yes, takes the answers, and carries out what has got it."""

    pendings: Pendings
    planner: Planner
    executor: Executor
    authority: Authority
    timekeeper: Timekeeper
    poster: Poster
    slack: Slack
    table: Table
    clock: Clock

    def wait(self, plan: Plan, needed: Needs, caller: Caller, operation: Operation) -> Reply:
        """Ask for a yes, of others or of anybody who may."""
        now = self.clock()
        pending = Pending(
            id=operation.mark,
            group=plan.group,
            user_id=caller.user_id,
            channel=caller.channel_id,
            key=f"reply-{operation.id}",
            asked_at=now,
            until=now + WAITS,
            plan=to_document(plan),
            needed=needed.approvals,
            rule=needed.rule,
            why=needed.why,
        )
        stored = self.pendings.begin(pending)
        self.timekeeper.set(Timer(EXPIRES, stored.id, stored.until))
        return Reply(question(stored), public=True, asks=True)

    def confirm(self, click: ButtonClick, operation: Operation) -> Reply:
        press = self._press(click, operation)
        needed = needs(press.plan, press.caller, self.authority)
        if needed.approvals:
            raise Wrong(NEEDS_APPROVAL.format(rule=needed.rule, needed=_people(needed.approvals)))
        return self._carry_out(press)

    def approve(self, click: ButtonClick, operation: Operation) -> Reply:
        press = self._press(click, operation)
        if press.caller.user_id == press.pending.user_id:
            raise Wrong(OTHERS_MUST)
        check(press.plan, press.caller, self.authority)
        before = press.pending.approved_by
        stored = self.pendings.change(press.pending.id, lambda known: _approved(known, press.caller.user_id))
        left = stored.needed - len(stored.approved_by)
        if left > 0:
            self._edit(stored, question(stored))
            is_repeated = press.caller.user_id in before
            return Reply(sentence((APPROVED_ALREADY if is_repeated else THANKS).format(left=left)), asks=True)
        return self._carry_out(replace(press, pending=stored))

    def cancel(self, click: ButtonClick, operation: Operation) -> Reply:
        press = self._press(click, operation)
        check(press.plan, press.caller, self.authority)
        settled = self.pendings.settle(press.pending.id, Fate.CANCELLED, operation.mark, press.caller.user_id)
        _only_mine(settled, operation)
        self._edit(settled, sentence(CANCELLED.format(said=_said(settled), user=mention(press.caller.user_id))))
        return Reply.nothing()

    def expire(self, pending_id: str) -> None:
        pending = self.pendings.find(pending_id)
        if pending is None or pending.until > self.clock():
            return
        settled = self.pendings.settle(pending_id, Fate.EXPIRED, "", "")
        if settled.fate is Fate.EXPIRED:
            self._edit(settled, sentence(EXPIRED.format(said=_said(settled))))

    def _press(self, click: ButtonClick, operation: Operation) -> Press:
        """A press on what is open still, or taken by this very press, whose first try broke off; raises Wrong."""
        pending_id, _ = carried(click.value)
        pending = self.pendings.find(pending_id)
        if pending is None:
            raise Wrong(FORGOTTEN)
        if pending.fate is Fate.OPEN and self.clock() > pending.until:
            raise Wrong(SETTLED[Fate.EXPIRED])
        if pending.fate is not Fate.OPEN:
            _only_mine(pending, operation)
        return Press(pending, click.caller, operation)

    def _carry_out(self, press: Press) -> Reply:
        """Look again, take it on before anybody else does, and do it; its message goes on to tell how it goes."""
        operation = Operation(f"pending-{press.pending.id}", self.table, self.clock)
        # Once an earlier try of this press has acted, the group is somewhere else by our own doing.
        moved = None if operation.has_begun_to_act else self.planner.moved(press.plan)
        if moved and press.pending.fate is Fate.OPEN:
            return self._ask_again(press, moved)
        user = press.caller.user_id
        pending = self.pendings.settle(press.pending.id, Fate.TAKEN, press.operation.mark, user)
        _only_mine(pending, press.operation)
        try:
            reply = self.executor.carry_out(from_document(pending.plan), self._actor(pending, press), operation)
        except Later:
            raise
        except BellhopError as problem:
            text = COULD_NOT.format(said=_said(pending), user=mention(user), problem=problem)
            self._edit(pending, sentence(text))
            raise
        return Reply.nothing() if self._edit(pending, reply.message) else reply

    def _ask_again(self, press: Press, moved: Plan) -> Reply:
        data = to_document(moved)
        stored = self.pendings.change(press.pending.id, lambda known: replace(known, plan=data))
        before = moved.kind.record(moved.instruction).before
        self._edit(stored, question(stored, MOVED.format(sizes=sizes_now(before)) if before else ""))
        return Reply(sentence(LOOK_AGAIN.format(group=code(moved.group))), asks=True)

    def _actor(self, pending: Pending, press: Press) -> Actor:
        """Who asked, not who said yes."""
        key = pending.key if self.poster.posted(pending.key) else f"reply-{press.operation.id}"
        caller = replace(press.caller, user_id=pending.user_id, channel_id=pending.channel)
        words = pending.words + _yes(pending)
        return Actor(caller, press.operation, key, words=words, undoes=pending.undoes)

    def _edit(self, pending: Pending, message: Message) -> bool:
        """Put something else in place of the message that asked; False where Bellhop cannot edit it."""
        ts = self.poster.posted(pending.key)
        if not ts:
            return False
        try:
            self.slack.update(pending.channel, ts, message)
        except SlackError as problem:
            if problem.code not in (*CARD_LOST, *NOT_THERE):
                raise
            return False
        return True


def question(pending: Pending, moved: str = "") -> Message:
    """The message that asks, with its buttons."""
    warnings = from_document(pending.plan).warnings
    return with_warnings(_said(pending) + moved, warnings, ActionsBlock(elements=_buttons(pending)))


def _only_mine(pending: Pending, operation: Operation) -> None:
    if pending.mark != operation.mark:
        raise Wrong(SETTLED[pending.fate].format(user=mention(pending.settled_by)))


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
    plan = from_document(pending.plan)
    words = {"user": mention(pending.user_id), "words": plan.to_do, "because": because(plan.reason)}
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
        approval_button(*yes, pending.id, pending.group, style="primary"),
        approval_button(CANCEL, CANCEL_LABEL, pending.id, pending.group),
    ]


def _people(count: int) -> str:
    return "one other person" if count == 1 else f"{count} other people"


def _mentions(users: tuple[str, ...]) -> str:
    return " and ".join(map(mention, users))
