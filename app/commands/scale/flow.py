"""The flow of every change: plan, dry run, ask, claim, execute."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from app.access.authority import Authority
from app.base.values import dataclass
from app.commands.scale.approve import Approver
from app.commands.scale.ask import check, needs
from app.commands.scale.dry_run import dry_run, has_moved
from app.commands.scale.execute import Actor, Executor
from app.commands.scale.group import in_turn
from app.commands.scale.plan import Coming, Plan, Planner, is_planned_again
from app.commands.scale.request.parse import Request
from app.commands.scale.verbs.verb import Once
from app.listeners.claims import Claims
from app.listeners.operation import Operation
from app.slack.interactions import Caller, Reply
from app.slack.messages.message import sentence
from app.store.leases import Leases


@dataclass(frozen=True)
class Asker:
    """Who asks, and `once` if it was by a button that works only once."""

    caller: Caller
    once: Once | None = None


@dataclass(frozen=True)
class Flow:
    """What every verb goes through."""

    planner: Planner
    approver: Approver
    executor: Executor
    authority: Authority
    leases: Leases
    claims: Claims

    def change(self, request: Request, asker: Asker, operation: Operation) -> Reply:
        """Carry it out, ask for a confirmation or approvals, or describe it in a dry run; raises Wrong and Refused."""
        plan, coming = self.planner.plan(request, asker.caller, operation)
        if is_planned_again(request, plan):
            with in_turn(plan.group, self.leases, operation.topic):
                return self.change(replace(request, group=plan.group, arn=plan.arn, is_exact=True), asker, operation)
        nothing = plan.kind.nothing(request.intent, plan.instruction, plan.group)
        if nothing:
            return Reply(sentence(nothing))
        if request.is_dry_run or has_moved(request, plan):
            return dry_run(request, _with(coming, plan), asker.caller, self.authority, operation.mark)
        if operation.has_begun_to_act and not operation.late:
            return self._carry_out(plan, coming, asker, operation)  # it may be done: it is looked for, and not judged
        needed = needs(plan, asker.caller, self.authority)
        self._claim(asker.once, asker, operation)
        if operation.late or needed.approvals or needed.why:
            return self.approver.wait(_with(coming, plan), needed, asker.caller, operation, _name(asker.once))
        return self._carry_out(plan, coming, asker, operation)

    def _carry_out(self, plan: Plan, coming: Coming, asker: Asker, operation: Operation) -> Reply:
        once = plan.kind.once(plan.instruction)
        actor = Actor(asker.caller, operation, f"reply-{operation.id}")
        with (
            self.claims.given_back(_name(asker.once), operation),
            self.claims.given_back(_name(once), operation),
        ):
            self._claim(once, asker, operation)
            may = partial(check, plan, asker.caller, self.authority)
            return self.executor.carry_out(plan, actor, operation, may, coming)

    def _claim(self, once: Once | None, asker: Asker, operation: Operation) -> None:
        """What can be done once is done for the first person who may."""
        if once:
            self.claims.take(once.name, asker.caller.user_id, operation, once.taken)


def _with(coming: Coming, plan: Plan) -> Plan:
    """With its outlook, for those who decide by it."""
    return replace(plan, outlook=coming(), seen=None)


def _name(once: Once | None) -> str:
    return once.name if once else ""
