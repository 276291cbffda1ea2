"""A storm: more new incidents than a channel gets cards for. The rest are rows of one digest message.

No IO here; app/alarms/keep/digests.py stores these values, app/alarms/show/digest.py brings them to Slack.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.alarms.decide.incident import Incident
from app.alarms.read.transition import State

# This many cards within this time are the first few; the rest go into a digest.
WINDOW = timedelta(seconds=10)
# A digest takes new alarms until nothing has come for this long.
CALM = timedelta(minutes=5)
# How old the gate's note of the last one may get before it is written again: all of a storm's writers meet there.
NOTED_EVERY = timedelta(seconds=20)

WORST_FIRST = (State.ALARM, State.NO_DATA, State.OK, State.DELETED)


@dataclass(frozen=True)
class Posted:
    """A card that a channel got."""

    at: datetime
    incident: str


@dataclass(frozen=True)
class Gate:
    """What a channel got lately, and the digest for the rest of a storm there."""

    posted: tuple[Posted, ...] = ()
    digest: str = ""
    last_at: datetime | None = None

    def is_storm(self, now: datetime) -> bool:
        return bool(self.digest) and self.last_at is not None and now - self.last_at < CALM

    def is_old_news(self, now: datetime) -> bool:
        """Whether the gate should note again that the storm goes on."""
        return self.last_at is None or now - self.last_at >= NOTED_EVERY


@dataclass(frozen=True)
class Row:
    """An alarm in a digest; `mention` is whom its route mentions."""

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

    @property
    def is_over(self) -> bool:
        return self.state.is_over


@dataclass(frozen=True)
class Digest:
    """The message of a storm: where it is, and whether an edit of it is due or running.

    `called` are the people it has mentioned, each once; `note` says why it is in another channel than planned.
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


def admitted(gate: Gate, channel: str, incident_id: str, most: int, now: datetime) -> tuple[Gate, str]:
    """The gate after one more incident, and '' if that gets a card, else the id of its digest."""
    if any(card.incident == incident_id for card in gate.posted):
        return gate, ""
    if gate.is_storm(now):
        return (replace(gate, last_at=now) if gate.is_old_news(now) else gate), gate.digest
    lately = tuple(card for card in gate.posted if now - card.at < WINDOW)
    if len(lately) < most:
        return Gate(posted=(*lately, Posted(now, incident_id))), ""
    digest = hashlib.sha256(f"{channel} {incident_id}".encode()).hexdigest()[:20]
    return Gate(posted=lately, digest=digest, last_at=now), digest


def row_of(incident: Incident, mention: str = "") -> Row:
    alarm = incident.latest
    return Row(
        incident=incident.id,
        name=f"{alarm.name} ({alarm.contributor})" if alarm.contributor else alarm.name,
        state=alarm.new,
        began_at=incident.began_at,
        changed_at=alarm.changed_at,
        region=alarm.region,
        account=alarm.account,
        group=next(iter(alarm.groups), ""),
        mention=mention,
    )


def newer(known: Row | None, row: Row) -> Row | None:
    """The digest's new row for an alarm; None if it already says that, or something newer."""
    if known is None:
        return row
    if (row.began_at, row.changed_at) < (known.began_at, known.changed_at):
        return None
    merged = replace(row, mention=row.mention or known.mention)
    return None if merged == known else merged


def calls_of(rows: Iterable[Row]) -> tuple[str, ...]:
    """Whom the routes of the alarms that are not over mention, each once."""
    return tuple(dict.fromkeys(word for row in rows if not row.is_over for word in row.mention.split()))


def worst_first(rows: Iterable[Row]) -> list[Row]:
    """ALARM before INSUFFICIENT_DATA before what is over, each with the longest first."""
    return sorted(rows, key=lambda row: (WORST_FIRST.index(row.state), row.began_at, row.name))
