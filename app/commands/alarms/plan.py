"""The plan of a mute or unmute of several alarms: shown with their names, and carried out once somebody says yes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.base.values import dataclass
from app.commands.alarms.buttons import plan_buttons
from app.commands.alarms.lasts import Lasts
from app.slack.interactions import Caller, Reply
from app.slack.messages.blocks import section
from app.slack.messages.message import Message
from app.slack.messages.text import and_more, code, escape, named
from app.slack.replies import PublicReply, edit_reply
from app.store.documents import Documents

if TYPE_CHECKING:
    from app.listeners.operation import Operation
    from app.listeners.services import Services

ASK_MUTE = (
    ":raised_hand: {user} wants to mute *{counted}* {lasts}{reason}: {names}.{more} None of {their} actions runs "
    "in that time. Go ahead?"
)
ASK_UNMUTE = (
    ":raised_hand: {user} wants to unmute *{counted}*{reason}: {names}.{more} What is in ALARM runs its actions. Go "
    "ahead?"
)
LEFT_OUT = " Left out, because the guards in bellhop.toml don't let {user} change {them}: {names}."
MUTE, UNMUTE = "mute", "unmute"
LABELS = {MUTE: "Mute {counted}", UNMUTE: "Unmute {counted}"}

NAMES_SHOWN, NAME_LIMIT = 10, 100
VALID_FOR = timedelta(minutes=30)
KEPT_DAYS = 30  # a press that was begun may wait on a queue (14 days), and then among the dead letters (14 more)


@dataclass(frozen=True)
class MutePlan:
    """What was asked, where, and which alarms it is about, by their whole names; `what` are the words for them."""

    id: str
    do: str
    what: str
    names: tuple[str, ...]
    minutes: int
    reason: str
    user_id: str
    channel: str
    key: str
    asked_at: datetime
    thread_ts: str = ""
    left_out: tuple[str, ...] = ()
    until: datetime | None = None
    shown: str = ""

    @property
    def lasts(self) -> Lasts:
        return Lasts(self.minutes, self.until, self.shown)

    def is_old(self, now: datetime) -> bool:
        return now - self.asked_at > VALID_FOR


def ask(plan: MutePlan, services: Services) -> Reply:
    return Reply(message(plans(services).begin(plan.id, plan)), public=True, asks=True)


def message(plan: MutePlan) -> Message:
    counted = counted_alarms(len(plan.names))
    text = (ASK_MUTE if plan.do == MUTE else ASK_UNMUTE).format(
        user=named(plan.user_id),
        counted=counted,
        their="its" if len(plan.names) == 1 else "their",
        lasts=plan.lasts.words(),
        reason=because(plan.reason),
        names=listed(plan.names),
        more=left_out_words(plan.left_out, plan.user_id),
    )
    label = LABELS[plan.do].format(counted=counted)
    return Message(text, (section(text), plan_buttons(plan.id, plan.what, label)))


def new_plan(
    do: str,
    what: str,
    names: Sequence[str],
    lasts: Lasts,
    reason: str,
    caller: Caller,
    services: Services,
    operation: Operation,
    left_out: Sequence[str] = (),
) -> MutePlan:
    return MutePlan(
        id=operation.mark,
        do=do,
        what=what,
        names=tuple(names),
        minutes=lasts.minutes,
        until=lasts.until,
        shown=lasts.shown,
        reason=reason,
        user_id=caller.user_id,
        channel=caller.channel_id,
        key=f"reply-{operation.id}",
        asked_at=services.clock(),
        thread_ts=caller.thread_ts,
        left_out=tuple(left_out),
    )


def edit(plan: MutePlan, told: Message, services: Services) -> bool:
    """Replace the message that asked; False if Bellhop can't."""
    place = PublicReply(plan.key, plan.channel, plan.thread_ts)
    return edit_reply(place, told, services.slack, services.poster)


def plans(services: Services) -> Documents[MutePlan]:
    return Documents(services.table, services.clock, MutePlan, "mute-plan", KEPT_DAYS)


def listed(names: Sequence[str]) -> str:
    """The first names, and how many more."""
    shown = ", ".join(
        code(name if len(name) <= NAME_LIMIT else f"{name[: NAME_LIMIT - 1]}…") for name in names[:NAMES_SHOWN]
    )
    return and_more(shown, len(names) - NAMES_SHOWN)


def left_out_words(names: Sequence[str], user_id: str) -> str:
    """Which the guards keep from this person; '' if none."""
    them = "it" if len(names) == 1 else "them"
    return LEFT_OUT.format(user=named(user_id), names=listed(names), them=them) if names else ""


def counted_alarms(count: int) -> str:
    return f"{count:,} alarm" + ("" if count == 1 else "s")


def because(reason: str) -> str:
    return f", because {escape(reason)}" if reason else ""
