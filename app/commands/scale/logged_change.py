"""A change of a group as a value: who, when, from what to what, why, and how it ended. No IO."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.aws.scaling import Capacity


class Result(StrEnum):
    """How a change ended; `RUNNING` has not yet."""

    RUNNING = "running"
    DONE = "done"
    PARTLY = "partly done"
    GIVEN_UP = "given up"
    OVERTAKEN = "overtaken"
    UNDONE = "undone"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Message:
    """The message in Slack about its progress: found by `key` in `channel`, perhaps in a thread there."""

    channel: str
    key: str
    thread_ts: str = ""


@dataclass(frozen=True)
class Change:
    """One change; `id` is the mark of the operation that made it.

    words       what was done, mrkdwn, such as "set *web* from 2 to 4"
    before      the sizes before, and `after` those it set; both None if it wasn't about sizes
    until       when Auto Scaling goes back to `before`, by its scheduled action `returning`
    refresh     the instance refresh that it started or rolled back, to be followed
    step        how often the group has been read since
    shown       what its message said last, as a hash
    more        what follows the reason: until when, what it undoes, who approved it
    arn         the group's, unless an older Bellhop wrote this
    best        most instances seen in service (or fewest, if it shrinks), at `best_at`
    """

    id: str
    group: str
    user_id: str
    at: datetime
    words: str
    message: Message
    before: Capacity | None = None
    after: Capacity | None = None
    reason: str = ""
    warnings: tuple[str, ...] = ()
    until: datetime | None = None
    returning: str = ""
    refresh: bool = False
    undoes: str = ""
    undone_by: str = ""
    result: Result = Result.DONE
    ended_at: datetime | None = None
    step: int = 0
    shown: str = ""
    best: int | None = None
    best_at: datetime | None = None
    arn: str = ""
    more: str = ""

    @property
    def is_running(self) -> bool:
        return self.result is Result.RUNNING

    @property
    def is_undoable(self) -> bool:
        """Whether its sizes were certainly changed, and are not undone yet."""
        return self.before is not None and not self.undone_by and self.result is not Result.UNKNOWN
