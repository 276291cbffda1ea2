"""What two configurations make of the same alarms: how they differ. No IO."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import Enum

from app.base.values import dataclass
from app.ops.rehearse.told import Form, Shown, Told


class Kind(Enum):
    """In which way an alarm would be told otherwise, in the words of the report."""

    DROPPED = "no longer shown"
    NEW = "shown now"
    ELSEWHERE = "elsewhere"
    MENTIONS = "mentioning others"
    LATER = "escalated to others"
    QUIET = "with other quiet hours"
    DIGEST = "in or out of a digest"
    CARD = "as a new card, or in an earlier one's thread"


@dataclass(frozen=True)
class Difference:
    """An alarm that would be told otherwise, each time in the same way; the newest time is `last`."""

    alarm: str
    before: Told
    after: Told
    kinds: tuple[Kind, ...]
    times: int
    last: datetime


def differences(before: Sequence[Told], after: Sequence[Told]) -> tuple[Difference, ...]:
    """By alarm and by what changes; both have heard the same transitions."""
    found: dict[object, Difference] = {}
    for old, new in zip(before, after, strict=True):
        kinds = kinds_of(old, new)
        if not kinds:
            continue
        alarm = old.transition
        way = (alarm.key, old.shown, new.shown, old.is_dropped, new.is_dropped)
        times = found[way].times + 1 if way in found else 1
        found[way] = Difference(alarm.name, old, new, kinds, times, alarm.changed_at)
    return tuple(sorted(found.values(), key=lambda each: (each.alarm, each.last)))


def kinds_of(before: Told, after: Told) -> tuple[Kind, ...]:
    """How the two differ, the gravest first; nothing if they are the same for everybody in Slack."""
    if bool(before.shown) != bool(after.shown):
        return (Kind.DROPPED,) if before.shown else (Kind.NEW,)

    old, new = _by_channel(before), _by_channel(after)
    both = old.keys() & new.keys()
    changed = {
        Kind.ELSEWHERE: old.keys() != new.keys(),
        Kind.MENTIONS: _whom(before) != _whom(after) or any(old[at].mentions != new[at].mentions for at in both),
        Kind.LATER: {each.later for each in before.shown} != {each.later for each in after.shown},
        Kind.QUIET: {each.note for each in before.shown} != {each.note for each in after.shown},
        Kind.DIGEST: any((old[at].form is Form.DIGEST) != (new[at].form is Form.DIGEST) for at in both),
        Kind.CARD: any({old[at].form, new[at].form} == {Form.CARD, Form.THREAD} for at in both),
    }
    return tuple(kind for kind, is_so in changed.items() if is_so)


def _by_channel(told: Told) -> dict[str, Shown]:
    return {each.channel: each for each in told.shown}


def _whom(told: Told) -> set[str]:
    return {mention for each in told.shown for mention in each.mentions}
