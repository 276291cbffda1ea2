"""The kinds of what can be scaled: none is loaded before it is asked for.

A new one is one file and one line here; a number that Application Auto Scaling changes, a row of
app/aws/scaled_numbers/.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from app.config.kinds import NUMBERS

if TYPE_CHECKING:
    from app.scaling.target import TargetKind

# The timers of own_schedule.py, which the first one loads. They wait on the queue: never renamed.
OWN_SCHEDULE = "scale-own"


def auto_scaling_groups() -> TargetKind:
    from app.aws.autoscaling import AutoScaling
    from app.scaling.groups import Groups

    return Groups(AutoScaling())


def ecs_services() -> TargetKind:
    from app.scaling.ecs_services import ecs_services

    return ecs_services()


def numbers(kind: str) -> TargetKind:
    from app.scaling.numbers import numbers_of

    return numbers_of(kind)


# By the name that `[scale] kinds` in bellhop.toml has; but for "group", the whole names of a kind begin with it.
KINDS: Mapping[str, Callable[[], TargetKind]] = {
    "group": auto_scaling_groups,
    "ecs": ecs_services,
    **{kind: partial(numbers, kind) for kind in NUMBERS},
}
