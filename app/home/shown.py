"""What of all there is one person wants to see: filters, the order, and pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

from app.alarms.decide.in_hand import in_hand_of
from app.aws.scaling import Group
from app.base.values import dataclass
from app.commands.scale.approval_store import Approval
from app.commands.scale.logged_change import Change
from app.config.home import Home
from app.home.glance import Glance, NotOk
from app.home.viewers import MINE, UNACKNOWLEDGED, Choices

T = TypeVar("T")

ALARMS_A_PAGE, GROUPS_A_PAGE = 10, 20


@dataclass(frozen=True)
class Page(Generic[T]):
    """A page of `count` items, which begins with the one at `first`."""

    items: tuple[T, ...]
    number: int
    pages: int
    first: int
    count: int


@dataclass(frozen=True)
class Shown:
    """What one person sees; `not_ok` counts all alarms that are not OK, `hidden` those that the filters leave out.

    elsewhere  how many changes others made in private conversations, whose words stay there
    """

    waiting: tuple[Approval, ...]
    alarms: Page[NotOk]
    not_ok: int
    hidden: int
    more_alarms: bool
    running: tuple[Change, ...]
    done: tuple[Change, ...]
    elsewhere: int
    groups: Page[Group]
    sizes: Mapping[str, Group]
    home: Home


def shown(glance: Glance, choices: Choices, user_id: str) -> Shown:
    words = choices.words.casefold()
    alarms = [each for each in glance.alarms if words in each.name.casefold() and _is_wanted(each, choices, user_id)]
    groups = [group for group in glance.groups if words in group.name.casefold()]
    changes = [each for each in glance.changes if may_read(each.message.channel, each.user_id, glance, user_id)]
    return Shown(
        waiting=tuple(
            each
            for each in glance.approvals
            if waits_for(each, user_id) and may_read(each.channel, each.user_id, glance, user_id)
        ),
        alarms=page_of(sorted(alarms, key=_worst_first), choices.pages.get("alarms", 0), ALARMS_A_PAGE),
        not_ok=len(glance.alarms),
        hidden=len(glance.alarms) - len(alarms),
        more_alarms=glance.more_alarms,
        running=tuple(each for each in changes if each.is_running),
        done=tuple(each for each in changes if not each.is_running),
        elsewhere=len(glance.changes) - len(changes),
        groups=page_of(sorted(groups, key=_moving_first), choices.pages.get("groups", 0), GROUPS_A_PAGE),
        sizes={group.name: group for group in glance.groups},
        home=glance.home,
    )


def may_read(channel: str, by: str, glance: Glance, user_id: str) -> bool:
    """What was said where everybody may read it, or on a Home tab (no channel), or by this person."""
    return not channel or channel in glance.public or by == user_id


def waits_for(approval: Approval, user_id: str) -> bool:
    """An approval by somebody else who has not given it yet; a confirmation only by who asked."""
    if not approval.needed:
        return approval.user_id == user_id
    return user_id != approval.user_id and user_id not in approval.approved_by


def page_of(items: Sequence[T], number: int, size: int) -> Page[T]:
    """The page with this number, or the last one if there are fewer by now."""
    pages = max(1, -(-len(items) // size))
    number = min(max(0, number), pages - 1)
    return Page(tuple(items[number * size : (number + 1) * size]), number, pages, number * size, len(items))


def _is_wanted(alarm: NotOk, choices: Choices, user_id: str) -> bool:
    holders = in_hand_of(alarm.incident) if alarm.incident else ()
    if choices.show == UNACKNOWLEDGED:
        return not holders
    return user_id in holders if choices.show == MINE else True


def _worst_first(alarm: NotOk) -> tuple[bool, bool, float]:
    """In ALARM before no data, what can be pressed before what Bellhop was not told of, the newest first.

    Whoever acknowledges one does not move it.
    """
    return alarm.state != "ALARM", alarm.incident is None, -alarm.since.timestamp() if alarm.since else 0.0


def _moving_first(group: Group) -> tuple[bool, str]:
    return group.in_service == group.desired, group.name
