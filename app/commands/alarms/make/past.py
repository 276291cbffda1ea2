"""What an alarm would have done, in words, and the last three hours as a chart. No IO."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from slack_sdk.models.blocks import Block

from app.alarms.decide.illustrated import with_points
from app.alarms.decide.incident import Incident
from app.alarms.read import measure
from app.alarms.read.datapoints import Point
from app.alarms.read.untrusted import figure
from app.alarms.show.chart import chart
from app.alarms.show.layout import untrusted
from app.commands.alarms.make.look import CHARTED
from app.slack.messages.newer import MOST_POINTS
from app.slack.messages.text import SHORT, escape, lasted, moment

if TYPE_CHECKING:
    from app.alarms.decide.evaluation import Episode
    from app.alarms.read.transition import Transition
    from app.commands.alarms.make.look import Looked, Values

GOES_OFF = "In the last {span} it would have gone off *{times}*, for {lasting} in all; last at {last}{still}."
STILL = ", and it would still be in ALARM"
NEVER = "In the last {span} it would *not* have gone off. The {most} value was {value}, at {at}."
UNKNOWN = (
    ":warning: CloudWatch has no value of this metric in the last {span}, so nobody can tell how often it goes off."
)
AT_ONCE = " It goes to ALARM at once: missing data counts as breaching."
GAPS = "{share} % of its values are missing."
REFUSED = ":warning: CloudWatch told no values, so nobody can tell how often it goes off. {why}"
OFTEN = ":warning: That is more than once a day. People stop looking at alarms that go off so often."
RECENT = "In the last 3 hours: {low} to {high}, now {now}."
NEWEST = "The newest value was {value}, at {at}."
NOT_RECENT = "It had no value in the last 3 hours."
CANNOT = "Bellhop can't read what this alarm compares, so it can't say how often it would have gone off."
IN_SHORT = "It would have gone off {times} in the last {span}."
NOT_IN_SHORT = "It would not have gone off in the last {span}."
ONCE = {1: "once", 2: "twice"}
TIMES = "{count} times"

A_DAY = timedelta(days=1)
NOTICED_GAPS = 0.02
WORDS_LIMIT = 1200


def in_sentences(looked: Looked | None) -> str:
    """Sentences, one a line, mrkdwn."""
    if looked is None:
        return CANNOT
    if looked.refusal:
        return REFUSED.format(why=escape(looked.refusal))
    found, span = looked.past, _span(looked.span)
    if not found.known:
        return UNKNOWN.format(span=span) + (AT_ONCE if found.episodes else "")
    missing = 1 - found.known / found.periods
    gaps = GAPS.format(share=round(100 * missing)) if missing > NOTICED_GAPS else ""
    often = OFTEN if len(found.episodes) > max(1, looked.span / A_DAY) else ""
    said = _goes_off(looked, found.episodes) if found.episodes else _never(looked)
    return "\n".join(filter(None, (said, often, gaps, _recent(looked))))


def in_short(looked: Looked | None) -> str:
    """One sentence for the channel, '' where nobody can tell."""
    if looked is None or not looked.past.known:
        return ""
    count = len(looked.past.episodes)
    return (IN_SHORT if count else NOT_IN_SHORT).format(times=times(count), span=_span(looked.span))


def times(count: int) -> str:
    return ONCE.get(count) or TIMES.format(count=count)


def words_of(alarm: Transition) -> str:
    """What the alarm measures, and when it goes off."""
    return untrusted(measure.in_words(alarm.watch), WORDS_LIMIT)


def charted(looked: Looked | None) -> Sequence[Block]:
    """The last three hours with the threshold; of several values that stand for one point, the one nearest to it."""
    if looked is None:
        return ()
    at = looked.alarm.changed_at
    drawn = chart(with_points(Incident("", looked.alarm, at), _thinned(looked), at))
    return (drawn,) if drawn else ()


def _goes_off(looked: Looked, episodes: Sequence[Episode]) -> str:
    lasting = sum(((each.ended or looked.end) - each.begun for each in episodes), timedelta())
    words = {"span": _span(looked.span), "times": times(len(episodes)), "lasting": lasted(lasting)}
    still = "" if episodes[-1].ended else STILL
    return GOES_OFF.format(last=moment(episodes[-1].begun, SHORT), still=still, **words)


def _never(looked: Looked) -> str:
    """With how near it came."""
    is_above = looked.condition.comparison.startswith("Greater")
    in_span = [pair for pair in looked.values if pair[0] >= looked.start]
    at, value = (max if is_above else min)(in_span, key=lambda pair: pair[1])
    most = "highest" if is_above else "lowest"
    return NEVER.format(span=_span(looked.span), most=most, value=_amount(looked, value), at=moment(at, SHORT))


def _recent(looked: Looked) -> str:
    """Of a period that is longer than that, the newest value."""
    if timedelta(seconds=looked.condition.period) > CHARTED:
        at, newest = looked.values[-1]
        return NEWEST.format(value=_amount(looked, newest), at=moment(at, SHORT))
    values = [value for _, value in looked.recent]
    if not values:
        return NOT_RECENT
    low, high, now = (_amount(looked, value) for value in (min(values), max(values), values[-1]))
    return RECENT.format(low=low, high=high, now=now)


def _amount(looked: Looked, value: float) -> str:
    return untrusted(measure.with_unit(looked.alarm.watch, figure(round(value, 4))), WORDS_LIMIT)


def _thinned(looked: Looked) -> tuple[Point, ...]:
    """As many as a chart takes, each for as many periods."""
    values, is_above = looked.recent, looked.condition.comparison.startswith("Greater")
    each = max(1, -(-len(values) // MOST_POINTS))
    parts: Sequence[Values] = [values[at : at + each] for at in range(0, len(values), each)]
    nearest = max if is_above else min
    return tuple(Point(part[0][0], nearest(value for _, value in part)) for part in parts)


def _span(span: timedelta) -> str:
    days, hours = round(span / A_DAY), round(span.total_seconds() / 3600)
    return f"{days} days" if days > 1 else f"{hours} hours"
