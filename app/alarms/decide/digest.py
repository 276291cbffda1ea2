"""A storm's digest as values: its rows, what is urgent among them, and who has been mentioned for which. No IO.

app/alarms/decide/storm.py says which alarms become rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from app.alarms.decide.incident import Incident
from app.alarms.decide.storm import Posted
from app.alarms.decide.target import Target
from app.alarms.read.measure import excess, limit
from app.alarms.read.transition import State
from app.base.values import dataclass

WORST_FIRST = (State.ALARM, State.NO_DATA, State.OK, State.DELETED)
# Between the moment when a digest takes no more and the one when it says that the storm is over.
SETTLED = timedelta(seconds=5)


@dataclass(frozen=True)
class Row:
    """An alarm in a digest; `mention` is whom its route mentions, `has_card` if it has a card too, which does that.

    `excess` is how far beyond its threshold (`limit`) its `value` is, as a share of it. `came_at` is when it joined or
    went off again, `taken_by` who acknowledged it, `muted_until` if somebody muted it, `called_at` is the incident's.
    If its end is not known, it ended some time before `changed_at`.
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
    called_at: datetime | None = None
    is_end_known: bool = True

    @property
    def is_over(self) -> bool:
        return self.state.is_over

    @property
    def needs_somebody(self) -> bool:
        return not (self.is_over or self.taken_by or self.muted_until)


@dataclass(frozen=True)
class Called:
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
    calls: tuple[Called, ...] = ()
    cards: tuple[Posted, ...] = ()
    are_counted: bool = False
    closed_at: datetime | None = None
    again_at: datetime | None = None
    checks: int = 0
    gate: str = ""

    def last_call(self, mention: str) -> Called | None:
        found = next((call for call in self.calls if call.mention == mention), None)
        if found is None and mention in self.called:  # the version before this one did, and did not note when
            return Called(mention, self.began_at, self.began_at)
        return found

    def called_upto(self, mention: str) -> datetime | None:
        """Somebody has been mentioned for all alarms that came until then; None for none."""
        last = self.last_call(mention)
        return last.upto if last else None

    def having_called(self, *calls: Called) -> Digest:
        called = [call.mention for call in calls]
        others = tuple(call for call in self.calls if call.mention not in called)
        return replace(self, calls=(*others, *calls), called=tuple(dict.fromkeys((*self.called, *called))))

    def is_past(self, now: datetime) -> bool:
        """Whether it says that the storm is over: nobody can still be about to write a new row."""
        return self.closed_at is not None and now - self.closed_at >= SETTLED


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
        called_at=incident.called_at,
        is_end_known=not (incident.ok_missed or (incident.is_deleted and alarm.asked)),
    )


def newer(known: Row | None, row: Row) -> Row | None:
    """The digest's new row for an alarm; None if it already says that, or something newer."""
    if known is None:
        return row
    if _is_older(row, known):
        return None
    is_back = row.state is State.ALARM and known.state is not State.ALARM
    is_called = not known.is_over and row.called_at is not None and row.called_at == known.called_at
    is_news = row.incident != known.incident or (is_back and not is_called)
    came_at = row.came_at if is_news else known.came_at
    merged = replace(row, mention=row.mention or known.mention, came_at=came_at)
    return None if merged == known else merged


def _is_older(row: Row, known: Row) -> bool:
    """What comes late may begin an incident earlier than its row says, and end one earlier whose OK was missed."""
    if row.incident != known.incident:
        return (row.began_at, row.changed_at) < (known.began_at, known.changed_at)
    return row.changed_at < known.changed_at and not (row.is_over and not known.is_end_known)


def new_for(mention: str, rows: Iterable[Row], since: datetime | None) -> list[Row]:
    """The alarms that somebody has not been mentioned for, and that nobody has in hand; the newest last."""
    wanted = [row for row in rows if mention in row.mention.split() and row.needs_somebody]
    return sorted(filter(lambda row: since is None or _came(row) > since, wanted), key=_came)


def calls_of(rows: Iterable[Row]) -> tuple[str, ...]:
    """Whom the routes of the alarms that need somebody mention, each once."""
    return tuple(dict.fromkeys(word for row in rows if row.needs_somebody for word in row.mention.split()))


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
