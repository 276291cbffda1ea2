"""Reads what an audit looks at, in few calls and within the time there is; says what it could not read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from app.aws.alarm_definition import Metric
from app.aws.alarm_facts import METRICS_A_CALL
from app.aws.ec2 import MOST_IDS
from app.base.deadline import seconds_left
from app.base.errors import BellhopError
from app.commands.alarms.audit.rules.data import SILENT_FOR, may_be_silent
from app.commands.alarms.audit.rules.use import NEVER_FOR
from app.commands.alarms.audit.snapshot import AT_ONCE, Audience, Past, Snapshot, Watched, watched_in
from app.slack.messages.error_text import error_text
from app.slack.messages.text import moment

if TYPE_CHECKING:
    from app.aws.alarm import MuteRule
    from app.aws.alarm_facts import StateChange
    from app.aws.sns import Topics
    from app.config.home import Home
    from app.listeners.services import Services

T = TypeVar("T")

# Calls of one audit, at most: CloudWatch answers some ten a second.
ALARM_PAGES, HISTORY_PAGES, METRIC_CALLS, TOPICS, MUTE_RULES, INSTANCE_CALLS = 150, 60, 20, 60, 50, 5
# Seconds that each part leaves to those after it, and to the answer.
ALARMS_LEAVE, TOPICS_LEAVE, METRICS_LEAVE, MUTES_LEAVE, HISTORY_LEAVES = 20.0, 16.0, 12.0, 9.0, 5.0

EC2_ID = "i-"  # other services' metrics have an InstanceId too, such as Amazon Connect's

NOT_ALL_ALARMS = "Bellhop read the first {count:,} alarms, by name; there are more, which it had no time for."
NOT_ALL_TOPICS = "Bellhop looked at {count:,} of {all:,} topics; what the others lead to is not known."
NOT_ALL_METRICS = "Bellhop asked whether {count:,} of {all:,} metrics have data, and had no time for the others."
NOT_ALL_HISTORY = "Bellhop read the changes since {since}; what was before that is not known."
NOT_READ = "{what} could not be read, so nothing is said of that: {why}"
GROUPS, MUTES, HISTORY = "The Auto Scaling groups", "The mute rules", "The history of the alarms"
METRICS, INSTANCES = "Which metrics have data", "Which instances there are"


class Reader:
    """One audit's reading; `notes` (mrkdwn) say what it could not read."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._cloudwatch = services.cloudwatch
        self.now: datetime = services.clock()
        self.notes: list[str] = []

    def snapshot(self) -> Snapshot:
        services = self._services
        alarms, is_whole = self._alarms()
        groups = self._part(GROUPS, None, self._groups)
        routes, lines = services.processor.routes, services.processor.groups
        known = Snapshot(self.now, services.home, alarms, is_whole, groups=groups, routes=routes, lines=lines)
        return replace(
            known,
            audience=self._audiences(known),
            silent=self._part(METRICS, frozenset(), lambda: self._silent(known)),
            mutes=self._part(MUTES, (), self._mutes),
            lost_instances=self._part(INSTANCES, frozenset(), lambda: self._lost(known)),
            past=self._part(HISTORY, Past(), lambda: self._past(known)),
        )

    def _alarms(self) -> tuple[Sequence[Watched], bool]:
        found: list[Watched] = []
        after = ""
        for _ in range(ALARM_PAGES):
            page = self._cloudwatch.page(after=after)
            found += map(watched_in, page.alarms)
            after = page.after
            if not after or not _has_time(ALARMS_LEAVE):
                break
        if after:
            self.notes.append(NOT_ALL_ALARMS.format(count=len(found)))
        return found, not after

    def _groups(self) -> Mapping[str, frozenset[str]]:
        found = self._services.scaling.groups()
        return {group.name: frozenset(each.id for each in group.instances) for group in found}

    def _audiences(self, known: Snapshot) -> Mapping[str, Audience]:
        """Of each topic that an alarm notifies; not of those that AWS doesn't tell."""
        arns = dict.fromkeys(arn for alarm in known.audited for arn in alarm.actions if arn.split(":")[2:3] == ["sns"])
        topics = [arn for arn in arns if arn != known.home.topic]
        asked = 0
        found: dict[str, Audience] = {}
        for arn in topics[:TOPICS]:
            if not _has_time(TOPICS_LEAVE):
                break
            asked += 1
            audience = audience_of(arn, self._services.topics, known.home)
            if audience:
                found[arn] = audience
        if asked < len(topics):
            self.notes.append(NOT_ALL_TOPICS.format(count=asked, all=len(topics)))
        return found

    def _silent(self, known: Snapshot) -> frozenset[Metric]:
        worth = (each for alarm in known.audited if may_be_silent(alarm, known) for each in alarm.metrics)
        metrics, asked = list(dict.fromkeys(worth)), 0
        silent: set[Metric] = set()
        for part in list(_parts(metrics, METRICS_A_CALL))[:METRIC_CALLS]:
            if not _has_time(METRICS_LEAVE):
                break
            silent |= self._cloudwatch.silent(part, self.now - SILENT_FOR, self.now)
            asked += len(part)
        if asked < len(metrics):
            self.notes.append(NOT_ALL_METRICS.format(count=asked, all=len(metrics)))
        return frozenset(silent)

    def _mutes(self) -> Sequence[MuteRule]:
        """Those that are active now."""
        found: list[MuteRule] = []
        for name in self._cloudwatch.active_rules()[:MUTE_RULES]:
            rule = self._cloudwatch.rule(name) if _has_time(MUTES_LEAVE) else None
            if rule:
                found.append(rule)
        return found

    def _lost(self, known: Snapshot) -> frozenset[str]:
        """Those of no group are asked about; EC2 knows all of them, if it may be asked."""
        grouped = {each for inside in (known.groups or {}).values() for each in inside}
        named = dict.fromkeys(alarm.instance for alarm in known.audited if alarm.instance.startswith(EC2_ID))
        ids = [each for each in named if each not in grouped]
        lost: set[str] = set()
        for part in list(_parts(ids, MOST_IDS))[:INSTANCE_CALLS]:
            lost |= self._services.instances.gone(part)
        return frozenset(lost)

    def _past(self, known: Snapshot) -> Past:
        """Nothing to read where no alarm has changed its state within the time that is asked about."""
        begin = self.now - NEVER_FOR
        if all(alarm.is_since(NEVER_FOR, self.now) for alarm in known.audited):
            return Past(begin)
        changes: list[StateChange] = []
        for number, page in enumerate(self._cloudwatch.state_changes(begin), start=1):
            changes += page
            if number == HISTORY_PAGES or not _has_time(HISTORY_LEAVES):
                oldest = changes[-1].at if changes else self.now
                self.notes.append(NOT_ALL_HISTORY.format(since=moment(oldest)))
                return past_of(changes, oldest)
        return past_of(changes, begin)

    def _part(self, what: str, nothing: T, read: Callable[[], T]) -> T:
        """What can be read without the other parts: the audit goes on without it."""
        try:
            return read()
        except BellhopError as problem:
            self.notes.append(NOT_READ.format(what=what, why=error_text(problem)))
            return nothing


def past_of(changes: Iterable[StateChange], since: datetime) -> Past:
    """Of all alarms' changes, the newest first."""
    went_off: dict[str, list[datetime]] = {}
    at_once: dict[str, int] = {}
    following: dict[str, datetime] = {}
    for change in changes:
        if change.state == "ALARM":
            went_off.setdefault(change.alarm, []).append(change.at)
            ended = following.get(change.alarm)
            is_over = ended is not None and ended - change.at <= AT_ONCE
            at_once[change.alarm] = at_once.get(change.alarm, 0) + is_over
        following[change.alarm] = change.at
    return Past(since, {name: tuple(times) for name, times in went_off.items()}, at_once)


def audience_of(arn: str, topics: Topics, home: Home) -> Audience | None:
    """Who hears a topic; None where AWS does not tell. One that is gone reaches nobody."""
    try:
        found = topics.subscribers(arn)
    except BellhopError as problem:
        is_gone = getattr(problem.__cause__, "code", "") in ("NotFound", "NotFoundException")
        return Audience(False, False) if is_gone else None
    hears = not home.listeners.isdisjoint(each.endpoint for each in found.confirmed)
    if found.has_more and not hears:  # perhaps further on
        return None
    return Audience(bool(found.confirmed), hears)


def _has_time(leave: float) -> bool:
    return seconds_left() > leave


def _parts(items: Sequence[T], size: int) -> Iterable[Sequence[T]]:
    return (items[start : start + size] for start in range(0, len(items), size))
