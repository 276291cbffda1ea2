"""What an alarm is to be made on: read from what was typed, and looked up in AWS."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.base.errors import Refused, Wrong
from app.base.values import dataclass
from app.commands.alarms.make.offered import (
    ASKED_FOR,
    BALANCER,
    FUNCTION,
    GROUP,
    KINDS,
    OF_BALANCER,
    OF_TARGET_GROUP,
    OF_TARGETS,
    QUEUE,
    TARGETS,
    WITHOUT_BALANCER,
    Kind,
    Offered,
)
from app.listeners.names import MOST_CHOICES, matches
from app.slack.messages.text import near, shorten, ticked

if TYPE_CHECKING:
    from app.listeners.services import Services

NONE = (
    "There is no Auto Scaling group {name}, and no queue or function of that name has had data in the last two weeks."
    "{near} A queue or a target group can be named by its ARN."
)
WHICH = "{name} matches {count} groups: {names}. Type the whole name."
ELSEWHERE = "{name} is not in Bellhop's account and region, so Bellhop cannot make an alarm on it."

ARN = re.compile(r"arn:[\w-]+:(?P<service>[\w-]+):(?P<region>[\w-]*):(?P<account>\d*):(?P<rest>.+)")
URL = re.compile(r"https?://sqs[.-](?P<region>[\w-]+)\.amazonaws\.com(?:\.cn)?/(?P<account>\d+)/(?P<rest>[\w.-]+)")
KIND = re.compile(rf"(?P<kind>{'|'.join(KINDS)}):(?P<name>.+)", re.IGNORECASE)
IN_ARN = {
    "sqs": (QUEUE, re.compile(r"(?P<name>[\w.-]+)")),
    "lambda": (FUNCTION, re.compile(r"function:(?P<name>[\w-]+)(?::.*)?")),
    "elasticloadbalancing": (TARGETS, re.compile(r"(?P<name>targetgroup/.+)")),
    "autoscaling": (GROUP, re.compile(r"autoScalingGroup:[^:]*:autoScalingGroupName/(?P<name>.+)")),
}
NAME_LIMIT = 255
MOST_TARGET_GROUPS = 3


@dataclass(frozen=True)
class Named:
    """A thing by its kind and name; without a kind it is whatever has that name."""

    name: str
    kind: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}" if self.kind else self.name


@dataclass(frozen=True)
class Resource:
    """A thing with the metrics that it has."""

    named: Named
    metrics: tuple[Offered, ...]

    @property
    def kind(self) -> Kind:
        return KINDS[self.named.kind]

    @property
    def slug(self) -> str:
        """What its alarms' proposed names begin with."""
        return self.named.name.split("/")[1] if self.named.kind == TARGETS else self.named.name


def read_named(words: str, account: str, region: str) -> Named:
    """A name, `queue:NAME`, an ARN or a queue's URL; raises Wrong if it is in another account or region."""
    words = words.strip("<>")
    found = ARN.fullmatch(words) or URL.fullmatch(words)
    if found is None:
        kind = KIND.fullmatch(words)
        return Named(kind["name"], kind["kind"].casefold()) if kind else Named(words)
    service = found.groupdict().get("service") or "sqs"
    kind_of, pattern = IN_ARN.get(service, ("", re.compile(r"(?P<name>.+)")))
    name = pattern.fullmatch(found["rest"])
    if not kind_of or name is None:
        raise Wrong(NONE.format(name=ticked(shorten(words, NAME_LIMIT)), near=""))
    if (found["account"], found["region"]) != (account, region):
        raise Wrong(ELSEWHERE.format(name=ticked(shorten(words, NAME_LIMIT))))
    return Named(name["name"], kind_of)


def look_up(words: str, services: Services) -> Resource:
    """In a number of calls that doesn't grow with the account, unless no group is called exactly so."""
    named = read_named(words, services.home.account, services.home.region)
    if len(named.name) > NAME_LIMIT:
        raise Wrong(NONE.format(name=ticked(shorten(named.name, NAME_LIMIT)), near=""))
    if named.kind in ("", GROUP) and (group := services.scaling.group(named.name)):
        return _group(group.name, group.targets, services)
    if named.kind == TARGETS:
        return Resource(named, _of_targets(named.name, services))
    for kind in [named.kind] if named.kind in ASKED_FOR else [] if named.kind else ASKED_FOR:
        if services.cloudwatch.metrics(KINDS[kind].namespace, {KINDS[kind].dimension: named.name}):
            return Resource(Named(named.name, kind), _metrics(kind, named.name))
    return _like(named, services)


def _like(named: Named, services: Services) -> Resource:
    """By a part of a group's name."""
    groups = {group.name: group for group in services.scaling.groups()} if named.kind in ("", GROUP) else {}
    found = matches(named.name, list(groups))
    if len(found) == 1:
        return _group(found[0], groups[found[0]].targets, services)
    if found:
        names = ", ".join(ticked(name) for name in found[:MOST_CHOICES])
        raise Wrong(WHICH.format(name=ticked(named.name), count=len(found), names=names))
    raise Wrong(NONE.format(name=ticked(named.name), near=near(named.name, groups)))


def _group(name: str, targets: Sequence[str], services: Services) -> Resource:
    found = list(_metrics(GROUP, name))
    shown = [arn.rpartition(":")[2] for arn in targets[:MOST_TARGET_GROUPS]]
    for number, target in enumerate(shown):
        of = f" of {target.split('/')[1]}" if len(shown) > 1 else ""
        for each in _of_targets(target, services):
            found.append(replace(each, key=f"{each.key}-{number}", label=f"{each.label}{of}"))
    return Resource(Named(name, GROUP), tuple(found))


def _metrics(kind: str, name: str) -> tuple[Offered, ...]:
    return tuple(replace(each, dimensions=((KINDS[kind].dimension, name),)) for each in KINDS[kind].metrics)


def _of_targets(name: str, services: Services) -> tuple[Offered, ...]:
    """A target group's, with the load balancer that CloudWatch knows it by; without one only those that need none."""
    own = (OF_TARGETS, name)
    try:
        known = services.cloudwatch.metrics(BALANCER, {OF_TARGETS: name}, "RequestCount")
    except Refused:
        known = ()
    pairs = sorted(  # the same one each time that it is asked for
        metric.dimensions for metric in known if {key for key, _ in metric.dimensions} == {OF_BALANCER, OF_TARGETS}
    )
    return tuple(
        replace(each, dimensions=(own,) if each.name in WITHOUT_BALANCER else pairs[0])
        for each in OF_TARGET_GROUP
        if pairs or each.name in WITHOUT_BALANCER
    )
