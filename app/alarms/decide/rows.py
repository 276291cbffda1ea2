"""Which messages of an incident are digest rows, and which are cards: the gates of their channels say that. No IO."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import datetime
from typing import TypeGuard

from app.alarms.decide.digest import Digest, Row, row_of
from app.alarms.decide.incident import Incident, at_targets, needs_slack, redirected
from app.alarms.decide.storm import Gate, Posted, admitted
from app.alarms.decide.target import MessageId, Target
from app.alarms.read.transition import State
from app.base.values import dataclass


@dataclass(frozen=True)
class DigestRow:
    """A row to be written into a channel's digest."""

    digest: str
    channel: str
    row: Row


@dataclass(frozen=True)
class Gates:
    """What lets alarms in: `most` new ones get cards in a channel. `gates` (by channel id) change with each alarm.

    The rest is as in `Known` (app/alarms/decide/decision.py).
    """

    now: datetime
    most: int = 0
    gates: dict[str, Gate] = field(default_factory=dict)
    digests: Mapping[str, Digest] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    begun: frozenset[tuple[str, int]] = frozenset()

    def channel_of(self, target: Target) -> str:
        return self.channels.get(target.channel) or (target.place.channel if target.place else "")

    def let_in(self, target: Target, incident: Incident, position: int, sent_at: datetime | None) -> Target:
        """The target with a card, or in a digest of its channel.

        A process that died may have posted its card so long ago that the gate has forgotten it.
        """
        if not self.most or (incident.id, position) in self.begun:
            return replace(target, has_card=True)
        channel = self.channel_of(target)
        routes = " ".join(each.route for each in incident.targets if self.channel_of(each) == channel)
        newcomer = Posted(self.now, incident.id, "", position, routes, sent_at)
        self.gates[channel], digest = admitted(self.gates.get(channel, Gate()), channel, newcomer, self.most)
        return replace(target, digest=digest, has_card=not digest)

    def ts_of(self, digest: str) -> str:
        return self.digests[digest].ts if digest in self.digests else ""


def in_digests(
    incident: Incident, gates: Gates, sent_at: datetime | None = None
) -> tuple[Incident, tuple[DigestRow, ...]]:
    """The incident with each target that belongs to a storm as a digest row, and these rows.

    A storm's first alarms have cards, and are rows too, so that its digest counts all.
    """
    if not incident.is_announced:
        return incident, ()
    rows: dict[str, DigestRow] = {}  # two routes may name one channel, by its name and by its id
    for position, target in enumerate(incident.targets):
        if not needs_slack(incident, target):
            continue
        channel = gates.channel_of(target)
        if target.is_undecided and (channel or not gates.most):
            target = gates.let_in(target, incident, position, sent_at)
        digest = target.digest or target.counted_in
        if digest and channel:
            row = row_of(incident, target)
            if digest in rows:
                row = replace(row, mention=_both(rows[digest].row.mention, row.mention))
            rows[digest] = DigestRow(digest, channel, row)
        if target.digest and channel:
            place = MessageId(channel, gates.ts_of(digest))
            target = replace(target, place=place, shown_revision=incident.revision, thread=())
        incident = redirected(incident, position, target)
    return incident, tuple(rows.values())


def is_row(incident: Incident) -> bool:
    """Whether some message of it is a row of a digest."""
    return any(target.digest for target in incident.targets)


def counted_rows(incident: Incident) -> tuple[DigestRow, ...]:
    """The rows of those of its cards that changed and that a digest counts."""
    return tuple(
        DigestRow(target.counted_in, target.place.channel, row_of(incident, target))
        for target in incident.targets
        if target.counted_in and target.place and needs_slack(incident, target)
    )


def all_in_digests(
    incident: Incident, closed: Incident | None, gates: Gates, sent_at: datetime | None
) -> tuple[Incident, Incident | None, tuple[DigestRow, ...]]:
    """As `in_digests`, also for an incident of the alarm before, which has just ended.

    What of that is not in Slack yet is left to the record that began it, which is still waiting.
    """
    incident, rows = in_digests(incident, gates, sent_at)
    if closed is None or any(target.is_undecided for target in closed.targets):
        return incident, closed, rows
    closed, more = in_digests(closed, gates)
    own = {each for target in incident.targets for each in (target.digest, target.counted_in)}  # one row of an alarm
    return incident, closed, (*rows, *(row for row in more if row.digest not in own))


def goes_off_again(before: Incident | None, incident: Incident) -> TypeGuard[Incident]:
    """Whether its alarm is in ALARM now, with nobody's mute rule active, and was not before, or was muted until now."""
    alarm = incident.latest
    if before is None or alarm.new is not State.ALARM or alarm.muted:
        return False
    return before.latest.new is not State.ALARM or (alarm.after_mute and not before.latest.after_mute)


def let_in_again(incident: Incident, before: Incident) -> Incident:
    """What goes off, and was a row until now, is let in like a new alarm: its storm may be over.

    While nobody has to be called it stays the row that it is: somebody has it in hand, or it was in ALARM before. A
    card that was over, and goes on, is not counted with its storm any more.
    """
    is_calling = incident.has_just_gone_off and not incident.acknowledged

    def again(target: Target) -> Target:
        if target.digest and not is_calling and not before.is_over:
            return target
        if target.digest:
            fresh = Target(target.channel, "" if incident.acknowledged else target.mention, target.note)
            return replace(fresh, stands_for=target.stands_for, route=target.route)
        return replace(target, counted_in="") if before.is_over else target

    return at_targets(incident, again)


def left(before: Incident | None, incident: Incident) -> tuple[str, ...]:
    """The digests that the incident was a row of until now; a row that is over stays."""
    if before is None or before.is_over:
        return ()
    still = {target.digest for target in incident.targets}
    return tuple({target.digest: None for target in before.targets if target.digest and target.digest not in still})


def _both(one: str, other: str) -> str:
    """Two targets' mentions, each person and group once."""
    return " ".join(dict.fromkeys([*one.split(), *other.split()]))
