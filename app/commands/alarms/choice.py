"""Where a mute's or unmute's words may mean several alarms: a button for each, which does it to exactly that one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.commands.alarms.buttons import choice_buttons
from app.commands.alarms.plan import new_plan, plans
from app.listeners.names import labels
from app.slack.interactions import Reply
from app.slack.messages.blocks import section
from app.slack.messages.error_text import error_text
from app.slack.messages.message import Message

if TYPE_CHECKING:
    from app.commands.alarms.find import Unclear
    from app.commands.alarms.lasts import Lasts
    from app.commands.alarms.verbs.verb import Asked

LABEL = "{do} {name}"


def choose(unclear: Unclear, do: str, lasts: Lasts, reason: str, asked: Asked) -> Reply:
    """Each button is the yes to a plan of its own; the guards count for whoever presses, as for all plans."""
    chosen = []
    for at, alarm in enumerate(unclear.alarms):
        plan = new_plan(do, alarm.name, [alarm.name], lasts, reason, asked.caller, asked.services, asked.operation)
        chosen.append(replace(plan, id=f"{plan.id}-{at}"))
    for plan in chosen:
        plans(asked.services).begin(plan.id, plan)
    said = [LABEL.format(do=do.capitalize(), name=plan.what) for plan in chosen]
    shown, lines = labels(said, str(unclear))
    text = error_text(unclear) + lines
    buttons = choice_buttons([(label, plan.id, plan.what) for label, plan in zip(shown, chosen, strict=True)])
    return Reply(Message(text, (section(text), buttons)), asks=True)
