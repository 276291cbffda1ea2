"""The message that asks for a confirmation or for approvals, with its buttons."""

from __future__ import annotations

from slack_sdk.models.blocks import ButtonElement

from app.commands.scale.approval_store import Approval
from app.commands.scale.buttons import (
    APPROVE,
    APPROVE_LABEL,
    CANCEL,
    CANCEL_LABEL,
    CONFIRM,
    Named,
    approval_button,
)
from app.commands.scale.plan import from_document
from app.commands.scale.words import because, people, planned
from app.slack.messages.buttons import actions
from app.slack.messages.message import Message
from app.slack.messages.text import named

ASK = ":raised_hand: {user} wants to {words}{because}{more}.{why} Go ahead?"
ASK_OTHERS = (
    ":raised_hand: {user} wants to {words}{because}{more}. It needs approval from {needed} within 30 minutes ({rule})."
)
APPROVED_SO_FAR = "\nApproved by {users}; {left} more needed."
BY_CONFIRMATION = ", confirmed by {user}"
BY_APPROVAL = ", approved by {users}"


def question(approval: Approval) -> Message:
    plan, intro = from_document(approval.plan), said(approval) + approval.since
    return planned(intro, plan.outlook.lines, plan.warnings, actions(_buttons(approval)))


def said(approval: Approval) -> str:
    """What it asks, mrkdwn; also at the top of what comes of it."""
    plan = from_document(approval.plan)
    words = {
        "user": named(approval.user_id),
        "words": plan.to_do,
        "because": because(plan.reason),
        "more": plan.more,
    }
    late = f"{approval.late}\n" if approval.late else ""
    if not approval.needed:
        return late + ASK.format(why=approval.why, **words)
    text = late + ASK_OTHERS.format(rule=approval.rule, needed=people(approval.needed), **words)
    if approval.approved_by:
        left = approval.needed - len(approval.approved_by)
        text += APPROVED_SO_FAR.format(users=mentions(approval.approved_by), left=left)
    return text


def _buttons(approval: Approval) -> list[ButtonElement]:
    plan = from_document(approval.plan)
    about = Named(approval.id, approval.group, plan.arn, approval.version)
    style = "danger" if plan.risk else "primary"
    if approval.needed:
        yes = approval_button(APPROVE, APPROVE_LABEL, about, style)
    else:
        yes = approval_button(CONFIRM, plan.kind.label(plan.instruction), about, style)
    return [yes, approval_button(CANCEL, CANCEL_LABEL, about)]


def mentions(users: tuple[str, ...]) -> str:
    return " and ".join(map(named, users))


def who_agreed(approval: Approval) -> str:
    """To be said of the change, if it was not the person who asked."""
    if approval.approved_by:
        return BY_APPROVAL.format(users=mentions(approval.approved_by))
    if approval.settled_by == approval.user_id:
        return ""
    return BY_CONFIRMATION.format(user=named(approval.settled_by))
