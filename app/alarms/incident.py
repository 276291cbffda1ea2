"""An incident: from the moment an alarm leaves OK until it is back, and what people did meanwhile.

No IO here: `judge` and its kin take values and return values; app/alarms/desk.py carries them out.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from app.alarms.transition import State, Transition
from app.messages.text import duration, moment

OVER = ":large_green_circle: {old} → *{new}* at {at}. It lasted {lasted}."
CHANGED = "{old} → *{new}* at {at}."
LATE = ":hourglass: This came late, and the card already shows a newer state: {old} → {new} at {at}."

# Three changes within a second have no order that anybody could tell: they are one incident (order is by
# StateChangeTime, never by arrival), not three messages.
SAME_BREATH = timedelta(seconds=1)
KEPT = 50
# While Slack cannot be told, an alarm that flaps goes on; of what is still to be said, the newest lines are kept.
LINES_KEPT = 40


class Outcome(StrEnum):
    """What became of a record; each record has exactly one (`quiet:<rule>` names its rule)."""

    POSTED = "posted"
    EDITED = "edited"
    THREADED = "threaded"
    REPEATED = "repeated"
    LATE = "late"
    QUIET_FIRST_DATA = "quiet:first-data"


@dataclass(frozen=True)
class Change:
    """One transition as the incident remembers it."""

    at: datetime
    old: State | None
    new: State


@dataclass(frozen=True)
class Deed:
    """What somebody did about the incident; `words` are mrkdwn, already escaped."""

    at: datetime
    user_id: str
    words: str
    id: str = ""


@dataclass(frozen=True)
class ThreadLine:
    """A line for the incident's thread that Slack has not confirmed yet; `id` finds it again."""

    id: str
    text: str


@dataclass(frozen=True)
class Place:
    """Where the incident's message stands."""

    channel: str
    ts: str


@dataclass(frozen=True)
class Incident:
    """All that the card shows and the thread still has to say."""

    id: str
    latest: Transition
    began_at: datetime
    ended_at: datetime | None = None
    changes: tuple[Change, ...] = ()
    deeds: tuple[Deed, ...] = ()
    thread: tuple[ThreadLine, ...] = ()
    place: Place | None = None
    revision: int = 1
    shown_revision: int = 0

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None

    @property
    def needs_slack(self) -> bool:
        return self.shown_revision < self.revision or bool(self.thread)

    @property
    def is_quiet(self) -> bool:
        """Whether it is only remembered, so that what comes late is known as late; Slack does not show it."""
        return self.place is None and not self.needs_slack


def judge(incident: Incident | None, transition: Transition) -> tuple[Incident, Outcome]:
    """What a transition means to the alarm's last incident: the incident to remember, and the outcome.

    Order is by StateChangeTime, never by arrival; the incident that comes back has another `id` where a new one
    begins, and is the given one where nothing changed.
    """
    change = change_of(transition)
    if incident is None:
        return _open(transition, change)
    if change in incident.changes:
        return incident, Outcome.REPEATED
    if _is_late(incident, change):
        return _remember(incident, change, LATE.format(**_words(change))), Outcome.LATE
    if not incident.is_over or (change.at - incident.began_at < SAME_BREATH and not incident.is_quiet):
        return _advance(incident, transition, change), Outcome.EDITED
    return _open(transition, change)


def change_of(transition: Transition) -> Change:
    return Change(at=transition.changed_at, old=transition.old, new=transition.new)


def with_deed(incident: Incident, deed: Deed) -> Incident:
    """The incident with what somebody did, once: a deed with a known id changes nothing."""
    if any(known.id == deed.id for known in incident.deeds):
        return incident
    line = ThreadLine(id=f"deed-{deed.id}", text=deed.words)
    return replace(
        incident,
        deeds=(*incident.deeds, deed)[-KEPT:],
        thread=_with_line(incident, line),
        revision=incident.revision + 1,
    )


def shown(incident: Incident, revision: int, place: Place | None = None) -> Incident:
    """The incident once Slack shows its card as of `revision`; without a place there is nothing to show."""
    return replace(incident, shown_revision=max(revision, incident.shown_revision), place=place)


def said(incident: Incident, line: ThreadLine) -> Incident:
    """The incident once a line stands in its thread."""
    return replace(incident, thread=tuple(waiting for waiting in incident.thread if waiting.id != line.id))


def _open(transition: Transition, change: Change) -> tuple[Incident, Outcome]:
    identity = f"{transition.key} {change.at.isoformat()} {change.old} {change.new}"
    incident = Incident(
        id=hashlib.sha256(identity.encode()).hexdigest()[:20],
        latest=transition,
        began_at=change.at,
        ended_at=change.at if transition.new is State.OK else None,
        changes=(change,),
    )
    if transition.new is State.OK and transition.old is not State.ALARM:
        return shown(incident, incident.revision), Outcome.QUIET_FIRST_DATA
    return incident, Outcome.POSTED


def _is_late(incident: Incident, change: Change) -> bool:
    """Older than what the card shows; at an equal time it goes on only from the state that the card shows."""
    shown_at = incident.latest.changed_at
    return change.at < shown_at or (change.at == shown_at and change.old is not incident.latest.new)


def _advance(incident: Incident, transition: Transition, change: Change) -> Incident:
    over = transition.new is State.OK
    words = _words(change)
    text = OVER.format(lasted=duration(change.at - incident.began_at), **words) if over else CHANGED.format(**words)
    remembered = _remember(incident, change, text)
    return replace(remembered, latest=transition, ended_at=change.at if over else None, revision=incident.revision + 1)


def _remember(incident: Incident, change: Change, text: str) -> Incident:
    line = ThreadLine(id=f"change-{change.at.timestamp():.3f}-{change.old}-{change.new}", text=text)
    return replace(incident, changes=(*incident.changes, change)[-KEPT:], thread=_with_line(incident, line))


def _with_line(incident: Incident, line: ThreadLine) -> tuple[ThreadLine, ...]:
    return (*incident.thread, line)[-LINES_KEPT:]


def _words(change: Change) -> dict[str, str]:
    return {"old": change.old or "unknown", "new": change.new, "at": moment(change.at)}
