"""The list of what can be scaled, in pages of whole lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from slack_sdk.models.blocks import Block, ButtonElement

from app.aws.scaling import Group
from app.commands.scale.buttons import ListPage, page_button
from app.commands.scale.words import group_line
from app.scaling.targets import GROUP, Targets
from app.scaling.words import things
from app.slack.interactions import Reply
from app.slack.messages.blocks import context, section
from app.slack.messages.buttons import NEXT, PREVIOUS, REFRESH, actions
from app.slack.messages.error_text import error_text
from app.slack.messages.message import MOST_LINES, Message, sentence
from app.slack.messages.text import SECTION_LIMIT, escape, within

NONE = "There are no {things} in this account and region."
SUSPENDED = " :warning: {processes} suspended"
PROBLEM, MORE = ":warning: {problem}", "… and {count} more could not be listed."
PAGED = "Showing {first:,} to {last:,} of {count:,}."
FIRST_PAGE = ListPage()
HINT = "`/scale GROUP` shows one, `/scale GROUP 4` or `/scale GROUP +1` changes it, `/scale help` shows the rest."


def list_page(targets: Targets, asked: ListPage) -> Reply:
    """A page of the list, as it is now."""
    listed = tuple(each for each in targets.listed if not asked.kinds or each in asked.kinds)
    asked_of = replace(targets.within(asked.within), listed=listed or targets.listed)
    found = asked_of.found()
    problems = [error_text(problem) for problem in found.problems]
    return Reply(group_list(found.groups, problems, asked_of.listed, asked))


def group_list(
    groups: Sequence[Group], problems: Sequence[str] = (), kinds: Sequence[str] = (GROUP,), asked: ListPage = FIRST_PAGE
) -> Message:
    """The page of those of these kinds that was asked for; `problems`, mrkdwn, say what could not be listed."""
    if not groups:
        return sentence("\n".join(problems) or NONE.format(things=things(kinds)))
    told = _told(problems)
    pages = [*_pages([_line(group) for group in groups], SECTION_LIMIT - sum(len(each) + 1 for each in told))]
    starts = [sum(map(len, pages[:at])) for at in range(len(pages))]
    at = max(number for number, start in enumerate(starts) if start <= max(0, asked.start))
    paged = PAGED.format(first=starts[at] + 1, last=starts[at] + len(pages[at]), count=len(groups))
    text = "\n".join([*told, *([paged] if len(pages) > 1 else []), *pages[at]])
    turns = [*_turns(starts, at, asked)] if len(pages) > 1 else []
    blocks: list[Block] = [section(text), *([actions(turns)] if turns else []), context(HINT)]
    return Message(f"{text}\n{HINT}", blocks)


def _told(problems: Sequence[str]) -> list[str]:
    """What could not be listed, in half of a section at most: ten accounts may not answer."""
    lines = [PROBLEM.format(problem=each) for each in problems]
    shown = within(lines, MOST_LINES, SECTION_LIMIT // 2)
    return [*shown, *([MORE.format(count=len(lines) - len(shown))] if len(shown) < len(lines) else [])]


def _pages(lines: Sequence[str], limit: int) -> Iterator[list[str]]:
    """As many whole lines on each as fit a section, below the line that says which these are."""
    limit -= len(PAGED.format(first=len(lines), last=len(lines), count=len(lines))) + 1
    while lines:
        page = within(lines, MOST_LINES, limit) or list(lines[:1])
        yield page
        lines = lines[len(page) :]


def _turns(starts: Sequence[int], at: int, asked: ListPage) -> Iterator[ButtonElement]:
    """Each lists again, so that an old page becomes a new one."""
    turns = [(PREVIOUS, "previous", at - 1), (NEXT, "next", at + 1), (REFRESH, "refresh", at)]
    for label, position, to in turns:
        if 0 <= to < len(starts) and (made := page_button(label, position, replace(asked, start=starts[to]))):
            yield made


def _line(group: Group) -> str:
    suspended = SUSPENDED.format(processes=escape(", ".join(group.suspended))) if group.suspended else ""
    return group_line(group) + suspended
