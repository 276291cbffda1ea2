"""A week of incidents as numbers: how many, how fast people were, what went off most, what nobody answered. No IO.

Tests, drills and what nobody was told (muted, dropped by a route) are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from statistics import median

from app.alarms.decide.incident import Incident
from app.alarms.decide.target import MessageId
from app.alarms.read.transition import State
from app.base.values import dataclass
from app.config.home import Home

# The audit's rule for alarms that are mostly over within five minutes (app/commands/alarms/audit/rules/use.py).
OFTEN, NOISE, AT_ONCE = 5, 3, timedelta(minutes=5)


@dataclass(frozen=True)
class Often:
    """An alarm that went off `times` in the week; `alone` of them were over at once, without anybody doing anything.

    is_more  whether it was more often than Bellhop remembers one by one
    tunable  whether `/alarms tune` can look at it: a metric alarm at home
    """

    name: str
    times: int
    alone: int
    is_more: bool = False
    tunable: bool = False

    @property
    def is_noisy(self) -> bool:
        """Mostly over within five minutes."""
        return self.times >= OFTEN and self.alone >= max(NOISE, self.times / 2)


@dataclass(frozen=True)
class Unanswered:
    """An incident that was in ALARM, and about which nobody did anything; `place` is its first card."""

    name: str
    lasted: timedelta
    is_open: bool = False
    place: MessageId | None = None


@dataclass(frozen=True)
class Summary:
    """The medians are of those that were acknowledged, and that went back to OK; None where there was none.

    often       what went off at least OFTEN times, most often first
    unanswered  the longest first
    """

    incidents: int = 0
    alarms: int = 0
    still_open: int = 0
    acknowledged: int = 0
    to_acknowledge: timedelta | None = None
    to_ok: timedelta | None = None
    often: tuple[Often, ...] = ()
    unanswered: tuple[Unanswered, ...] = ()


def summed_up(incidents: Iterable[Incident], since: datetime, until: datetime, home: Home) -> Summary:
    """Of those that began between the two moments."""
    told = [each for each in incidents if since <= each.began_at < until and _is_told(each)]
    waited = [at - each.began_at for each in told if (at := acknowledged_at(each))]
    lasted = [each.ended_at - each.began_at for each in told if each.ended_at and not _end_is_unknown(each)]
    return Summary(
        incidents=len(told),
        alarms=len({each.latest.key for each in told}),
        still_open=sum(not each.is_over for each in told),
        acknowledged=len(waited),
        to_acknowledge=_median(waited),
        to_ok=_median(lasted),
        often=tuple(_most_often(told, home)),
        unanswered=tuple(sorted(_unanswered(told, until), key=lambda each: each.lasted, reverse=True)),
    )


def acknowledged_at(incident: Incident) -> datetime | None:
    """When somebody acknowledged it first; it may have been taken over or released since."""
    took = [each.at for each in incident.responses if each.name]  # only who has it, or had it, is called by a name
    if incident.acknowledged:
        took.append(incident.acknowledged.at)
    return min(took, default=None)


def _is_told(incident: Incident) -> bool:
    return incident.is_announced and bool(incident.targets) and not incident.tested_by


def _end_is_unknown(incident: Incident) -> bool:
    return incident.ok_missed or incident.is_deleted


def _is_answered(incident: Incident) -> bool:
    return incident.acknowledged is not None or any(each.user_id for each in incident.responses)


def _median(spans: Sequence[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(each.total_seconds() for each in spans)) if spans else None


def _most_often(incidents: Sequence[Incident], home: Home) -> list[Often]:
    by_alarm: dict[str, list[Incident]] = {}
    for each in incidents:
        by_alarm.setdefault(each.latest.key, []).append(each)
    found = [_often(each, home) for each in by_alarm.values()]
    return sorted((each for each in found if each.times >= OFTEN), key=lambda each: (-each.times, each.name))


def _often(incidents: Sequence[Incident], home: Home) -> Often:
    """Of one alarm."""
    latest = max(incidents, key=lambda each: each.began_at).latest
    times = alone = forgotten = 0
    for incident in incidents:
        spans = list(_spans(incident))
        times += len(spans)
        if not _is_answered(incident):
            alone += sum(each is not None and each <= AT_ONCE for each in spans)
        # Each time in ALARM is two changes: into it, and out of it.
        forgotten += max(0, incident.changed - _kept(incident)) // 2
    is_metric = not latest.rule and not latest.contributor and bool(latest.watch.queries)
    is_home = (latest.account, latest.region) == home.at
    return Often(latest.name, times + forgotten, alone, forgotten > 0, is_metric and is_home)


def _spans(incident: Incident) -> Iterator[timedelta | None]:
    """How long each of its times in ALARM was; None of one that lasts."""
    begun: datetime | None = None
    for change in incident.changes:
        if change.at < incident.began_at or change.muted:
            continue
        if change.new is State.ALARM:
            begun = begun or change.at
        elif begun:
            yield change.at - begun
            begun = None
    if begun:
        yield None


def _kept(incident: Incident) -> int:
    return sum(change.at >= incident.began_at for change in incident.changes)


def _unanswered(incidents: Iterable[Incident], until: datetime) -> Iterator[Unanswered]:
    for each in incidents:
        was_in_alarm = any(change.new is State.ALARM for change in each.changes if change.at >= each.began_at)
        if was_in_alarm and not _is_answered(each):
            place = next((target.place for target in each.targets if target.place), None)
            lasted = (each.ended_at or until) - each.began_at
            yield Unanswered(each.latest.name, lasted, not each.is_over, place)
