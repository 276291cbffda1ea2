"""A dry run's answer: what would be done, whether this person may, what would be asked first, and a button to do it."""

from __future__ import annotations

from slack_sdk.models.blocks import ActionsBlock, ButtonElement

from app.base.errors import Refused
from app.commands.scale.plan import Plan
from app.commands.scale.plan_words import plan_message
from app.commands.scale.rules import Asked, needs
from app.listeners.services import Services
from app.slack.interactions import Reply

MAY_NOT = "\n:no_entry_sign: {refusal}"
WOULD_ASK = "\n:raised_hand: Bellhop would ask first.{why}"
WOULD_NEED = "\n:raised_hand: By {rule} it would take {approvals} to approve it."


def would(
    intro: str, plan: Plan, asked: Asked, services: Services, button: ButtonElement, is_confirmed: bool = True
) -> Reply:
    """`intro` (mrkdwn) and the rest; `is_confirmed` where the deed is one that Bellhop may ask again about."""
    try:
        needed = needs(plan, asked, services)
    except Refused as refusal:
        return Reply(plan_message(intro + MAY_NOT.format(refusal=refusal), plan))
    if needed.approvals:
        intro += WOULD_NEED.format(rule=needed.rule, approvals=needed.approvals)
    elif needed.why and is_confirmed:
        intro += WOULD_ASK.format(why=needed.why)
    return Reply(plan_message(intro, plan, ActionsBlock(elements=[button])))
