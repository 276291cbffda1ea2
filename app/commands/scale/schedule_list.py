"""/scale schedule: what Auto Scaling will do to groups at set times, each with a button to delete it."""

from __future__ import annotations

from slack_sdk.models.blocks import Block, SectionBlock

from app.aws.scaling import ScheduledAction
from app.commands.scale.buttons import do_button
from app.commands.scale.request.parse import Request, typed
from app.commands.scale.snapshot import soonest_first
from app.commands.scale.verbs.schedule import RETURN_PREFIX, Unschedule
from app.commands.scale.words import action_words
from app.scaling.targets import Targets
from app.slack.interactions import Reply
from app.slack.messages.blocks import context, mrkdwn
from app.slack.messages.message import Message, sentence
from app.slack.messages.text import code, escape

NONE = "{group} has no scheduled actions. `/scale {typed} 4 at 18:00` creates one."
NONE_AT_ALL = "No group has a scheduled action. `/scale GROUP 4 at 18:00` creates one."
LINE = "*{group}* {what}  {name}"
BACK = " (end of a temporary change)"
MORE = "… and {count} more. `/scale GROUP schedule` lists those of one group."
HINT = "`/scale GROUP schedule delete NAME` deletes one."
DELETE_LABEL = "Delete"
MOST = 20


def show(group: str, targets: Targets, mark: str) -> Reply:
    actions = soonest_first(targets.at(group).scheduled() if group else targets.scheduled())
    if not actions:
        return Reply(sentence(NONE.format(group=code(group), typed=escape(typed(group))) if group else NONE_AT_ALL))
    shown = actions[:MOST]
    more = MORE.format(count=len(actions) - MOST) if len(actions) > MOST else ""
    blocks: list[Block] = [_row(action, mark, position) for position, action in enumerate(shown)]
    blocks.append(context(f"{more} {HINT}".strip()))
    said = [*map(_line, shown), more, HINT]
    return Reply(Message("\n".join(line for line in said if line), blocks))


def _row(action: ScheduledAction, mark: str, position: int) -> SectionBlock:
    request = Request(Unschedule(action.name), action.group, is_exact=True)
    button = do_button(DELETE_LABEL, f"{mark}-{position}", request, position)
    return SectionBlock(text=mrkdwn(_line(action)), accessory=button)


def _line(action: ScheduledAction) -> str:
    """`*web* to 4, every weekday at 08:00  morning`."""
    line = LINE.format(group=escape(action.group), what=action_words(action), name=code(action.name))
    return line + BACK if action.name.startswith(RETURN_PREFIX) else line
