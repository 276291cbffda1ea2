"""Alarms that cannot tell how things are: no data, or CloudWatch fails to evaluate them. No IO."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from app.commands.alarms.audit.finding import Found, Rule, called
from app.commands.alarms.audit.rules.resources import is_gone
from app.commands.alarms.audit.snapshot import Snapshot, Watched
from app.slack.messages.text import duration

STUCK_AFTER = timedelta(days=1)
SILENT_FOR = timedelta(days=14)
NO_DATA = "INSUFFICIENT_DATA"
# Of others, no data is a sign of health: a metric that counts errors reports nothing while there are none.
SHOWS_NOTHING = ("ignore", "breaching")
REASONS = {
    "PARTIAL_DATA": "CloudWatch reads only a part of its data",
    "EVALUATION_ERROR": "its configuration does not let CloudWatch evaluate it",
    "EVALUATION_FAILURE": "CloudWatch fails to evaluate it",
}


def may_be_silent(alarm: Watched, snapshot: Snapshot) -> bool:
    """Whether its metrics are worth asking about: nothing else tells whether there is data."""
    is_old = alarm.is_older(SILENT_FOR, snapshot.now)
    return bool(alarm.metrics) and is_old and (alarm.state == NO_DATA or alarm.missing in SHOWS_NOTHING)


def is_silent(alarm: Watched, snapshot: Snapshot) -> bool:
    return may_be_silent(alarm, snapshot) and all(each in snapshot.silent for each in alarm.metrics)


def _silent(snapshot: Snapshot) -> Iterator[Found]:
    for alarm in snapshot.audited:
        if is_silent(alarm, snapshot) and not is_gone(alarm, snapshot):
            yield Found(
                alarm.name, {"metric": ", ".join(called(f"{each.namespace} {each.name}") for each in alarm.metrics)}
            )


def _failing(snapshot: Snapshot) -> Iterator[Found]:
    for alarm in snapshot.audited:
        if alarm.evaluation in REASONS:
            yield Found(alarm.name, {"reason": REASONS[alarm.evaluation]})


def _stuck(snapshot: Snapshot) -> Iterator[Found]:
    for alarm in snapshot.audited:
        is_explained = alarm.evaluation in REASONS or is_silent(alarm, snapshot) or is_gone(alarm, snapshot)
        if alarm.state == NO_DATA and alarm.is_since(STUCK_AFTER, snapshot.now) and not is_explained:
            yield Found(alarm.name, {"span": duration(snapshot.now - (alarm.since or snapshot.now))})


SILENT = Rule(
    "silent",
    "on metrics that no longer report",
    "{name} watches {metric}, which has had no data for two weeks",
    "It can't go off: what it measures is not sent any more.",
    _silent,
)
FAILING = Rule(
    "failing",
    "that CloudWatch cannot evaluate",
    "{name}: {reason}",
    "Its state may be wrong until that is repaired.",
    _failing,
)
STUCK = Rule(
    "stuck",
    "stuck in INSUFFICIENT_DATA",
    "{name} has been in INSUFFICIENT_DATA for {span}",
    "It can't go off without data.",
    _stuck,
)
