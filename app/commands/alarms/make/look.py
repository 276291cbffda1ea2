"""What the metric of an alarm was in the last two weeks, and what the alarm would have done; one call to CloudWatch."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.alarms.decide.evaluation import Condition, Past, condition_of, past_of
from app.alarms.read.described import seen
from app.alarms.show.series import series
from app.aws.alarm import alarm_of
from app.base.errors import Refused
from app.base.values import dataclass

if TYPE_CHECKING:
    from app.alarms.read.transition import Transition
    from app.aws.alarm_definition import Definition
    from app.listeners.services import Services

TWO_WEEKS, CHARTED = timedelta(days=14), timedelta(hours=3)
# CloudWatch keeps values of less than a minute for three hours, and those of a minute for 15 days (its API reference,
# GetMetricData); time passes until it is asked.
MINUTE, KEPT_FINE, KEPT = 60, timedelta(hours=2, minutes=59), timedelta(days=14, hours=23)

Values = tuple[tuple[datetime, float], ...]


@dataclass(frozen=True)
class Looked:
    """An alarm as it would be; `values` begin before `start`, so that the first periods are judged as all others.

    refusal  why CloudWatch told no values, plain
    """

    alarm: Transition
    condition: Condition
    values: Values
    start: datetime
    end: datetime
    refusal: str = ""

    @property
    def span(self) -> timedelta:
        return self.end - self.start

    @property
    def past(self) -> Past:
        return past_of(self.values, self.condition, self.start, self.end)

    @property
    def recent(self) -> Values:
        return tuple(pair for pair in self.values if pair[0] >= self.end - CHARTED)


def look(definition: Definition, services: Services) -> Looked | None:
    """None of an alarm that is compared with no fixed threshold, or whose metrics Bellhop can't read."""
    condition, alarm = condition_of(definition), as_alarm(definition, services)
    asked = series(alarm)
    if condition is None or asked is None:
        return None
    start, end = span_of(condition, services.clock())
    before = min(timedelta(seconds=condition.range * condition.period), _kept(condition) - (end - start))
    try:
        values, refusal = services.cloudwatch.values(asked.queries, start - before, end), ""
    except Refused as refused:
        values, refusal = (), str(refused)
    return Looked(alarm, condition, values, start, end, refusal)


def span_of(condition: Condition, now: datetime) -> tuple[datetime, datetime]:
    """Two weeks, or as long as CloudWatch keeps values of that length; in whole periods that are over."""
    end = datetime.fromtimestamp(int(now.timestamp()) // condition.period * condition.period, now.tzinfo)
    whole = min(TWO_WEEKS, _kept(condition)) // timedelta(seconds=condition.period)
    return end - whole * timedelta(seconds=condition.period), end


def as_alarm(definition: Definition, services: Services) -> Transition:
    return seen(alarm_of(definition), services.home, services.clock())


def _kept(condition: Condition) -> timedelta:
    return KEPT_FINE if condition.period < MINUTE else KEPT
