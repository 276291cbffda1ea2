"""Changes that wait for a confirmation or for approvals; each is carried out once, by the first person who presses.

The channel sees what waits. Before it is carried out, the group is read again: if it has changed, Bellhop says so and
asks again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta

from app.access.authority import Authority
from app.base.clock import Clock
from app.base.errors import BellhopError, Later, Wrong
from app.commands.scale.approval_store import Approval, Approvals, Resolution
from app.commands.scale.ask import Needs, check, needs
from app.commands.scale.buttons import named_in
from app.commands.scale.execute import Actor, Executor
from app.commands.scale.plan import Plan, Planner, from_document, to_document
from app.commands.scale.question import mentions, question, said
from app.commands.scale.timers import EXPIRES
from app.commands.scale.words import people, sizes_now
from app.listeners.operation import Operation, TooLate
from app.queues.timers import Timekeeper, Timer
from app.slack.client import Slack
from app.slack.errors import CARD_LOST, EDIT_REFUSED, NOT_THERE, SlackError
from app.slack.interactions import ButtonClick, Caller, Reply
from app.slack.messages.error_text import error_text, mentioning
from app.slack.messages.message import Message, sentence
from app.slack.messages.text import code, named
from app.slack.posting import Poster
from app.store.table import Table

WAITS = timedelta(minutes=30)

MOVED = "\n:arrows_counterclockwise: *The group has changed since*: it is at {sizes} now. Check it and press again."
CANCELLED = "{said}\n:no_entry_sign: Cancelled by {user}. Nothing changed."
EXPIRED = "{said}\n:hourglass: Not {answered} within 30 minutes. Nothing changed."
COULD_NOT = "{said}\n:x: {user} went ahead, but it failed: {problem}"

FORGOTTEN = "That request is more than 90 days old, so Bellhop no longer has it."
SETTLED = {
    Resolution.TAKEN: "{user} has already gone ahead with it. It runs only once.",
    Resolution.CANCELLED: "{user} has already cancelled it. Nothing changed.",
    Resolution.EXPIRED: "That request has expired. Nothing changed. Ask again if you still want it.",
}
LOOK_AGAIN = "{group} has changed since you were asked, so nothing was done yet. Check the message and press again."
OTHERS_MUST = "You can't approve your own request."
NEEDS_APPROVAL = (
    "For you this needs approval from {needed} ({rule}). Run the command yourself so that they can approve it."
)
APPROVED_ALREADY = "You have already approved it; {left} more needed."
THANKS = "Approved. {left} more needed."
BY_CONFIRMATION = ", confirmed by {user}"
BY_APPROVAL = ", approved by {users}"


@dataclass(frozen=True)
class Press:
    """A press on a button of a waiting change."""

    approval: Approval
    caller: Caller
    operation: Operation

    @property
    def plan(self) -> Plan:
        return from_document(self.approval.plan)

    @property
    def has_moved_it(self) -> bool:
        """Whether an earlier try made the plan what it is now: then whoever pressed has not seen it yet."""
        return self.approval.resolution is Resolution.OPEN and self.operation.mark in self.approval.moved_by


@dataclass(frozen=True)
class Approver:
    """Asks for a confirmation or approvals, takes the answers, and carries out what has them."""

    approvals: Approvals
    planner: Planner
    executor: Executor
    authority: Authority
    timekeeper: Timekeeper
    poster: Poster
    slack: Slack
    table: Table
    clock: Clock

    def wait(self, plan: Plan, needed: Needs, caller: Caller, operation: Operation) -> Reply:
        """Ask for a confirmation, or for approvals."""
        now = self.clock()
        approval = Approval(
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
            thread_ts=caller.thread_ts,
        )
        stored = self.approvals.begin(approval)
        self.timekeeper.set(Timer(EXPIRES, stored.id, stored.until))
        return Reply(question(stored), public=True, asks=True)

    def confirm(self, click: ButtonClick, operation: Operation) -> Reply:
        press = self._press(click, operation)
        if press.has_moved_it:
            return self._look_again(press.approval)
        needed = needs(press.plan, press.caller, self.authority)
        if needed.approvals:
            raise mentioning(Wrong, NEEDS_APPROVAL.format(rule=needed.rule, needed=people(needed.approvals)))
        return self._carry_out(press)

    def approve(self, click: ButtonClick, operation: Operation) -> Reply:
        press = self._press(click, operation)
        if press.has_moved_it:
            return self._look_again(press.approval)
        if press.caller.user_id == press.approval.user_id:
            raise Wrong(OTHERS_MUST)
        check(press.plan, press.caller, self.authority)
        before = press.approval.approved_by
        stored = self.approvals.change(press.approval.id, lambda known: _approved(known, press.caller.user_id))
        left = stored.needed - len(stored.approved_by)
        if left > 0:
            self._edit(stored, question(stored))
            is_repeated = press.caller.user_id in before
            return Reply(sentence((APPROVED_ALREADY if is_repeated else THANKS).format(left=left)), asks=True)
        return self._carry_out(replace(press, approval=stored))

    def cancel(self, click: ButtonClick, operation: Operation) -> Reply:
        press = self._press(click, operation)
        check(press.plan, press.caller, self.authority)
        settled = self.approvals.settle(press.approval.id, Resolution.CANCELLED, operation.mark, press.caller.user_id)
        _only_mine(settled, operation)
        operation.begin()
        cancelled = sentence(CANCELLED.format(said=said(settled), user=named(press.caller.user_id)))
        return Reply.nothing() if self._edit(settled, cancelled) else Reply(cancelled, public=True)

    def expire(self, approval_id: str) -> None:
        approval = self.approvals.find(approval_id)
        if approval is None or approval.until > self.clock():
            return
        settled = self.approvals.settle(approval_id, Resolution.EXPIRED, "", "")
        if settled.resolution is Resolution.EXPIRED:
            self._edit(
                settled,
                sentence(EXPIRED.format(said=said(settled), answered="approved" if settled.needed else "confirmed")),
            )

    def _press(self, click: ButtonClick, operation: Operation) -> Press:
        """A press on an open change, or on one that this press has taken before it was interrupted; raises Wrong."""
        approval_id = named_in(click.value).id
        approval = self.approvals.find(approval_id)
        if approval is None:
            raise Wrong(FORGOTTEN)
        if approval.resolution is Resolution.OPEN and self.clock() > approval.until:
            raise Wrong(SETTLED[Resolution.EXPIRED])
        if approval.resolution is not Resolution.OPEN:
            _only_mine(approval, operation)
        return Press(approval, click.caller, operation)

    def _carry_out(self, press: Press) -> Reply:
        """Read the group again, take the change on before anybody else, and do it; its message shows progress."""
        operation = Operation(f"pending-{press.approval.id}", self.table, self.clock)
        # Once an earlier try of this press has acted, the group differs because of us.
        moved = None if operation.has_begun_to_act else self.planner.moved(press.plan)
        if moved and press.approval.resolution is Resolution.OPEN:
            return self._ask_again(press, moved)
        user = press.caller.user_id
        approval = self.approvals.settle(press.approval.id, Resolution.TAKEN, press.operation.mark, user)
        _only_mine(approval, press.operation)
        press.operation.begin()
        operation.is_too_late = press.operation.is_too_late
        try:
            reply = self.executor.carry_out(from_document(approval.plan), self._actor(approval, press), operation)
        except TooLate:  # nothing was done, and the press is offered again
            self.approvals.reopen(approval.id, press.operation.mark)
            self.timekeeper.set(Timer(EXPIRES, approval.id, approval.until))  # an earlier timer found it taken
            raise
        except Later:
            raise
        except BellhopError as problem:
            text = COULD_NOT.format(said=said(approval), user=named(user), problem=error_text(problem))
            self._edit(approval, sentence(text))
            raise
        return Reply.nothing() if self._edit(approval, reply.message) else reply

    def _ask_again(self, press: Press, moved: Plan) -> Reply:
        """The new plan needs what its sizes need, and never less than the old one; the yeses so far were for that."""
        needed = _stricter(press.approval, needs(moved, _asker(press), self.authority))
        stored = self.approvals.change(
            press.approval.id,
            lambda known: replace(
                known,
                plan=to_document(moved),
                approved_by=(),
                needed=needed.approvals,
                rule=needed.rule,
                why=needed.why,
                moved_by=(*known.moved_by, press.operation.mark),
            ),
        )
        return self._look_again(stored)

    def _look_again(self, moved: Approval) -> Reply:
        plan = from_document(moved.plan)
        before = plan.kind.record(plan.instruction).before
        again = question(moved, MOVED.format(sizes=sizes_now(before)) if before else "")
        if not self._edit(moved, again):
            return Reply(again, public=True, asks=True)
        return Reply(sentence(LOOK_AGAIN.format(group=code(moved.group))), asks=True)

    def _actor(self, approval: Approval, press: Press) -> Actor:
        """The person who asked, not the one who approved."""
        key = approval.key if self.poster.posted(approval.key) else f"reply-{press.operation.id}"
        words = approval.words + _yes(approval)
        return Actor(_asker(press), press.operation, key, words=words, undoes=approval.undoes)

    def _edit(self, approval: Approval, message: Message) -> bool:
        """Replace the message that asked, or say it below; False if Bellhop can do neither."""
        ts = self.poster.posted(approval.key)
        if not ts:
            return False
        try:
            self.slack.update(approval.channel, ts, message)
        except SlackError as problem:
            if problem.code in EDIT_REFUSED:
                said_before = hashlib.sha256(message.text.encode()).hexdigest()[:12]
                thread = approval.thread_ts or ts
                return self.poster.post_below(f"{approval.key}-{said_before}", approval.channel, thread, message)
            if problem.code not in CARD_LOST | NOT_THERE:
                raise
            return False
        return True


def _asker(press: Press) -> Caller:
    """The person who asked, as the caller; the workspace in the request is that of the person who pressed."""
    user_id, channel = press.approval.user_id, press.approval.channel
    team = press.caller.team_id if user_id == press.caller.user_id else ""
    return replace(press.caller, user_id=user_id, channel_id=channel, team_id=team)


def _stricter(known: Approval, new: Needs) -> Needs:
    return new if new.approvals >= known.needed else Needs(known.needed, known.rule, known.why)


def _only_mine(approval: Approval, operation: Operation) -> None:
    if approval.mark != operation.mark:
        raise mentioning(Wrong, SETTLED[approval.resolution].format(user=named(approval.settled_by)))


def _approved(approval: Approval, user_id: str) -> Approval:
    if approval.resolution is not Resolution.OPEN or user_id in approval.approved_by:
        return approval
    return replace(approval, approved_by=(*approval.approved_by, user_id))


def _yes(approval: Approval) -> str:
    if approval.approved_by:
        return BY_APPROVAL.format(users=mentions(approval.approved_by))
    if approval.settled_by == approval.user_id:
        return ""
    return BY_CONFIRMATION.format(user=named(approval.settled_by))
