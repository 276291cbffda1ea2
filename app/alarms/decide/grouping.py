"""Which Auto Scaling groups an alarm is about whose metric names none: its tag says it, or a [[group]] of bellhop.toml.

No IO here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from app.alarms.read.alarm_data import MOST_GROUPS
from app.alarms.read.transition import Transition
from app.alarms.read.watch import GROUP_NAME_LIMIT
from app.config.groups import AlarmGroup

TAG = "bellhop:group"


def grouped(transition: Transition, lines: Sequence[AlarmGroup]) -> Transition:
    """With its groups: the metric's dimension counts first, then the tag, then all lines that fit."""
    if transition.groups:
        return transition
    tagged = [value for name, value in transition.tags if name == TAG and 0 < len(value) <= GROUP_NAME_LIMIT]
    found = tagged or [line.name for line in lines if _is_about(line, transition)]
    return replace(transition, groups=tuple(dict.fromkeys(found))[:MOST_GROUPS]) if found else transition


def _is_about(line: AlarmGroup, transition: Transition) -> bool:
    tags = dict(transition.tags)
    is_tagged = all(tags.get(name) == value for name, value in line.tags.items())
    return is_tagged and fnmatchcase(transition.name, line.alarm or "*")
