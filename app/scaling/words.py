"""How sentences speak of each kind, by the whole name of what is scaled. No IO."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from app.base.values import dataclass


@dataclass(frozen=True)
class Words:
    """What one is called, what it runs, in which state that is there, and who keeps as many running.

    processes  what can be suspended of what `scaler` does; `schedules` runs its scheduled actions, and by `alarms`
               alarms scale it
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
# How the name of what is in another account or region begins: `prod/eu-west-1:web`.
PLACED = re.compile(r"(?P<place>[A-Za-z][A-Za-z0-9-]{0,29}/[a-z]{2,4}(?:-[a-z]+)+-[0-9]{1,2}):(?P<name>.+)", re.DOTALL)
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
# By how a kind's whole names begin.
WORDS: Mapping[str, Words] = {"": GROUP, ECS: SERVICE}

# By the kind's name in `[scale] kinds`.
OF_KIND: Mapping[str, Words] = {"group": GROUP, "ecs": SERVICE}


def things(kinds: Iterable[str]) -> str:
    """What is scaled here: `Auto Scaling groups or ECS services`."""
    return " or ".join(f"{OF_KIND[kind].thing}s" for kind in kinds)


def service_name(cluster: str, service: str) -> str:
    return f"{ECS}{cluster}/{service}"


def place_of(name: str) -> str:
    """`prod/eu-west-1` of `prod/eu-west-1:web`; '' of what is at home."""
    found = PLACED.fullmatch(name)
    return found["place"] if found else ""


def local(name: str) -> str:
    """`web` of `prod/eu-west-1:web`: what AWS calls it there."""
    found = PLACED.fullmatch(name)
    return found["name"] if found else name


def prefix_of(name: str) -> str:
    """How the names of its kind begin; no Auto Scaling group has a colon in its name."""
    name = local(name)
    return next((prefix for prefix in WORDS if prefix and name.startswith(prefix)), "")


def words_for(name: str) -> Words:
    return WORDS[prefix_of(name)]


def short(name: str) -> str:
    """The last part of a name that has several: `web` of `ecs:shop/web`; an Auto Scaling group has one part."""
    return local(name).rpartition("/")[2] if prefix_of(name) else local(name)


def thing_of(names: Iterable[str]) -> str:
    """What the kinds of all these names are called: `Auto Scaling group or ECS service`."""
    found = {words_for(name).thing for name in names}
    return " or ".join(words.thing for words in WORDS.values() if words.thing in found) or GROUP.thing
