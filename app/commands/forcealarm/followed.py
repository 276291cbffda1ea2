"""What became of alarms whose state was set by hand, and the one message that says so. No IO."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.base.values import dataclass
from app.slack.messages.blocks import section
from app.slack.messages.message import Message
from app.slack.messages.text import SECTION_LIMIT, code, duration, lasted, within

if TYPE_CHECKING:
    from app.aws.alarm import Alarm

METRIC_RETURNS = "CloudWatch sets it back at its next evaluation, often within seconds."
LINGERS = "It ignores missing data, so CloudWatch sets it back only once there is data."
COMPOSITE_STAYS = "A composite alarm keeps this state until one of its children changes."
WENT_BACK, WENT_TO = "CloudWatch set it back to *{to}* after {seconds}.", "CloudWatch set it to *{to}* after {seconds}."
WAS_SET = "Somebody set it to *{to}* by hand after {seconds}."
EVALUATED = "CloudWatch has evaluated it since, and its own state is *{to}*, too."
DELETED = "The alarm was deleted."
STILL = "It is still in *{state}* after {span}, and Bellhop looks no longer. {why}"
UNSEEN = "Bellhop can't look what became of it: {problem}"
WAITS, NOT_SET = "It is not set yet.", "It was not set: {problem}"
WAS_THERE = "It was in *{state}* already, so nothing was triggered."
LINE = "{name}: {words}"
MOST_LINES = 25

BACK, SET, OWN, GONE, GIVEN_UP = "back", "set", "own", "gone", "given up"
FAILED, ALREADY, LOST = "failed", "already", "lost"
BY_HAND = " (set by hand in Slack by "  # so `reason_of` marks what was set from here
BEFORE = timedelta(seconds=5)  # clocks differ


@dataclass(frozen=True)
class Followed:
    """An alarm that was set by hand `at` that time.

    mark   stands in its reason while it is as it was set
    begun  when Bellhop began to set it, which it may not have done
    state  to which it is set, and `due` when, in a drill
    stays  why it may stay: a composite alarm, or one that ignores missing data
    end    how it ended, '' while it is as it was set; `to` is the state then, `seconds` how long that took
    """

    alarm: str = ""
    before: str = ""
    mark: str = ""
    at: datetime | None = None
    stays: str = ""
    end: str = ""
    to: str = ""
    seconds: float = 0.0
    begun: datetime | None = None
    problem: str = ""
    state: str = ""
    due: datetime | None = None


@dataclass(frozen=True)
class Following:
    """A message below which some alarms are followed: found by its `key`, with what it says first (mrkdwn).

    arn       of the one alarm that is not at home
    reason    what CloudWatch is told of each that is set later, at `set_step`
    user_id   who is told the end where the message can't say it
    looked    the alarms as they were seen last, until that is told
    """

    id: str = ""
    state: str = ""
    keys: tuple[str, ...] = ()
    channel: str = ""
    thread_ts: str = ""
    words: str = ""
    alarms: tuple[Followed, ...] = ()
    step: int = 0
    reason: str = ""
    set_step: int = 0
    arn: str = ""
    user_id: str = ""
    looked: tuple[Followed, ...] = ()

    @property
    def waiting(self) -> tuple[Followed, ...]:
        """Those that are to be set yet."""
        return tuple(each for each in self.alarms if each.at is None and not each.end)

    @property
    def is_over(self) -> bool:
        return all(each.end for each in self.alarms)


def stays(alarm: Alarm) -> str:
    return COMPOSITE_STAYS if alarm.is_composite else LINGERS if alarm.lingers else ""


def seen(followed: Followed, state: str, alarm: Alarm | None, now: datetime) -> Followed:
    """With what CloudWatch says now; None if it has no such alarm any more."""
    if followed.end or followed.at is None:
        return followed
    if alarm is None:
        return replace(followed, end=GONE)
    since = None if alarm.updated else alarm.since
    seconds = max(0.0, ((since or now) - followed.at).total_seconds())
    if alarm.state != state:
        if since and since < followed.at - BEFORE:  # it does not show yet that it was set
            return followed
        return replace(followed, end=SET if BY_HAND in alarm.reason else BACK, to=alarm.state, seconds=seconds)
    if followed.mark in alarm.reason or (since and since < followed.at - BEFORE):
        return followed
    return replace(followed, end=SET if BY_HAND in alarm.reason else OWN, to=state, seconds=seconds)


def given_up(followed: Followed, now: datetime) -> Followed:
    if followed.end or followed.at is None:
        return followed
    return replace(followed, end=GIVEN_UP, seconds=(now - followed.at).total_seconds())


def unseen(followed: Followed, problem: str) -> Followed:
    """One that nobody may look at any more; `problem` (mrkdwn) says why."""
    return followed if followed.end or followed.at is None else replace(followed, end=LOST, problem=problem)


def message(following: Following) -> Message:
    """What it says first, and a line for each alarm; that of a single one needs no name."""
    lines = [_line(each, following.state) for each in following.alarms]
    if len(lines) > 1:
        named = zip(following.alarms, lines, strict=True)
        lines = [LINE.format(name=code(each.alarm), words=words) for each, words in named]
    shown = within(lines, MOST_LINES, SECTION_LIMIT)
    below: Sequence[str] = ["\n".join(shown)] if shown else []
    return Message("\n".join([following.words, *below]), tuple(map(section, [following.words, *below])))


def _line(followed: Followed, state: str) -> str:
    span = timedelta(seconds=followed.seconds)
    if followed.end in (BACK, SET):
        went = WENT_BACK if followed.to == followed.before else WENT_TO
        text = WAS_SET if followed.end == SET else went
        return text.format(to=followed.to, seconds=lasted(span))
    if followed.end == OWN:
        return EVALUATED.format(to=followed.to)
    if followed.end == GONE:
        return DELETED
    if followed.end == FAILED:
        return NOT_SET.format(problem=followed.problem)
    if followed.end == LOST:
        return UNSEEN.format(problem=followed.problem)
    if followed.end == ALREADY:
        return WAS_THERE.format(state=state)
    if followed.at is None:
        return WAITS
    if followed.end == GIVEN_UP:
        return STILL.format(state=state, span=duration(span), why=followed.stays).strip()
    return followed.stays or METRIC_RETURNS
