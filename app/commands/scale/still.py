"""Whether what waits for a yes is still what was shown: the same sizes, and the same rules for the person who asked."""

from __future__ import annotations

from dataclasses import replace

from app.access.authority import Authority
from app.base.errors import Forbidden, Wrong
from app.base.values import dataclass
from app.commands.scale.approval_store import Approval
from app.commands.scale.ask import Needs, needs
from app.commands.scale.change_log import Changes
from app.commands.scale.plan import Plan, Planner, from_document, to_document
from app.commands.scale.words import sizes_now
from app.slack.interactions import Caller
from app.slack.messages.error_text import mentioning
from app.slack.messages.text import mention, ticked

MOVED = "\n:arrows_counterclockwise: *The group has changed since*: it is at {sizes} now. Check it and press again."
MOVED_OTHERWISE = "\n:arrows_counterclockwise: *The group has changed since*. Check it and press again."
OTHER_RULES = "\n:arrows_counterclockwise: *The rules have changed since*. Check what it needs now and press again."
MAY_NO_LONGER = "The rules no longer let {user} do that, so nothing was done."
THERE_ALREADY = "{group} is already at {sizes}. Nothing changed."
UNDONE_ALREADY = "That change has already been undone. Nothing changed."


@dataclass(frozen=True)
class Still:
    """Reads the group and the rules as they are now."""

    planner: Planner
    changes: Changes
    authority: Authority

    def asked_now(self, approval: Approval, asker: Caller) -> Approval:
        """What would be asked now: the same, or another plan, which nobody has said yes to.

        Raises Wrong if it can't be done any more.
        """
        plan = from_document(approval.plan)
        moved = self._moved(plan, approval)
        now = moved or plan
        try:
            needed = needs(now, asker, self.authority)
        except Forbidden:
            raise mentioning(Wrong, MAY_NO_LONGER.format(user=mention(asker.user_id))) from None
        if not moved and _is_same(needed, approval):
            return approval
        return replace(
            approval,
            plan=to_document(now),
            approved_by=(),
            needed=needed.approvals,
            rule=needed.rule,
            why=needed.why,
            version=approval.version + 1,
            since=what_moved(moved) if moved else OTHER_RULES,
        )

    def _moved(self, plan: Plan, approval: Approval) -> Plan | None:
        undoes = plan.kind.record(plan.instruction).undoes or approval.undoes
        undone = self.changes.find(undoes) if undoes else None
        if undone and undone.undone_by:
            raise Wrong(UNDONE_ALREADY)
        moved = self.planner.moved(plan)
        record = moved.kind.record(moved.instruction) if moved else None
        if record and record.before and record.before == record.after:
            raise Wrong(THERE_ALREADY.format(group=ticked(plan.group), sizes=sizes_now(record.before)))
        return moved


def _is_same(needed: Needs, approval: Approval) -> bool:
    """By the rule and what it asks for; the words for it are another Bellhop's perhaps."""
    known = (approval.needed, approval.rule, bool(approval.why))
    return (needed.approvals, needed.rule, bool(needed.why)) == known


def what_moved(plan: Plan) -> str:
    before = plan.kind.record(plan.instruction).before
    return MOVED.format(sizes=sizes_now(before)) if before else MOVED_OTHERWISE
