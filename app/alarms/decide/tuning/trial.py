"""Tries one setting of an alarm after the other: what it would have lost of what matters. No IO."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from app.alarms.decide.evaluation import Condition, Episode
from app.alarms.decide.tuning.evidence import Checked, Evidence
from app.alarms.decide.tuning.happened import Happened
from app.base.values import dataclass

ALWAYS, NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
# Of the times in the history and in the replay, this share has to be the same.
AGREES = 0.8


@dataclass(frozen=True)
class Need:
    """Some time in ALARM has to begin between these two, and to be within this episode."""

    episode: Episode
    earliest: datetime
    deadline: datetime

    def later(self, found: Sequence[Episode], at: int) -> timedelta | None:
        """How much later it is told, by an episode from number `at` on; None if it is lost."""
        ends = self.episode.ended or NEVER
        while at < len(found) and found[at].begun < ends and found[at].begun <= self.deadline:
            if found[at].begun >= self.earliest:
                return max(timedelta(), found[at].begun - self.episode.begun)
            at += 1
        return None


class Trial:
    """Knows what matters in the evidence, in the replay's own time, and compares one setting after the other by it."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._now = evidence.replay.episodes(evidence.condition)
        # In ALARM already when the time begins: when that began is not known.
        self._counted = [each for each in self._now if each.begun > evidence.start + evidence.period]
        self._pairs = _paired(evidence.times, self._counted, evidence.lag)
        self.as_it_is = len(self._counted)
        self.steps = 0
        self.needs = tuple(self._needed())
        self._before = tuple(self._needed_before())
        self.as_now = Checked(evidence.condition, self.as_it_is, timedelta())

    @property
    def has_lost(self) -> bool:
        """Whether the replay does not go off where somebody acted, or may have."""
        return any((each.acted_at or not each.is_told) and not found for each, found in self._pairs)

    @property
    def agrees(self) -> bool:
        """Whether the replay of the present setting is roughly what happened; one time may differ in any case."""
        edge, late = self._evidence.start + self._evidence.lag, self._evidence.end - self._evidence.lag
        same = sum(1 for _, found in self._pairs if found)
        paired = {found.begun for _, found in self._pairs if found}
        lacking = sum(1 for each, found in self._pairs if not found and edge < each.begun < late)
        more = sum(1 for each in self._counted if each.begun not in paired and edge < each.begun < late)
        return max(lacking, more) <= max(1, (1 - AGREES) * (same + max(lacking, more)))

    @property
    def weakest(self) -> float | None:
        """Of what matters, the value nearest to the threshold among each one's furthest; None if nothing matters."""
        evidence = self._evidence
        found = [evidence.replay.furthest(each.episode, evidence.condition.periods) for each in self.needs]
        is_above = evidence.condition.comparison.startswith("Greater")
        return (min if is_above else max)(found, default=None)

    def still(self, condition: Condition) -> Checked | None:
        """As `checked`, of a setting that was suggested before: something may have happened since."""
        return None if self.has_lost or self._evidence.acted_on_no_data else self.checked(condition)

    def checked(self, condition: Condition) -> Checked | None:
        """None for a setting that loses something, or adds something."""
        found = self._evidence.replay.episodes(condition)
        self.steps += len(found) + len(self._now) + len(self.needs)
        counted = self._within(found)
        if counted is None or self._lasting(found) > self._lasting(self._now) + self._slack(condition):
            return None
        latest = _latest(self.needs, found)
        earlier = self._latest_before(condition) if latest is not None else None
        return None if latest is None or earlier is None else Checked(condition, counted, max(latest, earlier))

    def _within(self, found: Sequence[Episode]) -> int | None:
        """How many begin while the present setting is in ALARM, of those that count; None if one does not."""
        count, at = 0, 0
        for each in found:
            while at < len(self._now) and (self._now[at].ended or NEVER) <= each.begun:
                at += 1
            if at == len(self._now) or self._now[at].begun > each.begun:
                return None
            count += self._now[at].begun > self._evidence.start + self._evidence.period
        return count

    def _lasting(self, found: Sequence[Episode]) -> timedelta:
        return sum(((each.ended or self._evidence.end) - each.begun for each in found), timedelta())

    def _slack(self, condition: Condition) -> timedelta:
        return max(1, len(self._now)) * condition.periods * self._evidence.period

    def _needed(self) -> Iterator[Need]:
        begins: dict[datetime, datetime] = {}
        for time, episode in self._pairs:
            if episode is None:
                continue
            first = begins.setdefault(time.since, episode.begun) if time.since else episode.begun
            latest = self._evidence.latest
            if time.acted_at:
                within = min(latest, max(timedelta(), time.acted_at - time.begun))
                yield Need(episode, first, episode.begun + within)
            elif not time.is_told:
                yield Need(episode, episode.begun, episode.begun + latest)
            elif not self._evidence.is_noise(time):
                yield Need(episode, ALWAYS, episode.begun + latest)

    def _latest_before(self, condition: Condition) -> timedelta | None:
        before = self._evidence.before
        return _latest(self._before, before.replay.episodes(condition)) if before and self._before else timedelta()

    def _needed_before(self) -> Iterator[Need]:
        """Of what was acted on before the alarm was last changed, that which the present setting still tells of."""
        evidence = self._evidence
        if evidence.before is None:
            return
        for time, episode in _paired(
            evidence.before.times, evidence.before.replay.episodes(evidence.condition), evidence.lag
        ):
            if episode and time.acted_at:
                within = min(evidence.latest, max(timedelta(), time.acted_at - time.begun))
                yield Need(episode, episode.begun, episode.begun + within)


def _latest(needs: Sequence[Need], found: Sequence[Episode]) -> timedelta | None:
    """How much later at most these are told, both in their order; None if one is lost."""
    latest, at = timedelta(), 0
    for need in needs:
        while at < len(found) and (found[at].ended or NEVER) <= need.episode.begun:
            at += 1
        later = need.later(found, at)
        if later is None:
            return None
        latest = max(latest, later)
    return latest


def _paired(
    times: Sequence[Happened], found: Sequence[Episode], lag: timedelta
) -> tuple[tuple[Happened, Episode | None], ...]:
    """Each time of the history with the episode of the replay that is nearest to it, in their order."""
    pairs, at = list[tuple[Happened, Episode | None]](), 0
    for time in times:
        while at + 1 < len(found) and abs(found[at + 1].begun - time.begun) < abs(found[at].begun - time.begun):
            at += 1
        is_same = at < len(found) and abs(found[at].begun - time.begun) <= lag
        pairs.append((time, found[at] if is_same else None))
        at += is_same
    return tuple(pairs)
