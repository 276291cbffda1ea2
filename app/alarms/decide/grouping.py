"""What an alarm is about that can be scaled: its metric names it, else its tag, or a [[group]] of bellhop.toml.

No IO here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import starmap

from app.alarms.read.alarm_data import MOST_GROUPS
from app.alarms.read.transition import Transition
from app.alarms.read.watch import GROUP_NAME_LIMIT
from app.config.groups import AlarmGroup
from app.config.tables import is_meant
from app.scaling.words import prefix_of, service_name

TAG = "bellhop:group"
GROUP_KIND, ECS_KIND = "group", "ecs"


def grouped(transition: Transition, lines: Sequence[AlarmGroup], kinds: Sequence[str] = ()) -> Transition:
    """With its groups: the metric's dimension counts first, then the tag, then all lines that fit.

    kinds  what is scaled here: an ECS service that nothing scales is none of its groups, nor is a table
    """
    services = transition.watch.services(transition.account) if ECS_KIND in kinds else ()
    named = (name for name in transition.groups if not prefix_of(name) or prefix_of(name).rstrip(":") in kinds)
    found = (*named, *starmap(service_name, services), *_numbers(transition, kinds))
    watched = tuple(dict.fromkeys(found))[:MOST_GROUPS]
    if watched:
        return replace(transition, groups=watched)
    tagged = [value for name, value in transition.tags if name == TAG and 0 < len(value) <= GROUP_NAME_LIMIT]
    others = tagged or [line.name for line in lines if _is_about(line, transition)]
    return replace(transition, groups=tuple(dict.fromkeys(others))[:MOST_GROUPS])


def _numbers(transition: Transition, kinds: Sequence[str]) -> tuple[str, ...]:
    if set(kinds) <= {GROUP_KIND, ECS_KIND}:
        return ()
    return tuple(name for name in transition.watch.numbers(transition.account) if name.partition(":")[0] in kinds)


def _is_about(line: AlarmGroup, transition: Transition) -> bool:
    tags = dict(transition.tags)
    is_tagged = all(tags.get(name) == value for name, value in line.tags.items())
    return is_tagged and is_meant(transition.name, line.alarm or "*")
