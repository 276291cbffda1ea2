"""Carries a plan out: once in AWS, then the change log, the timers that follow it, and the answer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from app.alarms.decide.incident import Incident, Response
from app.alarms.decide.target import MessageId
from app.aws.scaling import Group
from app.base.clock import Clock
from app.base.errors import Later, Refused, Wrong
from app.base.values import dataclass
from app.commands.scale import overtaken, progress
from app.commands.scale.assess import Seen
from app.commands.scale.buttons import do_button
from app.commands.scale.change_log import Changes
from app.commands.scale.follow import CHECKED_FIRST, CHECKED_LAST, look_again
from app.commands.scale.group import is_same
from app.commands.scale.logged_change import Change, ProgressMessage, Result
from app.commands.scale.outlook.values import NOTHING, Outlook
from app.commands.scale.plan import Plan, nothing
from app.commands.scale.request.parse import Request
from app.commands.scale.timers import FOLLOW, RETURN
from app.commands.scale.verbs.schedule import RETURN_PREFIX
from app.commands.scale.words import because
from app.listeners.operation import Operation, TooLate
from app.queues.timers import Timekeeper, Timer
from app.scaling.targets import Targets
from app.slack.interactions import Caller, Reply
from app.slack.messages.buttons import actions
from app.slack.messages.message import Message
from app.slack.messages.text import named

if TYPE_CHECKING:
    from app.scaling.target import Target

DONE = "{user} {words}{because}{more}"

FIRST_LOOK = timedelta(seconds=3)
SEARCHED = 10

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Actor:
    """In whose name it is done, and how that is reported.

    job       the operation of the current job: it stores what the alarms' cards have to say
    key       finds the message about it in Slack
    words     what to add to what was done, such as who approved it
    undoes    the change that it undoes, if the plan doesn't say
    """

    caller: Caller
    job: Operation
    key: str
    words: str = ""
    undoes: str = ""


@dataclass(frozen=True)
class Executor:
    """`open_incidents` are those of a group's alarms; `time_limit` is how long there may be no progress."""

    targets: Targets
    changes: Changes
    timekeeper: Timekeeper
    open_incidents: Callable[[str, str], tuple[Incident, ...]]
    clock: Clock
    time_limit: timedelta

    def carry_out(
        self,
        plan: Plan,
        actor: Actor,
        operation: Operation,
        may: Callable[[], object],
        coming: Callable[[], Outlook] = nothing,
    ) -> Reply:
        """Do it unless an earlier try did, and say what was done; raises Wrong if AWS refuses, and Later.

        `may` raises Forbidden if the rules no longer let the person do it. `coming` is the plan's outlook if that was
        not shown before: nothing that is done waits for it, only the answer.
        """
        kind, instruction, mark = plan.kind, plan.instruction, operation.mark
        target = self._target(plan)
        known = self._known(plan, operation)
        # An alarm may be over by the time that an interrupted try is told.
        were_open = operation.once("incidents", lambda: [each.id for each in self.open_incidents(plan.group, plan.arn)])
        is_again = operation.has_begun_to_act
        do = partial(self._do, plan, operation, may, is_again=is_again)
        try:
            is_known = operation.act_once(do, look=partial(self._shows, plan, operation, operation.is_too_late))
        except TooLate:
            kind.drop(instruction, target, mark)
            raise
        at = operation.acted_at or self.clock()
        made = _change(plan, actor, mark, is_known, at)
        since = self._open_at(at, plan) if is_again else []  # only now it may have been made
        incidents = tuple(dict.fromkeys([*were_open, *since])) if is_known else ()
        change = self.changes.begin(replace(made, known=known, incidents=incidents))
        if is_known:
            newest = self.changes.newest(plan.group, SEARCHED)
            passed_by = [each.id for each in newest if is_again and each.at > change.at]  # while it had to wait
            _tidy(plan, target, (mark, *passed_by))
            self._overtake(change, [each for each in newest if each.id not in passed_by])
        self._watch(change)
        if is_known:
            self._note(change, incidents, actor, at)
            change = self._with(coming, change)
        return Reply(self._told(change, plan, mark), public=True)

    def _with(self, coming: Callable[[], Outlook], change: Change) -> Change:
        """With its outlook, unless an earlier try, or the plan, had it."""
        outlook = NOTHING if change.outlook != NOTHING else coming()
        if outlook == NOTHING:
            return change
        return self.changes.change(change.id, lambda known: replace(known, outlook=outlook), change)

    def _open_at(self, at: datetime, plan: Plan) -> list[str]:
        """The incidents that are open, and were so then."""
        return [each.id for each in self.open_incidents(plan.group, plan.arn) if each.began_at <= at]

    def _note(self, change: Change, incidents: tuple[str, ...], actor: Actor, at: datetime) -> None:
        """On the cards of the group's open alarms, and in their threads, but where the change is told itself."""
        caller = actor.caller
        told_in = MessageId(caller.channel_id, caller.below) if caller.below else None
        response = Response(at, caller.user_id, _said(change), change.id, told_in)
        actor.job.leave_note(list(incidents), response)

    def _do(self, plan: Plan, operation: Operation, may: Callable[[], object], is_again: bool) -> None:
        """After a try whose answer was lost, a refusal may come of what that try has done: it is looked for."""
        may()
        try:
            plan.kind.do(plan.instruction, self._target(plan), operation.mark)
        except Wrong:
            if not (is_again and self._shows(plan, operation, is_last_try=False)):
                raise

    def _shows(self, plan: Plan, operation: Operation, is_last_try: bool) -> bool | None:
        """Whether an interrupted plan is visible on the group; None if nobody can tell.

        Also since AWS is silent, does not let Bellhop look any more, or another change may be what is seen.
        """
        try:
            target = self._target(plan)
            group = target.now()
            is_there = group is not None and is_same(group, plan.arn)
            shows = plan.kind.look(plan.instruction, group, target) if group and is_there else None
            return None if shows and self._is_anothers(plan, operation) else shows
        except Later:
            if is_last_try:
                return None
            raise
        except Refused:
            return None

    def _is_anothers(self, plan: Plan, operation: Operation) -> bool:
        """Whether Bellhop has set the same since the first try, for somebody else's request."""
        began, after = operation.began, plan.kind.log_entry(plan.instruction).after
        if began is None or after is None:
            return False
        newest = self.changes.newest(plan.group, SEARCHED)
        return any(each.id != operation.mark and each.after == after and each.at > began for each in newest)

    def _known(self, plan: Plan, operation: Operation) -> tuple[str, ...]:
        """The activities that are there before it is done: what they say is not about this change."""
        entry = plan.kind.log_entry(plan.instruction)
        if entry.before is None:
            return entry.known
        if plan.activities is not None:
            return plan.activities
        try:
            return tuple(operation.once("known", lambda: [each.id for each in self._target(plan).activities()]))
        except Later:
            if not operation.has_begun_to_act:
                raise
            return ()  # an older Bellhop began it, and did not ask

    def _overtake(self, change: Change, newest: Sequence[Change]) -> None:
        """The change that this one undoes or replaces says so on its own message, and can't be undone any more."""
        cancelled = list(overtaken.returns_taken_back(change))
        if change.keeps:
            kept = self.changes.change(change.keeps, lambda known: replace(known, gives_up=None))
            look_again(kept, self.timekeeper, self.clock())
            cancelled += overtaken.returns_taken_back(kept)
        for id_ in filter(self.changes.find, cancelled):
            stays = self.changes.change(id_, lambda known: overtaken.stays(known, change))
            look_again(stays, self.timekeeper, self.clock())
        for earlier in overtaken.overtaken(newest, change):
            over = self.changes.change(earlier.id, lambda known: overtaken.over(known, change))
            look_again(over, self.timekeeper, self.clock())

    def _watch(self, change: Change) -> None:
        """A timer that is set twice, by a repeated job, does nothing the second time."""
        if change.is_running:
            self.timekeeper.set(Timer(FOLLOW, f"{change.id}:1", self.clock() + FIRST_LOOK))
        if change.until:
            ahead = [change.until - each for each in (CHECKED_FIRST, CHECKED_LAST)]
            due = [at for at in ahead if at > self.clock()] or ahead[-1:]
            self.timekeeper.set(*(Timer(RETURN, change.id, at) for at in due))

    def _told(self, change: Change, plan: Plan, mark: str) -> Message:
        try:
            seen = Seen(self._group(change))
        except Refused as refused:  # a role that is taken away in between; it is done all the same
            return progress.unseen(change, str(refused))
        told = progress.message(change, seen, self.clock(), self.time_limit)
        way_back = plan.kind.way_back(plan.instruction)
        if not way_back:
            return told
        label, intent = way_back
        button = do_button(label, mark, Request(intent, plan.group, is_exact=True, arn=plan.arn))
        return replace(told, blocks=(*told.blocks, actions([button])))

    def _target(self, about: Plan | Change) -> Target:
        return self.targets.at(about.group, about.arn)

    def _group(self, change: Change) -> Group | None:
        """For what is unknown because AWS does not answer, one need not see the group."""
        try:
            return self._target(change).now()
        except (Later, Refused):
            if change.result is not Result.UNKNOWN:
                raise
            return None


def _tidy(plan: Plan, target: Target, marks: Sequence[str]) -> None:
    """It is done whatever comes of this: what can't be deleted now is found before its time (follow.py)."""
    try:
        plan.kind.tidy(plan.instruction, target, marks)
    except Refused as refused:
        logger.warning("older ways back not deleted", extra={"group": plan.group, "why": str(refused)})


def _said(change: Change) -> str:
    because_of = because(change.reason)
    return DONE.format(user=named(change.user_id), words=change.words, because=because_of, more=change.more)


def _change(plan: Plan, actor: Actor, mark: str, is_known: bool, now: datetime) -> Change:
    entry = plan.kind.log_entry(plan.instruction)
    result = Result.RUNNING if entry.followed else Result.DONE
    return Change(
        id=mark,
        group=plan.group,
        user_id=actor.caller.user_id,
        at=now,
        words=plan.done,
        message=ProgressMessage(actor.caller.channel_id, actor.key, actor.caller.below),
        before=entry.before,
        after=entry.after,
        reason=plan.reason,
        warnings=plan.warnings,
        outlook=plan.outlook,
        until=entry.until if is_known else None,
        returning=f"{RETURN_PREFIX}{mark}" if entry.until else "",
        refresh=entry.refresh,
        undoes=entry.undoes or actor.undoes,
        result=result if is_known else Result.UNKNOWN,
        ended_at=None if entry.followed and is_known else now,
        arn=plan.arn,
        more=plan.more + actor.words,
        refresh_id=entry.refresh_id,
        gives_up=entry.gives_up,
        keeps=entry.keeps,
        makes=entry.makes,
        takes_back=entry.takes_back,
        leaves=entry.leaves,
        goes_to=entry.goes_to,
    )
