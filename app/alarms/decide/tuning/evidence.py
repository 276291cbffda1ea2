"""What a search for a better setting goes by, and what comes of it. No IO."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from app.alarms.decide.evaluation import Condition
from app.alarms.decide.tuning.happened import Happened
from app.alarms.decide.tuning.replay import Replay
from app.base.values import dataclass

AT_ONCE, LATEST, LAG = timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=10)


class Why(StrEnum):
    """Why nothing is suggested."""

    SHORT = "too short a time"
    FEW_VALUES = "too few values"
    NEVER = "never went off"
    QUIET = "already quiet"
    UNTOLD = "nobody knows who acted"
    DISAGREES = "the replay is not what happened"
    NO_DATA = "somebody acted on having no data"
    LOST = "the replay lacks what somebody acted on"
    NOTHING = "nothing better"


@dataclass(frozen=True)
class Before:
    """What somebody acted on before the alarm was last changed, and the metric around that."""

    times: tuple[Happened, ...]
    replay: Replay


@dataclass(frozen=True)
class Evidence:
    """An alarm as it is set, what its metric was from `start` to `end`, and when it really went off then.

    may_treat         whether it takes another treatment of missing data
    acted_on_no_data  whether somebody acted on INSUFFICIENT_DATA alone: then no setting is known to lose nothing
    """

    replay: Replay
    condition: Condition
    start: datetime
    end: datetime
    times: tuple[Happened, ...]
    may_treat: bool = True
    acted_on_no_data: bool = False
    before: Before | None = None

    @property
    def at_once(self) -> timedelta:
        return max(AT_ONCE, self.period)

    @property
    def period(self) -> timedelta:
        return timedelta(seconds=self.condition.period)

    @property
    def latest(self) -> timedelta:
        return max(LATEST, 2 * self.period)

    @property
    def lag(self) -> timedelta:
        """How far apart the history and the replay may be: CloudWatch looks each minute, and data comes late."""
        return LAG + 2 * self.period

    @property
    def noise(self) -> tuple[Happened, ...]:
        return tuple(each for each in self.times if self.is_noise(each))

    def is_noise(self, time: Happened) -> bool:
        return time.is_told and not time.acted_at and time.is_over_within(self.at_once)


@dataclass(frozen=True)
class Checked:
    """A setting that loses nothing: how often it goes off, and how much later at most what matters is told."""

    condition: Condition
    went_off: int
    later: timedelta


@dataclass(frozen=True)
class Tuning:
    """What came of a search; `as_it_is` is how often the replay of the present setting goes off."""

    why: Why | None
    as_it_is: int = 0
    suggested: Checked | None = None
    tried: int = 0
