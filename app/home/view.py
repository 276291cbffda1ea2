"""The Home tab as one person sees it: what waits for them first, then what is not OK.

Slack takes 100 blocks; so each part shows a page, with buttons to the others. Everything is said in words, too: a
screen reader reads no colors and no bars.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    DividerBlock,
    HeaderBlock,
    InputBlock,
    Option,
    PlainTextInputElement,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from app.home.glance import Glance
from app.home.names import PAGE, REFRESH, SHOW, WORDS
from app.home.parts import alarm_blocks, change_lines, done_lines, group_blocks, waiting_blocks
from app.home.shown import Page, Shown, shown
from app.home.viewers import EVERYTHING, MINE, UNACKNOWLEDGED, Choices
from app.slack.messages.blocks import context, section
from app.slack.messages.buttons import NEXT, PREVIOUS, actions, button
from app.slack.messages.message import Message
from app.slack.messages.text import SECTION_LIMIT, moment, within

OPTIONS = {EVERYTHING: "Everything", UNACKNOWLEDGED: "Not acknowledged", MINE: "In my hands"}
SHOW_LABEL, REFRESH_LABEL, WORDS_LABEL = "Which alarms to show", "Refresh", "Only names with"
WORDS_HINT = "A part of the names of alarms and groups; press Enter. Empty shows all."
AS_OF = "As of {at}. While you have it open it is kept up to date, for half an hour."
SUMMARY = "{alarms} not OK · {running} running · {waiting} waiting for you"
QUIET = ":large_green_circle: No alarm is in ALARM or INSUFFICIENT_DATA."
HIDDEN = "{count} of those that are not OK are hidden by what you chose above."
MORE_ALARMS = "There are more: these are the first by name in each state. `/alarms` finds any of them."
WAITING, ALARMS, GROUPS = "Waiting for you", "Not OK", "Groups"
RUNNING, LAST_DAY = "Changes that run", "Done in the last day"
NOTHING_DONE = "Bellhop has changed no group in the last day."
ELSEWHERE = "{count} {changes} of others in conversations that you may not be in: what was said there stays there."
NO_GROUPS = "No group to show."
OF = "{first} to {last} of {count}"
MORE = "and {count} more"
MOST_WAITING, MOST_LINES, MOST_IN_NOTICE = 5, 15, 10
LONGEST_WORDS = 100
AS_OF_ID = "as_of"
ON_ENTER = {"trigger_actions_on": ["on_enter_pressed"]}


def home_view(glance: Glance, choices: Choices, user_id: str) -> View:
    return View(type="home", blocks=[*_top(glance, choices, user_id), *_parts(shown(glance, choices, user_id))])


def what_is_shown(view: View) -> str:
    """A hash that changes when something else is shown; the time of the look does not count."""
    said = [block.to_dict() for block in view.blocks or () if block.block_id != AS_OF_ID]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def _top(glance: Glance, choices: Choices, user_id: str) -> Iterator[Block]:
    found = shown(glance, choices, user_id)
    counts = {"running": len(found.running), "waiting": len(found.waiting)}
    yield section(SUMMARY.format(alarms=f"{found.not_ok}{'+' if glance.more_alarms else ''}", **counts))
    yield _as_of(glance.at)
    yield from Block.parse_all(choices.notice.get("blocks", []))
    for problem in glance.problems:
        yield section(f":warning: {problem}")
    yield _choices(choices)
    yield _words(choices)


def _as_of(at: datetime) -> Block:
    block = context(AS_OF.format(at=moment(at)))
    block.block_id = AS_OF_ID
    return block


def _choices(choices: Choices) -> ActionsBlock:
    options = {value: Option(text=label, value=value) for value, label in OPTIONS.items()}
    chosen = options.get(choices.show, options[EVERYTHING])
    menu = StaticSelectElement(
        action_id=SHOW, placeholder=SHOW_LABEL, options=list(options.values()), initial_option=chosen
    )
    return ActionsBlock(block_id=SHOW, elements=[menu, button(REFRESH_LABEL, REFRESH, "", "the Home tab")])


def _words(choices: Choices) -> InputBlock:
    """Its id has what it holds: Slack keeps what somebody typed in an input of the same id."""
    element = PlainTextInputElement(
        action_id=WORDS, initial_value=choices.words or None, max_length=LONGEST_WORDS, dispatch_action_config=ON_ENTER
    )
    block_id = f"{WORDS}-{hashlib.sha256(choices.words.encode()).hexdigest()[:8]}"
    return InputBlock(
        block_id=block_id, label=WORDS_LABEL, hint=WORDS_HINT, element=element, dispatch_action=True, optional=True
    )


def _parts(found: Shown) -> Iterator[Block]:
    if found.waiting:
        yield from _titled(WAITING)
        for approval in found.waiting[:MOST_WAITING]:
            yield from waiting_blocks(approval)
        yield from _more(len(found.waiting) - MOST_WAITING)
    yield from _titled(ALARMS)
    yield from _alarms(found)
    if found.running:
        yield from _titled(RUNNING)
        yield from _list(change_lines(found.running, found.sizes))
    yield from _titled(GROUPS)
    for group in found.groups.items:
        yield from group_blocks(group)
    yield from _pager(found.groups, "groups", "groups") if found.groups.count else iter([section(NO_GROUPS)])
    yield from _titled(LAST_DAY)
    if found.done or not found.elsewhere:
        yield from _list(done_lines(found.done)) if found.done else iter([section(NOTHING_DONE)])
    if found.elsewhere:
        yield context(ELSEWHERE.format(count=found.elsewhere, changes="change" if found.elsewhere == 1 else "changes"))


def _alarms(found: Shown) -> Iterator[Block]:
    if not found.not_ok:
        yield section(QUIET)
    for alarm in found.alarms.items:
        yield from alarm_blocks(alarm, found.home)
    yield from _pager(found.alarms, "alarms", "alarms that are not OK")
    if found.hidden:
        yield context(HIDDEN.format(count=found.hidden))
    if found.more_alarms:
        yield context(MORE_ALARMS)


def _titled(title: str) -> Iterator[Block]:
    yield DividerBlock()
    yield HeaderBlock(text=title)


def _list(lines: Sequence[str]) -> Iterator[Block]:
    fitting = within(lines, MOST_LINES, SECTION_LIMIT)
    yield section("\n".join(fitting))
    yield from _more(len(lines) - len(fitting))


def _more(count: int) -> Iterator[Block]:
    if count > 0:
        yield context(MORE.format(count=count))


def _pager(page: Page[Any], name: str, about: str) -> Iterator[Block]:
    """Nothing if all fit on one page."""
    if page.pages <= 1:
        return
    of = OF.format(first=page.first + 1, last=page.first + len(page.items), count=page.count)
    yield context(of)
    steps = [(PREVIOUS, page.number - 1), (NEXT, page.number + 1)]
    yield actions(
        [
            button(f"{label} {about}", f"{PAGE}:{name}-{number}", f"{name}:{number}", about)
            for label, number in steps
            if 0 <= number < page.pages
        ]
    )


def as_notice(message: Message) -> dict[str, Any]:
    """What came of a press, at the top of the tab, with its buttons; {} for nothing."""
    blocks = message.block_dicts()[:MOST_IN_NOTICE]
    return {"blocks": blocks} if message.text else {}
