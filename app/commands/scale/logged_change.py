"""A change of a group as a value: who, when, from what to what, why, and how it ended. No IO."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from app.aws.scaling import Capacity
from app.base.values import dataclass
from app.commands.scale.outlook.values import NOTHING, Outlook
from app.commands.scale.snapshot import WayBack


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
class ProgressMessage:
    """The message in Slack about its progress: found by `key` in `channel`, perhaps in a thread there."""

    channel: str
    key: str
    thread_ts: str = ""


@dataclass(frozen=True)
class Since:
    """What came after a change, so that it is not what the group is at any more.

    sizes      what the group was then set to; None if it is about an instance refresh
    user_id    who did it, by the change `change_id`, where Bellhop knows; else `by` has words for it, mrkdwn
    is_return  it went back by itself, as planned
    """

    at: datetime
    sizes: Capacity | None = None
    user_id: str = ""
    change_id: str = ""
    by: str = ""
    is_return: bool = False


@dataclass(frozen=True)
class Failed:
    """What failed while a change was followed, in AWS's words (mrkdwn), and when it first did."""

    at: datetime
    words: str


@dataclass(frozen=True)
class Change:
    """One change; `id` is the mark of the operation that made it.

    words       what was done, mrkdwn, such as "set *web* from 2 to 4"
    before      the sizes before, and `after` those it set; both None if it wasn't about sizes
    until       when Auto Scaling goes back to `before`, by its scheduled action `returning`
    refresh     whether it is about an instance refresh: the one with `refresh_id`, or the first that is not `known`
    known       the ids of the scaling activities, or of the instance refresh, that were there before it
    step        how often the group has been read since
    shown       what its message said last, as a hash
    more        what follows the reason: until when, what it undoes, who approved it
    arn         the group's, unless an older Bellhop wrote this
    best        most instances seen in service (or fewest, if it shrinks), at `best_at`; `in_service` when it ended
    since       what came after it
    gives_up    the way back of an earlier change, lost with it; `keeps` is the change whose loss it makes good
    makes       names of what is so since, if it was not about sizes; `takes_back` are names that are so no longer
    leaves      the sizes from which it goes back at `until`, if it set none itself; `goes_to` those to which, if not
                `before`
    stays       its scheduled action is gone, which `stays_by` deleted if Bellhop knows: it does not go back any more,
                or at `stays_until` instead
    overridden  somebody has set another size before it was to go back: its scheduled action is deleted, and that told
    outlook     what it was to come to besides, and `came` what did, mrkdwn
    failures    what failed meanwhile, each once
    incidents   the ids of those that were open then, of the group's alarms
    """

    id: str
    group: str
    user_id: str
    at: datetime
    words: str
    message: ProgressMessage
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
    known: tuple[str, ...] = ()
    refresh_id: str = ""
    in_service: int | None = None
    since: Since | None = None
    gives_up: WayBack | None = None
    keeps: str = ""
    makes: tuple[str, ...] = ()
    takes_back: tuple[str, ...] = ()
    leaves: Capacity | None = None
    goes_to: Capacity | None = None
    stays: bool = False
    stays_by: str = ""
    stays_until: datetime | None = None
    overridden: bool = False
    outlook: Outlook = NOTHING
    came: tuple[str, ...] = ()
    incidents: tuple[str, ...] = ()
    failures: tuple[Failed, ...] = ()

    @property
    def is_running(self) -> bool:
        return self.result is Result.RUNNING

    @property
    def is_undoable(self) -> bool:
        """Whether its sizes were certainly changed, and are not undone yet."""
        return self.before is not None and not self.undone_by and self.result is not Result.UNKNOWN
