"""What setting the state of several alarms would do, as one plan and one question. No IO."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from app.base.values import dataclass
from app.commands.forcealarm.buttons import all_buttons
from app.slack.messages.blocks import section
from app.slack.messages.message import Message
from app.slack.messages.text import code, cut, escape, named

ASK = ":raised_hand: {user} wants to set {count} ({glob}) to *{state}*{reason}.{already}{since} This triggers:"
LINE, NOTHING = "• {name} (in {before}): {what}.{silence}", "nothing"
COUNT, COUNTS = "1 alarm", "{count} alarms"
ALREADY, ALREADIES = " 1 more is in {state} already.", " {count} more are in {state} already."
SINCE = " *That has changed since it was asked first.*"

VALID_FOR = timedelta(minutes=30)
KEPT_DAYS = 30  # a press that was begun may wait on a queue (14 days), and then among the dead letters (14 more)
LINE_LIMIT = 450  # 25 of them stay below what Slack takes of one message
SECTION_LIMIT = 2800


@dataclass(frozen=True)
class Item:
    """One alarm: its state, what its actions do (`also` what only tells people), and why they don't run at once."""

    alarm: str = ""
    before: str = ""
    words: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    silence: str = ""
    stays: str = ""


@dataclass(frozen=True)
class Plan:
    """What was asked for all alarms that a glob matches, as it was shown; `already` counts those in the state.

    version  which question it is: a yes counts only for the one that was shown
    """

    id: str = ""
    glob: str = ""
    state: str = ""
    reason: str = ""
    user_id: str = ""
    channel: str = ""
    key: str = ""
    thread_ts: str = ""
    asked_at: datetime | None = None
    items: tuple[Item, ...] = ()
    already: int = 0
    since: str = ""
    version: int = 0

    def is_old(self, now: datetime) -> bool:
        return self.asked_at is None or now - self.asked_at > VALID_FOR

    def shows(self, items: Sequence[Item]) -> bool:
        """Whether what would be done now is what was shown; who is told may have changed."""
        return [essence(each) for each in items] == [essence(each) for each in self.items]

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(label for item in self.items for label in item.labels))


def counted(count: int) -> str:
    return COUNT if count == 1 else COUNTS.format(count=count)


def message(plan: Plan) -> Message:
    asks = ASK.format(
        user=named(plan.user_id),
        count=counted(len(plan.items)),
        glob=code(plan.glob),
        state=plan.state,
        reason=f": {escape(plan.reason)}" if plan.reason else "",
        already=_already(plan),
        since=plan.since,
    )
    parts = list(parted([_line(item) for item in plan.items]))
    buttons = all_buttons(plan.id, plan.glob, plan.state, len(plan.items), plan.labels, plan.version)
    return Message("\n".join([asks, *parts]), (*map(section, [asks, *parts]), buttons))


def _already(plan: Plan) -> str:
    text = ALREADY if plan.already == 1 else ALREADIES
    return text.format(count=plan.already, state=plan.state) if plan.already else ""


def _line(item: Item) -> str:
    what = ", ".join((*item.words, *item.also)) or NOTHING
    silence = f" {item.silence}" if item.silence else ""
    line = LINE.format(name=code(item.alarm), before=item.before, what=what, silence=silence)
    return cut(line, LINE_LIMIT)


def parted(lines: Sequence[str]) -> Iterator[str]:
    """Lines that fit one section each."""
    part: list[str] = []
    for line in lines:
        if sum(map(len, part)) + len(part) + len(line) > SECTION_LIMIT:
            yield "\n".join(part)
            part = []
        part.append(line)
    if part:
        yield "\n".join(part)


def essence(item: Item) -> tuple[str, str, tuple[str, ...], bool]:
    return item.alarm, item.before, item.words, bool(item.silence)
