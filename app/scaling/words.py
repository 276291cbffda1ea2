"""How sentences speak of each kind, by the whole name of what is scaled. No IO."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.base.places import local
from app.base.values import dataclass

if TYPE_CHECKING:
    from app.aws.scaled_number import Row


@dataclass(frozen=True)
class Words:
    """What one is called, what it runs, in which state that is there, and who keeps as many running.

    processes  what can be suspended of what `scaler` does; `schedules` runs its scheduled actions, and by `alarms`
               alarms scale it
    unit       said with its sizes, where nobody would know it
    """

    thing: str
    one: str
    many: str
    there: str
    by: str
    scaler: str
    processes: tuple[str, ...]
    schedules: str
    alarms: str
    unit: str = ""

    @property
    def is_number(self) -> bool:
        return bool(self.unit)


GROUP = Words(
    thing="Auto Scaling group",
    one="instance",
    many="instances",
    there="in service",
    by="Auto Scaling",
    scaler="Auto Scaling",
    processes=(
        "Launch",
        "Terminate",
        "AddToLoadBalancer",
        "AlarmNotification",
        "AZRebalance",
        "HealthCheck",
        "InstanceRefresh",
        "ReplaceUnhealthy",
        "ScheduledActions",
    ),
    schedules="ScheduledActions",
    alarms="AlarmNotification",
)
ECS = "ecs:"
SERVICE = Words(
    thing="ECS service",
    one="task",
    many="tasks",
    there="running",
    by="ECS",
    scaler="Application Auto Scaling",
    processes=("DynamicScalingIn", "DynamicScalingOut", "ScheduledScaling"),
    schedules="ScheduledScaling",
    alarms="Dynamic scaling",
)
# By how a kind's whole names begin; those of numbers are their rows'.
WORDS: Mapping[str, Words] = {"": GROUP, ECS: SERVICE}


def things(kinds: Iterable[str]) -> str:
    """What is scaled here: `Auto Scaling groups or ECS services`."""
    return _either([f"{words_of_kind(kind).thing}s" for kind in kinds])


def words_of_kind(kind: str) -> Words:
    """By the kind's name in `[scale] kinds`."""
    return GROUP if kind == "group" else words_for(f"{kind}:")


def service_name(cluster: str, service: str) -> str:
    return f"{ECS}{cluster}/{service}"


def prefix_of(name: str) -> str:
    """How the names of its kind begin; no Auto Scaling group has a colon in its name."""
    name = local(name)
    before, colon, _ = name.partition(":")
    return f"{before}:" if colon and (f"{before}:" == ECS or _row(name)) else ""


def words_for(name: str) -> Words:
    name = local(name)
    if ":" not in name or name.startswith(ECS):
        return SERVICE if name.startswith(ECS) else GROUP
    row = _row(name)
    return _of_row(row) if row else GROUP


def short(name: str) -> str:
    """The last part of a name that has several: `web` of `ecs:shop/web`; an Auto Scaling group has one part."""
    prefix, name = prefix_of(name), local(name)
    return name.rpartition("/")[2].removeprefix(prefix) if prefix else name


def thing_of(names: Iterable[str]) -> str:
    """What the kinds of all these names are called: `Auto Scaling group or ECS service`."""
    found = {words_for(name).thing for name in names}
    ordered = [words.thing for words in WORDS.values() if words.thing in found]
    return _either([*ordered, *sorted(found - set(ordered))]) or GROUP.thing


def _either(names: Sequence[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    *others, last = names or ("",)
    return f"{', '.join(others)} or {last}" if others else last


def _row(name: str) -> Row | None:
    from app.aws.scaled_numbers.catalogue import row_of

    return row_of(name)


def _of_row(row: Row) -> Words:
    return replace(SERVICE, thing=row.thing, one=row.one, many=row.many, there=row.there, by=row.by, unit=row.many)
