"""What an alarm does if its metric is at a value from now on: by the evaluation that all of Bellhop goes by. No IO."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.alarms.decide.evaluation import ALARM, OK, Condition, state_after
from app.base.values import dataclass
from app.commands.scale.outlook.forecast.figure import Figure

MARGIN = 0.1  # of the threshold: what is nearer to it is no size that keeps an alarm OK


@dataclass(frozen=True)
class Outcome:
    """The state that an alarm is in then, '' where the range leaves it open, and after how many periods."""

    state: str
    periods: int = 0


def outcome(
    values: Sequence[tuple[datetime, float]], condition: Condition, state: str, figure: Figure, now: datetime
) -> Outcome:
    """From the values until `now`, and then the figure's."""
    before = _breaching(values, condition, now)
    ends = [_goes_to(before, condition, state, value) for value in (figure.then, figure.low, figure.high)]
    if len({end.state for end in ends}) > 1:
        return Outcome("")
    return Outcome(ends[0].state, max(end.periods for end in ends))


def keeps_ok(condition: Condition, figure: Figure) -> bool:
    """Whether the whole range is OK, with a margin."""
    above = condition.comparison.startswith("Greater")
    margin = abs(condition.threshold) * MARGIN
    values = [value + (margin if above else -margin) for value in (figure.low, figure.high)]
    return not any(map(condition.is_breached_by, values))


def _goes_to(before: Sequence[bool | None], condition: Condition, state: str, value: float) -> Outcome:
    breaching, states = condition.is_breached_by(value), [state]
    for more in range(1, condition.range + 1):
        states.append(state_after([*before, *[breaching] * more], condition, states[-1]))
    end = states[-1]
    assert end in (OK, ALARM)  # there is a value for each period
    return Outcome(end, 1 + max((at for at, each in enumerate(states) if each != end), default=-1))


def _breaching(values: Sequence[tuple[datetime, float]], condition: Condition, now: datetime) -> list[bool | None]:
    known = {int(at.timestamp()) // condition.period: value for at, value in values}
    last = int(now.timestamp()) // condition.period
    found = [known.get(number) for number in range(last - condition.range, last)]
    return [None if value is None else condition.is_breached_by(value) for value in found]
