"""A forecast in words: a line for each metric, and one for those without a figure. No IO."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from app.alarms.decide.evaluation import ALARM
from app.aws.alarm import Alarm
from app.base.middle import mean
from app.commands.scale.outlook.forecast.alarms import Outcome
from app.commands.scale.outlook.forecast.check import Check
from app.commands.scale.outlook.forecast.figure import Figure
from app.commands.scale.outlook.forecast.foresight import Asked
from app.commands.scale.outlook.forecast.shared import LEAST_POINTS, Why
from app.slack.messages.text import code, duration, escape, middle, shorten

LINE = ":crystal_ball: {metric} {now} at {size}, about {then} at {to}{between}{alarms}."
SEVERAL = ":crystal_ball: {metric} {now} at {size}; about {then}."
AT = "{then} at {to}"
BETWEEN = " ({low}–{high})"
OUT, IN = "{alarm} leaves ALARM{within}", "{alarm} goes to ALARM{within}"
STAYS_IN, STAYS_OUT = "{alarm} stays in ALARM", "{alarm} stays OK"
GOES_OUT = "{alarm} goes to OK{within}"
OPEN = "too near the threshold of {alarm} to tell"
WITHIN = " within {periods} ({span})"
NONE = ":grey_question: No forecast of {metrics}."
EACH = "{metric}: {why}"
WHYS = {
    Why.FEW_POINTS: "too few values while the size stayed the same (it takes at least {least})",
    Why.ONE_SIZE: "the size has not changed twice while there was data",
    Why.NOT_SHARED: "it does not divide by the size",
    Why.NOT_FORETOLD: "it would have been wrong about the last changes",
    Why.UNSTEADY: "the load changes too much",
    Why.NOTHING: "there is next to nothing to share",
    Why.NOBODY: "nobody is left to share it",
    Why.FULL: "it is at its limit, so nobody sees how much more there is to do",
    Why.MOVING: "the size has just changed, or there is no new value",
    Why.TOO_FAR: "no past change was nearly that large",
    Why.A_TIME: "a time does not divide by the size",
}
FITS = ":bulb: {size} is the smallest size that keeps what has a figure OK, with a margin."
RECORD, ONE_RECORD = (
    ":dart: The last {count} forecasts here were off by {off}.",
    ":dart: The last forecast here was off by {off}.",
)
POINTS, POINT, PART = "{off:.0f} points", "1 point", "{off:.0f} %"
CAME = ":dart: {metric} is {came} at {size}; the forecast was {then}{between}."
MOST_NAME, MOST_ALARMS = 100, 4
MORE = "{count} more"


def line(asked: Asked, figure: Figure, outcomes: Iterable[tuple[Alarm, Outcome]]) -> str:
    """Of one metric at the size that is planned; of many alarms, those first whose state changes."""
    known = sorted(outcomes, key=lambda each: each[1].periods == 0)
    said = [_outcome(alarm, found, asked.period) for alarm, found in known[:MOST_ALARMS]]
    said += [MORE.format(count=len(known) - MOST_ALARMS)] if len(known) > MOST_ALARMS else []
    return LINE.format(
        metric=title(asked),
        now=amount(asked, figure.now),
        size=figure.size,
        then=amount(asked, figure.then),
        to=figure.to,
        between=_between(asked, figure),
        alarms=f": {'; '.join(said)}" if said else "",
    )


def several(asked: Asked, figures: Sequence[Figure]) -> str:
    """Of one metric at some sizes."""
    first = figures[0]
    then = [AT.format(then=amount(asked, each.then), to=each.to) for each in figures]
    return SEVERAL.format(metric=title(asked), now=amount(asked, first.now), size=first.size, then=", ".join(then))


def none(found: Iterable[tuple[Asked, Why]]) -> list[str]:
    """One line for all, if there are any."""
    said = [EACH.format(metric=title(asked), why=reason(why)) for asked, why in found]
    return [NONE.format(metrics="; ".join(said))] if said else []


def record(checks: Sequence[Check]) -> str:
    """How good earlier ones were: in points of a share, else in percent of what came or was to come."""
    if all(check.told.asked.is_share for check in checks):
        off = mean(check.off for check in checks)
        said = POINT if round(off) == 1 else POINTS.format(off=off)
    else:
        said = PART.format(off=100 * mean(check.off / max(check.came, check.told.figure.then) for check in checks))
    return (ONE_RECORD if len(checks) == 1 else RECORD).format(count=len(checks), off=said)


def came(check: Check) -> str:
    """What came of one."""
    asked, figure = check.told.asked, check.told.figure
    return CAME.format(
        metric=title(asked),
        came=amount(asked, check.came),
        size=figure.to,
        then=amount(asked, figure.then),
        between=_between(asked, figure),
    )


def reason(why: Why) -> str:
    return WHYS[why].format(least=LEAST_POINTS)


def title(asked: Asked) -> str:
    name = escape(shorten(asked.metric, MOST_NAME))
    return name if asked.statistic == "Average" else f"{name} ({escape(shorten(asked.statistic, MOST_NAME))})"


def amount(asked: Asked, value: float) -> str:
    """`45 %` of what is a share; else with as many digits as say something."""
    size = abs(value)
    number = f"{value:,.0f}" if size >= 10 or value == 0 else f"{value:.2g}"
    return f"{number} %" if asked.is_share else number


def _between(asked: Asked, figure: Figure) -> str:
    low, high = (amount(asked, value).removesuffix(" %") for value in (figure.low, figure.high))
    return BETWEEN.format(low=low, high=high) if low != high else ""


def _outcome(alarm: Alarm, found: Outcome, period: int) -> str:
    within = ""
    if found.periods:
        periods = "1 period" if found.periods == 1 else f"{found.periods} periods"
        within = WITHIN.format(periods=periods, span=duration(timedelta(seconds=found.periods * period)))
    is_in = alarm.state == ALARM
    if not found.state:
        text = OPEN
    elif found.state == ALARM:
        text = STAYS_IN if is_in else IN
    elif is_in:
        text = OUT
    else:
        text = STAYS_OUT if alarm.state == found.state else GOES_OUT
    return text.format(alarm=code(middle(alarm.name, MOST_NAME)), within=within)
