"""What comes between a plan and its execution: the guards' ruling, and confirmations."""

from __future__ import annotations

from dataclasses import dataclass

from app.access.authority import Authority
from app.access.policy import Attempt, Ruling, stricter
from app.commands.scale.plan import Plan
from app.slack.interactions import Caller

ABOVE = " That is above what {rule} allows without confirmation."


@dataclass(frozen=True)
class Needs:
    """What a plan needs: `approvals` of others, or a confirmation, with `why` in words."""

    approvals: int = 0
    rule: str = ""
    why: str = ""


def needs(plan: Plan, caller: Caller, authority: Authority) -> Needs:
    """Raises Forbidden, with the rule and whom to ask, if this person can't do that here."""
    ruling = check(plan, caller, authority)
    if ruling.approvals:
        return Needs(ruling.approvals, ruling.rule)
    if not plan.kind.confirms:
        return Needs(rule=ruling.rule)
    why = plan.kind.risk(plan.instruction)
    if not why and ruling.confirm:
        why = ABOVE.format(rule=ruling.rule)
    return Needs(rule=ruling.rule, why=why)


def check(plan: Plan, caller: Caller, authority: Authority) -> Ruling:
    """The guards' ruling on a plan's sizes, and on a maximum that it raises; raises Forbidden."""
    measured = plan.kind.measure(plan.instruction)

    def ruling(before: int | None, after: int | None) -> Ruling:
        return authority.require(caller, Attempt("group", plan.group, caller.channel_id, before, after))

    of_size = ruling(measured.before, measured.after)
    return of_size if measured.raised_maximum is None else stricter(of_size, ruling(None, measured.raised_maximum))
