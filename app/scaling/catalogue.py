"""The kinds of what can be scaled. A new one is one file and one line here; none is loaded before it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.scaling.target import TargetKind


def auto_scaling_groups() -> TargetKind:
    from app.aws.autoscaling import AutoScaling
    from app.scaling.groups import Groups

    return Groups(AutoScaling())


def ecs_services() -> TargetKind:
    from app.scaling.ecs_services import ecs_services

    return ecs_services()


# By the name that `[scale] kinds` in bellhop.toml has; but for "group", the whole names of a kind begin with it.
KINDS: Mapping[str, Callable[[], TargetKind]] = {
    "group": auto_scaling_groups,
    "ecs": ecs_services,
}
