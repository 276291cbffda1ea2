"""The way back: the change of a group that can be undone now that the alarm is over. No IO here."""

from __future__ import annotations

from datetime import datetime

from app.base.values import dataclass


@dataclass(frozen=True)
class StillSet:
    """A group that is still as a change set it: from `now` instances `back`, by undoing that.

    `of` is when the alarm ended.
    """

    change: str
    group: str
    arn: str
    now: int
    back: int
    of: datetime
