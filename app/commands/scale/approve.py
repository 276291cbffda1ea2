"""Changes that wait for a confirmation or for approvals; each is carried out once, by the first person who presses.

The channel sees what waits. A yes is for what was shown: at each press the group and the rules are read again, and if
one of them has changed, nobody has said yes yet, and Bellhop asks again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

from app.access.authority import Authority
from app.base.clock import Clock
from app.base.errors import BellhopError, Later, Wrong
from app.base.values import dataclass
from app.commands.scale.approval_question import mentions, question, said, who_agreed
from app.commands.scale.approval_store import Approval, Approvals, Resolution
from app.commands.scale.ask import Needs, check, needs
from app.commands.scale.buttons import CANCEL, named_in
from app.commands.scale.execute import Actor, Executor
from app.commands.scale.plan import Plan, from_document, to_document
from app.commands.scale.settled import SETTLED, require_mine
from app.commands.scale.still import MAY_NOT_APPROVE, Still
from app.commands.scale.timers import EXPIRES
from app.commands.scale.words import people
from app.listeners.claims import Claims
from app.listeners.operation import Operation, TooLate
from app.queues.timers import Timekeeper, Timer
from app.slack.client import Slack
from app.slack.followed import keep_up
from app.slack.interactions import ButtonClick, Caller, Reply
from app.slack.messages.error_text import error_text, mentioning
from app.slack.messages.message import Message, sentence
from app.slack.messages.text import code, named
from app.slack.posting import Poster
from app.slack.replies import PublicReply, edit_reply
from app.store.table import Table

WAITS = timedelta(minutes=30)

CANCELLED = "{said}\n:no_entry_sign: Cancelled by {user}. Nothing changed."
EXPIRED = "{said}\n:hourglass: Not {answered} within 30 minutes. Nothing changed."
OVER = "{said}\n:no_entry_sign: {problem}"
COULD_NOT = "{said}\n:x: {user} went ahead, but it failed: {problem}"

FORGOTTEN = "That request is more than 90 days old, so Bellhop no longer has it."
LOOK_AGAIN = (
    "What you were asked about {group} has changed since, so nothing was done yet. Check the message and press again."
)
PRESS_AGAIN = "Bellhop only got to your press now, so nothing was done. If you still want it, press again."
OTHERS_MUST = "You can't approve your own request."
NEEDS_APPROVAL = (
    "For you this needs approval from {needed} ({rule}). Run the command yourself so that they can approve it."
)
APPROVED_ALREADY = "You have already approved it; {left} more needed."
THANKS = "Approved. {left} more needed."


@dataclass(frozen=True)
class Press:
    """A press on a button of a waiting change, whose message showed the plan of that `version`."""

    approval: Approval
    caller: Caller
    operation: Operation
    version: int

    @property
    def plan(self) -> Plan:
        return from_document(self.approval.plan)

    @property
    def is_taken(self) -> bool:
        """Whether an earlier try of this press has begun to carry it out."""
        return self.approval.resolution is Resolution.TAKEN


@dataclass(frozen=True)
class Approver:
    """Asks for a confirmation or approvals, takes the answers, and carries out what has them."""

    approvals: Approvals
    still: Still
    executor: Executor
    authority: Authority
    claims: Claims
    timekeeper: Timekeeper
    poster: Poster
    slack: Slack
    table: Table
    clock: Clock

    def wait(self, plan: Plan, needed: Needs, caller: Caller, operation: Operation, once: str = "") -> Reply:
        """Ask for a confirmation, or for approvals; what the operation has claimed, `once`, goes with the question."""
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
            late=operation.late,
            thread_ts=caller.thread_ts if needed.approvals else caller.below,
            once=once,
        )
        stored = self.approvals.begin(approval)
        self.timekeeper.set(Timer(EXPIRES, stored.id, stored.until))
        return Reply(question(stored), public=True, asks=True, for_others=bool(stored.needed))

    def confirm(self, click: ButtonClick, operation: Operation) -> Reply:
        press = self._yes(click, operation)
        if press.is_taken:
            return self._carry_out(press)
        now = self._as_shown(press)
        if isinstance(now, Reply):
            return now
        press = replace(press, approval=now)
        needed = needs(press.plan, press.caller, self.authority)
        if needed.approvals:
            raise mentioning(Wrong, NEEDS_APPROVAL.format(rule=needed.rule, needed=people(needed.approvals)))
        return self._carry_out(press)

    def approve(self, click: ButtonClick, operation: Operation) -> Reply:
        press = self._yes(click, operation)
        if press.is_taken:
            return self._carry_out(press)
        if press.caller.user_id == press.approval.user_id:
            raise Wrong(OTHERS_MUST)
        check(press.plan, press.caller, self.authority)
        now = self._as_shown(press)
        if isinstance(now, Reply):
            return now
        lost = self.still.may_no_longer(press.approval, press.caller)
        why = MAY_NOT_APPROVE.format(users=mentions(lost))
        stored = self.approvals.agree(press.approval.id, press.caller.user_id, press.version, lost, why)
        if stored.version != press.version:
            return self._look_again(stored)
        left = stored.needed - len(stored.approved_by)
        if left > 0:
            self._edit(stored, question(stored))
            is_repeated = press.caller.user_id in press.approval.approved_by
            return Reply(sentence((APPROVED_ALREADY if is_repeated else THANKS).format(left=left)), asks=True)
        return self._carry_out(replace(press, approval=replace(stored, plan=now.plan)))

    def cancel(self, click: ButtonClick, operation: Operation) -> Reply:
        """By whoever may do it, and always by the person who asked."""
        press = self._press(click, operation)
        if press.caller.user_id != press.approval.user_id:
            check(press.plan, press.caller, self.authority)
        settled = self._end(press.approval.id, Resolution.CANCELLED, operation.mark, press.caller.user_id)
        require_mine(settled, operation.mark, press.caller.user_id, cancels=True)
        operation.begin()
        cancelled = sentence(CANCELLED.format(said=said(settled), user=named(press.caller.user_id)))
        return Reply.nothing() if self._edit(settled, cancelled) else Reply(cancelled, public=True)

    def expire(self, approval_id: str) -> None:
        approval = self.approvals.find(approval_id)
        if approval is None or approval.until > self.clock():
            return
        settled = self._end(approval_id, Resolution.EXPIRED, "", "")
        if settled.resolution is Resolution.EXPIRED and not settled.settled_by:
            answered = "approved" if settled.needed else "confirmed"
            told = sentence(EXPIRED.format(said=said(settled), answered=answered))
            keep_up([_place(settled)], told, settled.user_id, True, self.slack, self.poster)

    def _end(self, approval_id: str, resolution: Resolution, mark: str, user_id: str) -> Approval:
        """Without a change, unless somebody has taken it on; whoever finds it ended gives back what it still claims."""
        settled = self.approvals.settle(approval_id, resolution, mark, user_id)
        if settled.resolution is not Resolution.TAKEN:
            self._give_back(settled)
        return settled

    def _give_back(self, approval: Approval) -> None:
        """Nothing was changed, so the button that led to the question works again."""
        if approval.once:
            self.claims.release(approval.once, approval.id)

    def _press(self, click: ButtonClick, operation: Operation) -> Press:
        """A press on an open change, or on one that this press has begun to carry out; raises Wrong."""
        about = named_in(click.value)
        approval = self.approvals.find(about.id)
        if approval is None:
            raise Wrong(FORGOTTEN)
        if approval.mark == operation.mark and approval.resolution is Resolution.TAKEN:
            approval = self._taken_before(approval)
        if approval.resolution is Resolution.OPEN and self.clock() > approval.until:
            self.expire(approval.id)
            raise Wrong(SETTLED[Resolution.EXPIRED])
        if approval.resolution is not Resolution.OPEN:
            require_mine(approval, operation.mark, click.caller.user_id, cancels=click.action_id == CANCEL)
        return Press(approval, click.caller, operation, about.plan or 0)

    def _yes(self, click: ButtonClick, operation: Operation) -> Press:
        """A press that says yes; raises Wrong for one that had to wait too long, unless it has been begun."""
        press = self._press(click, operation)
        if operation.is_too_late and not press.is_taken:
            raise Wrong(PRESS_AGAIN)
        return press

    def _taken_before(self, approval: Approval) -> Approval:
        """What an earlier try of the same press took on: open again if AWS certainly has done nothing."""
        return approval if self._operation(approval).has_begun_to_act else self._open_again(approval)

    def _open_again(self, approval: Approval) -> Approval:
        self.timekeeper.set(Timer(EXPIRES, approval.id, approval.until))  # an earlier timer may have found it taken
        return self.approvals.reopen(approval.id, approval.mark)

    def _as_shown(self, press: Press) -> Approval | Reply:
        """What would be done now, if the person who pressed has seen that, and under which rules; else an answer."""
        approval = press.approval
        if press.version != approval.version:
            return self._look_again(approval)
        try:
            now = self.still.asked_now(approval, _asker(press))
        except Wrong as problem:
            self._edit(approval, sentence(OVER.format(said=said(approval), problem=error_text(problem))))
            self._end(approval.id, Resolution.EXPIRED, "", press.caller.user_id)
            raise
        if now.version == approval.version:
            return now
        return self._look_again(self.approvals.move(now))

    def _carry_out(self, press: Press) -> Reply:
        """Take the change on before anybody else, and do it; its message shows progress."""
        user, plan = press.caller.user_id, replace(press.plan, activities=None)  # it was made when it was asked
        operation = self._operation(press.approval)
        approval = self.approvals.settle(
            press.approval.id, Resolution.TAKEN, press.operation.mark, user, press.approval.version
        )
        if approval.resolution is Resolution.OPEN:
            return self._look_again(approval)
        require_mine(approval, press.operation.mark, user)
        press.operation.begin()
        operation.is_too_late = press.operation.is_too_late
        may = partial(check, plan, _asker(press), self.authority)
        try:
            reply = self.executor.carry_out(plan, self._actor(approval, press), operation, may)
        except TooLate:
            self._open_again(approval)
            raise Wrong(PRESS_AGAIN) from None
        except Later:
            raise
        except BellhopError as problem:
            text = COULD_NOT.format(said=said(approval), user=named(user), problem=error_text(problem))
            self._edit(approval, sentence(text))
            if not operation.has_begun_to_act:
                self._give_back(approval)
            raise
        return Reply.nothing() if self._edit(approval, reply.message) else reply

    def _look_again(self, approval: Approval) -> Reply:
        if not self._edit(approval, question(approval)):
            return Reply(question(approval), public=True, asks=True)
        return Reply(sentence(LOOK_AGAIN.format(group=code(approval.group))), asks=True)

    def _operation(self, approval: Approval) -> Operation:
        """Of the change, whoever presses."""
        return Operation(f"pending-{approval.id}", self.table, self.clock)

    def _actor(self, approval: Approval, press: Press) -> Actor:
        """The person who asked, not the one who approved."""
        is_there = self.poster.found(approval.key, approval.channel, approval.thread_ts)
        key = approval.key if is_there else f"reply-{press.operation.id}"
        words = approval.words + who_agreed(approval)
        return Actor(_asker(press), press.operation, key, words=words, undoes=approval.undoes)

    def _edit(self, approval: Approval, message: Message) -> bool:
        """Replace the message that asked, or say it below; False if Bellhop can do neither."""
        return edit_reply(_place(approval), message, self.slack, self.poster)


def _place(approval: Approval) -> PublicReply:
    return PublicReply(approval.key, approval.channel, approval.thread_ts)


def _asker(press: Press) -> Caller:
    """The person who asked, as the caller; the workspace in the request is that of the person who pressed."""
    user_id, channel = press.approval.user_id, press.approval.channel
    team = press.caller.team_id if user_id == press.caller.user_id else ""
    return replace(press.caller, user_id=user_id, channel_id=channel, team_id=team)
