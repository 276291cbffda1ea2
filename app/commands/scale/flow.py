"""The flow of every change: plan, dry run, ask, claim, execute."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.access.authority import Authority
from app.base.errors import Wrong
from app.commands.scale.approve import Approver
from app.commands.scale.ask import needs
from app.commands.scale.dry_run import dry_run
from app.commands.scale.execute import Actor, Executor
from app.commands.scale.group import in_turn
from app.commands.scale.plan import Planner
from app.commands.scale.request.parse import Request
from app.commands.scale.verbs.verb import Once
from app.listeners.claims import Claim, Claims
from app.listeners.operation import Operation
from app.slack.interactions import Caller, Reply
from app.slack.messages.error_text import mentioning
from app.slack.messages.message import sentence
from app.slack.messages.text import named
from app.store.leases import Leases


@dataclass(frozen=True)
class Asker:
    """Who asks, and how: `is_quiet` on an alarm's card, `once` if a button works only once."""

    caller: Caller
    is_quiet: bool = False
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
        plan = self.planner.plan(request, asker.caller, operation)
        if request.changes and request.group != plan.group:
            with in_turn(plan.group, self.leases):
                return self.change(replace(request, group=plan.group, arn=plan.arn, is_exact=True), asker, operation)
        nothing = plan.kind.nothing(request.intent, plan.instruction, plan.group)
        if nothing:
            return Reply(sentence(nothing))
        if request.is_dry_run:
            return dry_run(request, plan, asker.caller, self.authority, operation.mark)
        needed = needs(plan, asker.caller, self.authority)
        self._claim(asker.once, asker, operation)
        if needed.approvals or (needed.why and not operation.has_begun_to_act):
            return self.approver.wait(plan, needed, asker.caller, operation)
        once = plan.kind.once(plan.instruction)
        self._claim(once, asker, operation)
        actor = Actor(asker.caller, operation, f"reply-{operation.id}", asker.is_quiet)
        with (
            self.claims.given_back(asker.once.name if asker.once else "", operation),
            self.claims.given_back(once.name if once else "", operation),
        ):
            return self.executor.carry_out(plan, actor, operation)

    def _claim(self, once: Once | None, asker: Asker, operation: Operation) -> None:
        """What can be done once is done for the first person who may."""
        if once:
            first = self.claims.first(once.name, Claim(operation.mark, asker.caller.user_id))
            if first.mark != operation.mark:
                raise mentioning(Wrong, once.taken.format(user=named(first.user_id)))
