"""Alarms on what is gone, and groups that no alarm watches. No IO."""

from __future__ import annotations

from collections.abc import Iterator

from app.aws.alarm import INSTANCE_DIMENSION
from app.aws.scaling import GROUP_DIMENSION
from app.commands.alarms.audit.buttons import Fix
from app.commands.alarms.audit.finding import Found, Rule, called
from app.commands.alarms.audit.snapshot import Snapshot, Watched
from app.config.tables import is_meant

GROUP, INSTANCE = "the group {name}", "the instance {name}"


def lost(alarm: Watched, snapshot: Snapshot) -> str:
    """The group or instance that its metrics name and that is gone, in words; '' if none is."""
    for name, value in (pair for metric in alarm.metrics for pair in metric.dimensions):
        if name == GROUP_DIMENSION and snapshot.groups is not None and value not in snapshot.groups:
            return GROUP.format(name=called(value))
        if name == INSTANCE_DIMENSION and value in snapshot.lost_instances:
            return INSTANCE.format(name=called(value))
    return ""


def is_gone(alarm: Watched, snapshot: Snapshot) -> bool:
    return bool(lost(alarm, snapshot))


def _gone(snapshot: Snapshot) -> Iterator[Found]:
    for alarm in snapshot.audited:
        if what := lost(alarm, snapshot):
            fix = Fix.NONE if alarm.name in snapshot.needed else Fix.DELETE
            yield Found(alarm.name, {"what": what}, fix)


def _unwatched(snapshot: Snapshot) -> Iterator[Found]:
    """Only once all alarms are known. An alarm on an instance of the group watches a part of it."""
    if not snapshot.is_whole or snapshot.groups is None:
        return
    watched = {group for alarm in snapshot.alarms for group in alarm.groups}
    instances = {alarm.instance for alarm in snapshot.alarms if alarm.instance}
    named = {line.name for line in snapshot.lines if _fits_any(line.alarm or "*", snapshot)}
    for name, inside in snapshot.groups.items():
        if name not in watched | named and inside.isdisjoint(instances):
            yield Found(name)


def _fits_any(glob: str, snapshot: Snapshot) -> bool:
    """Tags are not read, so a line that wants tags too may fit."""
    return any(is_meant(alarm.name, glob) for alarm in snapshot.alarms)


GONE = Rule(
    "gone",
    "on resources that are gone",
    "{name} watches {what}, which is gone",
    "It only stands in the way of those that matter.",
    _gone,
)
UNWATCHED = Rule(
    "unwatched",
    "group{s} without any alarm",
    "The group {name} has no alarm",
    "If it fails, nobody hears of it.",
    _unwatched,
)
