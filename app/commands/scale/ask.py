"""What comes between a plan and its execution: the guards' ruling, and confirmations."""

from __future__ import annotations

from dataclasses import replace

from app.access.authority import Authority
from app.access.guards import Attempt, Ruling, stricter
from app.base.places import in_arn
from app.base.values import dataclass
from app.commands.scale.plan import Plan
from app.slack.interactions import Caller

ABOVE = " That is above what {rule} allows without confirmation."

UP_TO = "What you asked for may bring it to {up_to}."


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
    why = plan.risk
    if not why and ruling.confirm:
        why = ABOVE.format(rule=ruling.rule)
    return Needs(rule=ruling.rule, why=why)


def check(plan: Plan, caller: Caller, authority: Authority) -> Ruling:
    """The guards' ruling on a plan's sizes, and on what it may come to besides; raises Forbidden."""
    measured = plan.kind.measure(plan.instruction)
    sizes, (account, region) = (measured.before, measured.after), in_arn(plan.arn)  # its name may be of before
    about = Attempt("group", plan.group, caller.channel_id, *sizes, account=account, region=region)
    ruling = authority.require(caller, about)
    if measured.up_to is None:
        return ruling
    why = "" if measured.up_to == measured.after else UP_TO.format(up_to=measured.up_to)
    return stricter(ruling, authority.require(caller, replace(about, before=None, after=measured.up_to), why))
