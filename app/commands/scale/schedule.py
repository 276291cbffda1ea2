"""/scale schedule: what Auto Scaling will do to groups at set times, each with a button to delete it."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, SectionBlock

from app.aws.scaling import ScheduledAction
from app.commands.scale.buttons import do_button
from app.commands.scale.deeds import Unschedule
from app.commands.scale.group import found
from app.commands.scale.plan import RETURN_PREFIX
from app.commands.scale.plan_words import sizes_words, when_words
from app.commands.scale.survey import soonest_first
from app.commands.scale.wish import Wish, typed
from app.listeners.operation import Operation
from app.listeners.services import Services
from app.slack.interactions import Reply
from app.slack.messages.blocks import context, mrkdwn
from app.slack.messages.message import Message, sentence
from app.slack.messages.text import code, escape

NONE = "{group} has no scheduled action. `/scale {words} 4 at 18:00` makes one."
NONE_AT_ALL = "No group has a scheduled action. `/scale GROUP 4 at 18:00` makes one."
LINE = "*{group}*  {sizes} {when}  {name}"
BACK = " (the way back of a change for a time)"
MORE = "… and {count} more; `/scale GROUP schedule` lists one group's."
HINT = "`/scale GROUP schedule delete NAME` deletes one."
DELETE_LABEL = "Delete"
MOST = 20


def show(word: str, services: Services, operation: Operation) -> Reply:
    group = found(word, services).name if word else ""
    actions = soonest_first(services.scaling.scheduled(group))
    if not actions:
        return Reply(sentence(NONE.format(group=code(group), words=typed(group)) if group else NONE_AT_ALL))
    blocks: list[Block] = [_row(action, operation.mark, position) for position, action in enumerate(actions[:MOST])]
    more = MORE.format(count=len(actions) - MOST) if len(actions) > MOST else ""
    blocks.append(context(f"{more} {HINT}".strip()))
    said = [*lines(actions[:MOST]), more, HINT]
    return Reply(Message("\n".join(line for line in said if line), blocks))


def lines(actions: Sequence[ScheduledAction]) -> list[str]:
    """`*web*  4 every weekday at 08:00  morning`."""
    return [_line(action) for action in actions]


def _row(action: ScheduledAction, mark: str, position: int) -> SectionBlock:
    words = str(Wish(Unschedule(action.name), action.group))
    button = do_button(DELETE_LABEL, f"{mark}-{position}", words, position)
    return SectionBlock(text=mrkdwn(_line(action)), accessory=button)


def _line(action: ScheduledAction) -> str:
    line = LINE.format(
        group=escape(action.group), sizes=sizes_words(action), when=when_words(action), name=code(action.name)
    )
    return line + BACK if action.name.startswith(RETURN_PREFIX) else line
