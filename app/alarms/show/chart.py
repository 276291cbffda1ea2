"""The chart that Slack draws from values: the newest datapoints of what an alarm watches, and its threshold. No IO."""

from __future__ import annotations

import math
from collections.abc import Sequence

from app.alarms.decide.incident import Incident
from app.alarms.read import measure
from app.alarms.read.datapoints import Point
from app.alarms.read.transition import Transition
from app.slack.messages.newer import MOST_POINTS, ChartBlock, Line, line_chart

THRESHOLD = "threshold {value}"
VALUE = "value"
LEAST_POINTS = 2
UTC = "UTC"
# The first in which no two times look the same.
TIMES = ("%H:%M", "%d %b %H:%M", "%H:%M:%S", "%d %b %H:%M:%S")


def chart(incident: Incident) -> ChartBlock | None:
    """None for fewer than two values, or of an alarm that is over."""
    alarm = incident.latest
    points = _plotted(incident.points if incident.points_of == alarm.changed_at else alarm.points)
    labels = _labels(points)
    if len(points) < LEAST_POINTS or not labels:
        return None
    subject = measure.subject(alarm.watch)
    name = (subject.metric or subject.label) if subject else ""
    lines = [Line(name or VALUE, tuple(point.value for point in points))]
    if (limit := _threshold(alarm)) is not None:
        lines.append(Line(THRESHOLD.format(value=alarm.watch.threshold), (limit,) * len(points)))
    return line_chart(measure.title(alarm.watch) or alarm.name, labels, lines, UTC)


def _plotted(points: Sequence[Point]) -> tuple[Point, ...]:
    """One for each time, in order."""
    by_time = {point.at: point for point in points if math.isfinite(point.value)}
    return tuple(by_time[at] for at in sorted(by_time))[-MOST_POINTS:]


def _labels(points: Sequence[Point]) -> tuple[str, ...]:
    written = (tuple(f"{point.at:{form}}" for point in points) for form in TIMES)
    return next((labels for labels in written if len(set(labels)) == len(labels)), ())


def _threshold(alarm: Transition) -> float | None:
    try:
        value = float(alarm.watch.threshold)
    except ValueError:  # none, or a band
        return None
    return value if math.isfinite(value) else None
