"""A storm: more new alarms at once than a channel gets cards for. The rest are rows of one digest message.

No IO here; app/alarms/keep/digests.py stores these values, app/alarms/show/digest.py brings them to Slack.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from app.alarms.decide.incident import Incident
from app.alarms.decide.target import Target
from app.alarms.read.measure import excess, limit
from app.alarms.read.transition import State

# A storm goes on while so many new alarms as get cards came within this time; then its digest is closed.
WINDOW = timedelta(seconds=10)
# If the last ones all came within this time, no more are noted: all of a storm's writers meet at the gate.
SURELY = timedelta(seconds=2)
# Between the moment when a digest takes no more and the one when it says that the storm is over.
SETTLED = timedelta(seconds=5)

AnyLane = TypeVar("AnyLane", bound="Lane")

WORST_FIRST = (State.ALARM, State.NO_DATA, State.OK, State.DELETED)


@dataclass(frozen=True)
class Posted:
    """A new alarm that came to a channel, by its incident and the position of its target: with a card, or a row.

    `sent_at` is when AWS sent it; `at` may be much later, if it waited on the queue.
    """

    at: datetime
    incident: str
    digest: str = ""
    position: int = 0
    route: str = ""
    sent_at: datetime | None = None

    def came_with(self, now: datetime, sent_at: datetime | None = None) -> bool:
        """Whether it came within the time before another one, or the two were sent that close to each other.

        The second keeps a storm together whose alarms wait on the queue, the first what had to wait for hours.
        """
        is_sent_close = sent_at is not None and self.sent_at is not None and abs(sent_at - self.sent_at) < WINDOW
        return now - self.at < WINDOW or is_sent_close


@dataclass(frozen=True)
class Lane:
    """What came lately, the newest last; and the digest for the rest of a storm, with its first `cards` and routes."""

    posted: tuple[Posted, ...] = ()
    digest: str = ""
    cards: tuple[Posted, ...] = ()
    routes: tuple[str, ...] = ()

    def lately(self, now: datetime, sent_at: datetime | None = None) -> tuple[Posted, ...]:
        return tuple(each for each in self.posted if each.came_with(now, sent_at))

    def is_storm(self, now: datetime, most: int, sent_at: datetime | None = None) -> bool:
        """Whether the next new alarm is a row."""
        return len(self.lately(now, sent_at)) >= most

    def knows(self, newcomer: Posted) -> bool:
        """Whether one of its routes is the storm's, or that of an alarm that came lately."""
        lately = self.lately(newcomer.at, newcomer.sent_at)
        routes = self.routes if self.digest else [each for card in lately for each in _each(card.route)]
        return not set(_each(newcomer.route)).isdisjoint(routes)


@dataclass(frozen=True)
class Gate(Lane):
    """A channel's gate. Alarms of routes that are not the storm's come in lanes of their own, `apart` from it."""

    apart: tuple[Lane, ...] = ()

    @property
    def lanes(self) -> tuple[Lane, ...]:
        return self, *self.apart

    def is_in_storm(self, now: datetime, most: int) -> bool:
        """Whether the channel is in a storm."""
        return any(lane.digest and lane.is_storm(now, most) for lane in self.lanes)

    def cards_of(self, digest: str) -> tuple[Posted, ...]:
        """The first alarms of the storm with this digest."""
        return next((lane.cards for lane in self.lanes if lane.digest == digest), ())

    def without(self, digest: str) -> Gate:
        """With this digest closed."""
        apart = tuple(_closed(lane) if lane.digest == digest else lane for lane in self.apart)
        return replace(_closed(self) if self.digest == digest else self, apart=apart)


@dataclass(frozen=True)
class Row:
    """An alarm in a digest; `mention` is whom its route mentions, `has_card` if it has a card too, which does that.

    `excess` is how far beyond its threshold (`limit`) its `value` is, as a share of it. `came_at` is when it joined or
    went off again, `taken_by` who acknowledged it, `muted_until` if somebody muted it.
    """

    incident: str
    name: str
    state: State
    began_at: datetime
    changed_at: datetime
    region: str = ""
    group: str = ""
    mention: str = ""
    account: str = ""
    ts: str = ""  # nobody reads it; a version before this one, which may run beside it, expects it in the document
    value: str = ""
    limit: str = ""
    excess: float = 0.0
    came_at: datetime | None = None
    has_card: bool = False
    taken_by: str = ""
    muted_until: datetime | None = None

    @property
    def is_over(self) -> bool:
        return self.state.is_over

    @property
    def needs_somebody(self) -> bool:
        return not (self.is_over or self.taken_by or self.muted_until)


@dataclass(frozen=True)
class Call:
    """When a digest last mentioned somebody, for alarms that came until `upto`; `count` are the times in its thread."""

    mention: str
    at: datetime
    upto: datetime
    count: int = 0


@dataclass(frozen=True)
class Digest:
    """The message of a storm: where it is, and whether an edit of it is due or running.

    `called` are the people it has mentioned, and `calls` when that was; `note` says why it is in another channel than
    planned, whose `gate` let its alarms in. `cards` are the first alarms, which have cards; once they `are_counted`
    they are rows too. Once all were over it is closed (`closed_at`). `again_at` is when it is edited without a change,
    and `checks` counts how often CloudWatch was asked for its alarms' states.
    """

    id: str
    channel: str
    began_at: datetime
    ts: str = ""
    shown_at: datetime | None = None
    due_at: datetime | None = None
    editing_since: datetime | None = None
    called: tuple[str, ...] = ()
    note: str = ""
    calls: tuple[Call, ...] = ()
    cards: tuple[Posted, ...] = ()
    are_counted: bool = False
    closed_at: datetime | None = None
    again_at: datetime | None = None
    checks: int = 0
    gate: str = ""

    def last_call(self, mention: str) -> Call | None:
        found = next((call for call in self.calls if call.mention == mention), None)
        if found is None and mention in self.called:  # the version before this one did, and did not note when
            return Call(mention, self.began_at, self.began_at)
        return found

    def called_upto(self, mention: str) -> datetime | None:
        """Somebody has been mentioned for all alarms that came until then; None for none."""
        last = self.last_call(mention)
        return last.upto if last else None

    def having_called(self, *calls: Call) -> Digest:
        called = [call.mention for call in calls]
        others = tuple(call for call in self.calls if call.mention not in called)
        return replace(self, calls=(*others, *calls), called=tuple(dict.fromkeys((*self.called, *called))))

    def is_past(self, now: datetime) -> bool:
        """Whether it says that the storm is over: nobody can still be about to write a new row."""
        return self.closed_at is not None and now - self.closed_at >= SETTLED


def admitted(gate: Gate, channel: str, newcomer: Posted, most: int) -> tuple[Gate, str]:
    """The gate after one more new alarm, and '' if that gets a card, else the id of its digest."""
    now, sent_at = newcomer.at, newcomer.sent_at
    noted = (each for lane in gate.lanes for each in (*lane.posted, *lane.cards))
    known = next((each for each in noted if each.incident == newcomer.incident), None)
    if known and known.digest in ("", *(lane.digest for lane in gate.lanes)):
        return gate, known.digest
    apart = [lane for lane in gate.apart if lane.lately(now, sent_at)]
    at = next((at for at, lane in enumerate(apart) if lane.knows(newcomer)), None)
    if at is None and gate.is_storm(now, most, sent_at) and not gate.knows(newcomer):
        apart, at = [*apart, Lane()], len(apart)
    if at is not None:
        apart[at], digest = _let_in(apart[at], channel, newcomer, most)
        return replace(gate, apart=tuple(apart)), digest
    lane, digest = _let_in(gate, channel, newcomer, most)
    return replace(lane, apart=tuple(apart)), digest


def _let_in(lane: AnyLane, channel: str, newcomer: Posted, most: int) -> tuple[AnyLane, str]:
    """A storm is over when its rate is: then its digest takes no more, and the newcomer gets a card."""
    lately = lane.lately(newcomer.at, newcomer.sent_at)
    if len(lately) < most:
        return replace(_closed(lane), posted=(*lately, newcomer)), ""
    if not lane.digest:
        written = f"{channel} {newcomer.incident} {newcomer.at.isoformat()}"
        lane = replace(
            lane,
            digest=hashlib.sha256(written.encode()).hexdigest()[:20],
            cards=tuple(each for each in lately if not each.digest),
            routes=tuple(dict.fromkeys(route for each in (*lately, newcomer) for route in _each(each.route))),
        )
    elif all(newcomer.at - each.at < SURELY for each in lately):
        return lane, lane.digest
    return replace(lane, posted=(*lately, replace(newcomer, digest=lane.digest))[-most:]), lane.digest


def _closed(lane: AnyLane) -> AnyLane:
    return replace(lane, digest="", cards=(), routes=())


def _each(route: str) -> list[str]:
    """An alarm may have come by several routes, or by none."""
    return route.split() or [""]


def row_of(incident: Incident, target: Target) -> Row:
    alarm, taken = incident.latest, incident.acknowledged
    return Row(
        incident=incident.id,
        name=f"{alarm.name} ({alarm.contributor})" if alarm.contributor else alarm.name,
        state=alarm.new,
        began_at=incident.began_at,
        changed_at=alarm.changed_at,
        region=alarm.region,
        account=alarm.account,
        group=next(iter(alarm.groups), ""),
        mention="" if target.has_card else target.mention,
        value=alarm.value,
        limit=limit(alarm.watch),
        excess=excess(alarm.watch, alarm.value),
        has_card=target.has_card,
        taken_by=taken.user_id if taken else "",
        muted_until=incident.mute.until if incident.mute else None,
    )


def newer(known: Row | None, row: Row) -> Row | None:
    """The digest's new row for an alarm; None if it already says that, or something newer."""
    if known is None:
        return row
    if (row.began_at, row.changed_at) < (known.began_at, known.changed_at):
        return None
    is_news = row.incident != known.incident or (row.state is State.ALARM and known.state is not State.ALARM)
    came_at = row.came_at if is_news else known.came_at
    merged = replace(row, mention=row.mention or known.mention, came_at=came_at)
    return None if merged == known else merged


def new_for(mention: str, rows: Iterable[Row], since: datetime | None) -> list[Row]:
    """The alarms that somebody has not been mentioned for, and that nobody has in hand; the newest last."""
    wanted = [row for row in rows if mention in row.mention.split() and row.needs_somebody]
    return sorted(filter(lambda row: since is None or _came(row) > since, wanted), key=_came)


def calls_of(rows: Iterable[Row]) -> tuple[str, ...]:
    """Whom the routes of the alarms that are not over mention, each once."""
    return tuple(dict.fromkeys(word for row in rows if not row.is_over for word in row.mention.split()))


def last_came(rows: Iterable[Row], began_at: datetime) -> datetime:
    return max((_came(row) for row in rows), default=began_at)


def _came(row: Row) -> datetime:
    return row.came_at or row.began_at


def worst_first(rows: Iterable[Row]) -> list[Row]:
    """ALARM before INSUFFICIENT_DATA before what is over; then whose route mentions somebody, and what is furthest
    beyond its threshold, each with the longest first.
    """

    def urgency(row: Row) -> tuple[object, ...]:
        return WORST_FIRST.index(row.state), not row.mention, -row.excess, row.began_at, row.name

    return sorted(rows, key=urgency)
