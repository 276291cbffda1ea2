"""What a drill would do, as one plan and one question. No IO."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from app.base.values import dataclass
from app.commands.forcealarm.buttons import drill_buttons
from app.commands.forcealarm.plan import LINE_LIMIT, NOTHING, SINCE, VALID_FOR, Item, counted, essence, parted
from app.config.drills import DrillStep
from app.slack.messages.blocks import section
from app.slack.messages.message import Message
from app.slack.messages.text import code, cut, duration, escape, named

ASK = (
    ":raised_hand: {user} wants to start the drill {name} in <#{channel}>{reason}: {count}, for {lasts} at "
    "most.{since} The cards go there, marked as a test, and Bellhop mentions nobody. In the end every alarm, mute and "
    "size is put back. This triggers:"
)
LINE = "• {name} (in {before}), {when}: {what}."
WHEN_AT_ONCE, WHEN = "{state} at once", "{state} after {span}"
LEFT_OUT = "Not in the drill: {alarms}."
OUT = "{name} ({why})"
CANCELLED = ":no_entry_sign: {user} wanted to start the drill {name}. Cancelled by {by}. Nothing changed."
OVER = ":no_entry_sign: {user} wanted to start the drill {name}: {problem}"
STARTED = ":checkered_flag: {user} started the drill {name}: it is told in <#{channel}>."


@dataclass(frozen=True)
class LeftOut:
    """An alarm, or words that name none, that the drill leaves alone; `why` is mrkdwn."""

    name: str = ""
    why: str = ""


@dataclass(frozen=True)
class DrillPlan:
    """What was asked for, as it was shown; `steps` name single alarms.

    channel   the id of the drill's channel; `asked_in` is where the question is, found by its `key`
    version   which question it is: a yes counts only for the one that was shown
    """

    id: str = ""
    name: str = ""
    minutes: int = 0
    reason: str = ""
    user_id: str = ""
    channel: str = ""
    asked_in: str = ""
    key: str = ""
    thread_ts: str = ""
    asked_at: datetime | None = None
    items: tuple[Item, ...] = ()
    steps: tuple[DrillStep, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    since: str = ""
    version: int = 0

    def is_old(self, now: datetime) -> bool:
        return self.asked_at is None or now - self.asked_at > VALID_FOR

    def shows(self, items: Sequence[Item], steps: Sequence[DrillStep]) -> bool:
        """Whether what would be done now is what was shown; who is told may have changed."""
        return [*map(essence, items)] == [*map(essence, self.items)] and tuple(steps) == self.steps

    @property
    def lasts(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(label for item in self.items for label in item.labels))


def message(plan: DrillPlan) -> Message:
    asks = ASK.format(
        user=named(plan.user_id),
        name=code(plan.name),
        channel=plan.channel,
        reason=f" because {escape(plan.reason)}" if plan.reason else "",
        count=counted(len(plan.items)),
        lasts=duration(plan.lasts),
        since=plan.since,
    )
    parts = [asks, *parted([*(_line(item, plan.steps) for item in plan.items), *_left_out(plan.left_out)])]
    buttons = drill_buttons(plan.id, plan.name, plan.labels, plan.version)
    return Message("\n".join(parts), (*map(section, parts), buttons))


def since_asked(plan: DrillPlan, items: Sequence[Item], steps: Sequence[DrillStep]) -> str:
    return "" if plan.shows(items, steps) else SINCE


def _line(item: Item, steps: Sequence[DrillStep]) -> str:
    when = ", ".join(_when(step) for step in steps if step.alarm == item.alarm)
    what = ", ".join((*item.words, *item.also)) or NOTHING
    return cut(LINE.format(name=code(item.alarm), before=item.before, when=when, what=what), LINE_LIMIT)


def _when(step: DrillStep) -> str:
    if not step.seconds:
        return WHEN_AT_ONCE.format(state=step.state)
    return WHEN.format(state=step.state, span=duration(timedelta(seconds=step.seconds)))


def _left_out(left_out: Sequence[LeftOut]) -> Iterator[str]:
    if left_out:
        alarms = ", ".join(OUT.format(name=code(each.name), why=each.why) for each in left_out)
        yield cut(LEFT_OUT.format(alarms=alarms), 2 * LINE_LIMIT)
