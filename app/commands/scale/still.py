"""Whether what waits for a yes is still what was shown: the same sizes, and the same rules for the person who asked."""

from __future__ import annotations

from dataclasses import replace

from app.access.authority import Authority
from app.base.errors import Forbidden, Wrong
from app.base.values import dataclass
from app.commands.scale.approval_store import Approval
from app.commands.scale.ask import Needs, check, needs
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
MAY_NOT_APPROVE = "\n:arrows_counterclockwise: The rules no longer let {users} approve it, so that does not count."
THERE_ALREADY = "{group} is already at {sizes}. Nothing changed."
UNDONE_ALREADY = "That change has already been undone. Nothing changed."


@dataclass(frozen=True)
class Still:
    """Reads the group and the rules as they are now."""

    planner: Planner
    changes: Changes
    authority: Authority

    def asked_now(self, approval: Approval, asker: Caller) -> Approval:
        """What would be asked now: the same, with what may come of it by now, or another plan, of another `version`.

        Nobody has said yes to that one. Raises Wrong if it can't be done any more.
        """
        plan = from_document(approval.plan)
        now = self._now(plan, approval)
        has_moved = now.instruction != plan.instruction
        try:
            needed = needs(now, asker, self.authority)
        except Forbidden:
            raise mentioning(Wrong, MAY_NO_LONGER.format(user=mention(asker.user_id))) from None
        if not has_moved and _is_same(needed, approval):
            return replace(approval, plan=to_document(now))
        return replace(
            approval,
            plan=to_document(now),
            approved_by=(),
            needed=needed.approvals,
            rule=needed.rule,
            why=needed.why,
            version=approval.version + 1,
            since=what_moved(now) if has_moved else OTHER_RULES,
        )

    def may_no_longer(self, approval: Approval, presser: Caller) -> tuple[str, ...]:
        """Those who approved it and could not approve it now, other than who presses."""
        others = [each for each in approval.approved_by if each != presser.user_id]
        return tuple(each for each in others if not self._may(each, approval, presser))

    def _may(self, user_id: str, approval: Approval, presser: Caller) -> bool:
        try:
            person = replace(presser, user_id=user_id, channel_id=approval.channel, team_id="")
            check(from_document(approval.plan), person, self.authority)
        except Forbidden:
            return False
        return True

    def _now(self, plan: Plan, approval: Approval) -> Plan:
        undoes = plan.kind.log_entry(plan.instruction).undoes or approval.undoes
        undone = self.changes.find(undoes) if undoes else None
        if undone and undone.undone_by:
            raise Wrong(UNDONE_ALREADY)
        now = self.planner.now(plan)
        entry = now.kind.log_entry(now.instruction)
        if entry.before and entry.before == entry.after:
            raise Wrong(THERE_ALREADY.format(group=ticked(plan.group), sizes=sizes_now(entry.before)))
        return now


def _is_same(needed: Needs, approval: Approval) -> bool:
    """By the rule and what it asks for; the words for it are another Bellhop's perhaps."""
    known = (approval.needed, approval.rule, bool(approval.why))
    return (needed.approvals, needed.rule, bool(needed.why)) == known


def what_moved(plan: Plan) -> str:
    before = plan.kind.log_entry(plan.instruction).before
    return MOVED.format(sizes=sizes_now(before)) if before else MOVED_OTHERWISE
