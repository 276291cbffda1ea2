"""What an audit knows: every alarm, who hears it, groups, data and history, as they were at one moment. No IO."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from functools import cached_property

from app.alarms.read.rules import TERM, named
from app.aws.alarm import Alarm, MuteRule
from app.aws.alarm_definition import OF_TARGET_TRACKING, Metric, kind_of, measured, same_as
from app.base.values import dataclass
from app.config.groups import AlarmGroup
from app.config.home import Home
from app.config.routes import Route

# Auto Scaling makes, changes and deletes these itself, and asks people to leave them alone.
AT_ONCE = timedelta(minutes=5)


@dataclass(frozen=True)
class Watched:
    """An alarm as far as an audit is concerned; `actions` are those for ALARM.

    configured  when somebody made or changed it last
    evaluation  CloudWatch's trouble with it, such as EVALUATION_ERROR
    missing     what missing data counts as: missing, ignore, breaching or notBreaching
    metrics     what it measures in this account; none for composites, logs and queries
    same        equal for alarms that compare the same with the same
    children    the alarms that a composite's rule names
    """

    name: str
    arn: str
    kind: str
    state: str
    since: datetime | None
    configured: datetime | None
    is_enabled: bool
    actions: tuple[str, ...]
    evaluation: str = ""
    missing: str = "missing"
    metrics: tuple[Metric, ...] = ()
    same: str = ""
    children: tuple[str, ...] = ()
    suppressor: str = ""
    groups: tuple[str, ...] = ()
    instance: str = ""

    def is_older(self, than: timedelta, now: datetime) -> bool:
        """Whether it was made and last changed that long ago."""
        return self.configured is not None and now - self.configured > than

    def is_since(self, longer: timedelta, now: datetime) -> bool:
        """Whether it has been in its state for longer."""
        return self.since is not None and now - self.since > longer


@dataclass(frozen=True)
class Audience:
    """Who hears a topic: whether anybody does, and whether Bellhop is among them. Unknown topics have none."""

    anybody: bool
    bellhop: bool


@dataclass(frozen=True)
class Past:
    """When alarms went into ALARM, as far back as `since`: their history is read from the newest change on.

    at_once  how often each was over within five minutes
    """

    since: datetime | None = None
    went_off: Mapping[str, tuple[datetime, ...]] = field(default_factory=dict)
    at_once: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Snapshot:
    """One account and region. None where AWS did not tell: then nothing is found by it.

    mutes      the mute rules that are active now
    silent     the metrics that have had no data for two weeks, of those that were asked about
    is_whole   whether all alarms have been read
    """

    now: datetime
    home: Home
    alarms: Sequence[Watched] = ()
    is_whole: bool = True
    audience: Mapping[str, Audience] = field(default_factory=dict)
    groups: Mapping[str, frozenset[str]] | None = None
    lost_instances: frozenset[str] = frozenset()
    silent: frozenset[Metric] = frozenset()
    past: Past = field(default_factory=Past)
    mutes: Sequence[MuteRule] = ()
    routes: Sequence[Route] = ()
    lines: Sequence[AlarmGroup] = ()

    @cached_property
    def audited(self) -> Sequence[Watched]:
        """Without those that Auto Scaling itself looks after."""
        return [alarm for alarm in self.alarms if not alarm.name.startswith(OF_TARGET_TRACKING)]

    @cached_property
    def needed(self) -> frozenset[str]:
        """The alarms that a composite names in its rule, or that suppress one: CloudWatch deletes none of these."""
        named_ = [name for alarm in self.alarms for name in (*alarm.children, alarm.suppressor)]
        return frozenset(filter(None, named_))


def watched_in(alarm: Alarm) -> Watched:
    item = alarm.item
    return Watched(
        name=alarm.name,
        arn=alarm.arn,
        kind=kind_of(item),
        state=alarm.state,
        since=None if alarm.updated else alarm.since,
        configured=item.get("AlarmConfigurationUpdatedTimestamp"),
        is_enabled=alarm.actions_enabled,
        actions=alarm.actions["ALARM"],
        evaluation=item.get("EvaluationState", ""),
        missing=item.get("TreatMissingData") or "missing",
        metrics=measured(item),
        same=same_as(item),
        children=tuple(_names(item.get("AlarmRule", ""))),
        suppressor=named(alarm.suppressor),
        groups=alarm.groups,
        instance=alarm.instance,
    )


def _names(rule: str) -> Iterable[str]:
    terms = TERM.findall(named(rule))
    return dict.fromkeys(quoted or plain for *_, quoted, plain in terms)
