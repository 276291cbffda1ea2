"""The kinds of what can be scaled. A new one is one file and one line here; none is loaded before it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from app.scaling.target import TargetKind


def auto_scaling_groups() -> TargetKind:
    from app.aws.autoscaling import AutoScaling
    from app.scaling.groups import Groups

    return Groups(AutoScaling())


KINDS: Mapping[str, Callable[[], TargetKind]] = {
    "group": auto_scaling_groups,
}


def kinds_of(names: Iterable[str]) -> tuple[TargetKind, ...]:
    return tuple(KINDS[name]() for name in names)
