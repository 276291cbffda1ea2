"""The question: its words and its buttons are for a confirmation, or for approvals."""

from __future__ import annotations

import json
from datetime import timedelta

from app.commands.scale.approval_question import question
from app.commands.scale.approval_store import Approval
from app.commands.scale.buttons import APPROVE, CONFIRM
from app.commands.scale.plan import Plan, to_document
from tests.app.commands.scale.test_plan import NOW, resizing


def asking(needed: int, *approved_by: str) -> tuple[str, str]:
    """The text and the blocks of a question."""
    plan = to_document(Plan("web", resizing("web 4")))
    until = NOW + timedelta(minutes=30)
    approval = Approval("a", "web", "U0ANA", "C0OPS", "key", NOW, until, plan, needed, approved_by, rule="rule 1")
    message = question(approval)
    return message.text, json.dumps(message.block_dicts())


def test_it_asks_for_a_confirmation() -> None:
    text, blocks = asking(0)
    assert text == ":raised_hand: <@U0ANA|> wants to set *web* from 2 to 4. Go ahead?"
    assert CONFIRM in blocks
    assert APPROVE not in blocks


def test_or_for_approvals_and_says_who_has_given_one() -> None:
    text, blocks = asking(2, "U0BO")
    assert "needs approval from 2 other people within 30 minutes (rule 1).\nApproved by <@U0BO|>; 1 more" in text
    assert APPROVE in blocks
    assert CONFIRM not in blocks
