"""What stands between a plan and its doing: the guards' ruling, and what is asked again before it is done."""

from __future__ import annotations

from dataclasses import dataclass

from app.access.policy import Attempt, Ruling
from app.commands.scale.plan import Kind, Plan
from app.listeners.services import Services
from app.slack.interactions import Caller

TO_ZERO = " That leaves no instance."
BY_HALF = " That takes more than half of them away."
ABOVE = " That is more than {rule} lets happen without asking."
ALL_NEW = " Each instance is replaced by a new one."


@dataclass(frozen=True)
class Asked:
    """Who asks, and how: `is_quiet` on an alarm's card, `claim` names a button that does its work once."""

    caller: Caller
    is_quiet: bool = False
    claim: str = ""


@dataclass(frozen=True)
class Needs:
    """What it takes to carry a plan out: `approvals` of others, or a confirmation, with `why` in words."""

    approvals: int = 0
    rule: str = ""
    why: str = ""


def needs(plan: Plan, asked: Asked, services: Services) -> Needs:
    """Raises Forbidden, with the rule and whom to ask, where this person may not do that here."""
    ruling = check(plan, asked, services)
    if ruling.approvals:
        return Needs(ruling.approvals, ruling.rule)
    why = _risk(plan)
    if not why and ruling.confirm:
        why = ABOVE.format(rule=ruling.rule)
    return Needs(rule=ruling.rule, why=why)


def check(plan: Plan, asked: Asked, services: Services) -> Ruling:
    """The guards' ruling on a plan's sizes, and on a maximum that it raises; raises Forbidden."""
    before, after = plan.wanted
    ruling = _ruling(plan, asked, services, before, after)
    if plan.raised_maximum is not None:
        bound = _ruling(plan, asked, services, None, plan.raised_maximum)
        return _stricter(ruling, bound)
    return ruling


def _stricter(one: Ruling, other: Ruling) -> Ruling:
    """Both are to be satisfied; the rule that asks for more is told."""
    first = other if (other.approvals, other.confirm) > (one.approvals, one.confirm) else one
    return Ruling("", one.confirm or other.confirm, max(one.approvals, other.approvals), first.rule)


def _ruling(plan: Plan, asked: Asked, services: Services, before: int | None, after: int | None) -> Ruling:
    attempt = Attempt("group", plan.group, asked.caller.channel_id, before, after)
    return services.policy.require(asked.caller, attempt)


def _risk(plan: Plan) -> str:
    """Why Bellhop asks again, whatever the guards say; empty where it does not."""
    if plan.kind is Kind.REFRESH:
        return ALL_NEW if plan.step == "start" else ""
    before, after = plan.wanted
    if before is None or after is None or after >= before:
        return ""
    if after == 0:
        return TO_ZERO
    return BY_HALF if after * 2 < before else ""
