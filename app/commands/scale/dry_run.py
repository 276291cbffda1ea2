"""A dry run's answer: what would be done, whether this person may do it, what it needs, and a button to do it."""

from __future__ import annotations

from dataclasses import replace

from slack_sdk.models.blocks import ButtonElement

from app.access.authority import Authority
from app.base.errors import Refused
from app.commands.scale.ask import needs
from app.commands.scale.buttons import do_button, undo_button
from app.commands.scale.plan import Plan
from app.commands.scale.request.parse import Request
from app.commands.scale.still import what_moved
from app.commands.scale.words import because, people, planned
from app.slack.interactions import Caller, Reply
from app.slack.messages.buttons import actions
from app.slack.messages.error_text import error_text
from app.slack.messages.text import named

DRY_RUN = ":mag: Dry run: {user} would {words}{because}{more}. Nothing changed."
MAY_NOT = "\n:no_entry_sign: {refusal}"
NEEDS_CONFIRMATION = "\n:raised_hand: Bellhop would ask for confirmation first.{why}"
NEEDS_APPROVAL = "\n:raised_hand: It would need approval from {needed} ({rule})."
DO_IT = "Do it"


def has_moved(request: Request, plan: Plan) -> bool:
    """Whether the group is not at the sizes any more that were shown where somebody pressed."""
    before = plan.kind.log_entry(plan.instruction).before
    return request.seen is not None and before is not None and before != request.seen


def dry_run(request: Request, plan: Plan, caller: Caller, authority: Authority, mark: str) -> Reply:
    words = {"words": plan.to_do, "because": because(plan.reason), "more": plan.more}
    intro = DRY_RUN.format(user=named(caller.user_id), **words)
    if has_moved(request, plan):
        intro += what_moved(plan)
    shown = (*plan.outlook.lines, *plan.outlook.reasons), plan.warnings
    try:
        needed = needs(plan, caller, authority)
    except Refused as refusal:
        return Reply(planned(intro + MAY_NOT.format(refusal=error_text(refusal)), *shown))
    if needed.approvals:
        intro += NEEDS_APPROVAL.format(rule=needed.rule, needed=people(needed.approvals))
    elif needed.why:
        intro += NEEDS_CONFIRMATION.format(why=needed.why)
    return Reply(planned(intro, *shown, actions([_button(request, plan, mark)])))


def _button(request: Request, plan: Plan, mark: str) -> ButtonElement:
    """Does it; for an undo exactly this one, whatever is changed before somebody presses."""
    entry = plan.kind.log_entry(plan.instruction)
    if entry.undoes:
        return undo_button(entry.undoes, plan.group, plan.arn)
    asked = replace(request, is_dry_run=False, group=plan.group, is_exact=True, arn=plan.arn, seen=entry.before)
    return do_button(DO_IT, mark, asked, style="primary")
