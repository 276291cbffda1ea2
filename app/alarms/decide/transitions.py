"""What a transition means for an alarm's last incident: it starts one, continues it, repeats it, or is late.

No IO here. Order is by StateChangeTime, not by arrival: the incident shows what the alarm's history adds up to.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from app.alarms.decide.history import SAME_SECOND, Change, Episode, Flapping, change_of, in_order, last_episode
from app.alarms.decide.incident import KEPT, Incident, Outcome, gone_off, revised, with_line
from app.alarms.decide.target import Target, ThreadLine
from app.alarms.read.transition import State, Transition
from app.slack.messages.text import lasted, moment

OVER = ":large_green_circle: {old} → *{new}* at {at}. It lasted {lasted}."
CHANGED = "{old} → *{new}* at {at}."
DELETED = ":wastebasket: Deleted in CloudWatch at {at}, while it was in *{old}*. Bellhop sends no more reminders."
GONE = (
    ":wastebasket: Bellhop asked CloudWatch at {at}, and the alarm no longer exists. It was last in *{old}*. "
    "Bellhop sends no more reminders."
)
ASKED = " No notification of this arrived; CloudWatch said so when Bellhop asked."
RELEASED = ":red_circle: Still *{new}*. Its actions are no longer suppressed as of {at}."
REFIRED = ":red_circle: Still *{new}*. The mute window ended and its actions ran at {at}."
LATE = ":hourglass: Arrived late: {old} → {new} at {at}. The card already shows a newer state."

ONE_TARGET = (Target(),)
NEVER_FLAPS = Flapping(changes=0)
MOST_PEERS = 2


def apply_transition(
    last: Incident | None,
    transition: Transition,
    targets: tuple[Target, ...] = ONE_TARGET,
    flapping: Flapping = NEVER_FLAPS,
) -> tuple[Incident, Outcome]:
    """The incident to store, and the outcome.

    The returned incident has another `id` if a new one starts, and is the given one if nothing changed. `targets` are
    where the routes send the transition: for a new incident, and for one that was not in ALARM before.
    """
    change = change_of(transition)
    if last and transition.new is State.DELETED:
        transition = _deletion(last, transition)
        change = change_of(transition)
    known = last.changes if last else ()
    if last and (change in known or replace(change, muted=False) in known):
        return _refired(last, transition)
    unheard = replace(change, muted=True)  # EventBridge sent it while a mute rule was active; now its actions run
    changes = in_order((*(each for each in known if each != unheard), change))[-KEPT:]
    episode = last_episode(changes, flapping)
    if last is None or (episode.first == change == changes[-1] and _identity(transition, episode) != last.id):
        return _begun(last, transition, changes, episode, targets)
    if change not in changes:  # older than everything that is remembered
        return _told_as_late(last, change), Outcome.LATE
    if changes[-1] == change:
        return _moved_on(last, transition, changes, episode, targets)
    return _corrected(last, transition, changes, episode), Outcome.LATE


def _begun(
    last: Incident | None,
    transition: Transition,
    changes: tuple[Change, ...],
    episode: Episode,
    targets: tuple[Target, ...],
) -> tuple[Incident, Outcome]:
    incident = Incident(
        id=_identity(transition, episode),
        latest=transition,
        began_at=episode.began_at,
        ended_at=episode.ended_at,
        changes=changes,
        peers=_latest(last, transition, changes[-1])[1] if last else (),
        targets=targets,
        is_announced=episode.announced,
    )
    if episode.announced:
        return _routed(incident, targets)
    return incident, _quiet(transition)


def _quiet(transition: Transition) -> Outcome:
    """Why it is shown nowhere."""
    if transition.new is State.DELETED:
        return Outcome.QUIET_DELETED
    return Outcome.QUIET_MUTED if transition.muted else Outcome.QUIET_FIRST_DATA


def _identity(transition: Transition, episode: Episode) -> str:
    written = f"{transition.key} {episode.first.at.isoformat()} {episode.first.old} {episode.first.new}"
    return hashlib.sha256(written.encode()).hexdigest()[:20]


def _moved_on(
    last: Incident, transition: Transition, changes: tuple[Change, ...], episode: Episode, targets: tuple[Target, ...]
) -> tuple[Incident, Outcome]:
    if not last.targets and transition.new is State.ALARM:  # a route dropped it; it goes off again
        last = replace(last, targets=targets)
    moved = _summed_up(last, transition, changes, episode)
    if not last.targets:
        return moved, Outcome.QUIET_ROUTE
    if not moved.is_announced:
        return moved, _quiet(transition)
    if not last.is_announced:  # it is nowhere yet, so it goes where its routes send it now
        return _routed(moved, targets)
    line = _line(change_of(transition), _words(transition, episode))
    if moved.has_just_gone_off and not transition.muted:
        return gone_off(moved, line, targets), Outcome.EDITED
    if episode.flaps and not moved.is_deleted:  # counted on the card
        return moved, Outcome.EDITED
    return with_line(moved, line), Outcome.EDITED


def _routed(incident: Incident, targets: tuple[Target, ...]) -> tuple[Incident, Outcome]:
    outcome = Outcome.POSTED if targets else Outcome.QUIET_ROUTE
    return replace(incident, targets=targets, is_announced=bool(targets)), outcome


def _words(transition: Transition, episode: Episode) -> str:
    words = _facts(change_of(transition))
    if transition.released:
        return RELEASED.format(**words)
    if transition.new is State.DELETED:
        return (GONE if transition.asked else DELETED).format(**words)
    told = OVER if transition.new is State.OK else CHANGED
    return told.format(lasted=lasted(episode.last.at - episode.began_at), **words) + (ASKED if transition.asked else "")


def _deletion(last: Incident, transition: Transition) -> Transition:
    """It ends what is known of the alarm; EventBridge gives its time in whole seconds, cut off."""
    at, latest = transition.changed_at, last.latest
    if at < latest.changed_at < at + SAME_SECOND:
        at = latest.changed_at
    return latest.followed_by(State.DELETED, at, asked=transition.asked)


def _corrected(last: Incident, transition: Transition, changes: tuple[Change, ...], episode: Episode) -> Incident:
    """The incident as it should have been shown; the change itself is posted as late."""
    return _told_as_late(_summed_up(last, transition, changes, episode), change_of(transition))


def _told_as_late(incident: Incident, change: Change) -> Incident:
    """Only if there is a message to post it to."""
    if not incident.is_announced:
        return incident
    return with_line(incident, _line(change, LATE.format(**_facts(change))))


def _summed_up(last: Incident, transition: Transition, changes: tuple[Change, ...], episode: Episode) -> Incident:
    """The incident with what its alarm's changes add up to; what was announced stays announced."""
    latest, peers = _latest(last, transition, changes[-1])
    incident = replace(
        last,
        latest=latest,
        peers=peers,
        began_at=episode.began_at,
        ended_at=episode.ended_at,
        changes=changes,
        changed=episode.count,
        flaps=episode.flaps,
        flaps_since=episode.flaps_since,
        is_announced=last.is_announced or (episode.announced and bool(last.targets)),
    )
    return revised(incident) if _looks(incident) != _looks(last) else incident


def _looks(incident: Incident) -> tuple[object, ...]:
    """Everything the card shows that a transition can change."""
    return (
        incident.latest,
        incident.began_at,
        incident.ended_at,
        incident.changed,
        incident.flaps,
        incident.flaps_since,
    )


def _latest(last: Incident, transition: Transition, newest: Change) -> tuple[Transition, tuple[Transition, ...]]:
    """The transition that `newest` is, and the others with its time: one more may change which is last."""
    known = [last.latest, *last.peers, transition]
    peers = [each for each in known if each.changed_at == newest.at][: MOST_PEERS + 1]
    latest = next((each for each in peers if change_of(each) == newest), last.latest)
    return latest, tuple(each for each in peers if each != latest)


def _refired(last: Incident, transition: Transition) -> tuple[Incident, Outcome]:
    """A known transition: news only if its actions ran again after a mute."""
    change = change_of(transition)
    if last.latest.asked and not transition.asked and change == last.changes[-1]:
        # Told when CloudWatch was asked; the notification that came after all has more to say about it.
        return revised(replace(last, latest=transition)), Outcome.REPEATED
    if not transition.after_mute or last.latest.after_mute or change != last.changes[-1]:
        return last, Outcome.REPEATED
    told = with_line(last, ThreadLine(f"refired-{change.name}", REFIRED.format(**_facts(change))))
    return revised(replace(told, latest=transition)), Outcome.EDITED


def _line(change: Change, text: str) -> ThreadLine:
    return ThreadLine(id=f"change-{change.name}", text=text)


def _facts(change: Change) -> dict[str, str]:
    return {"old": change.old or "unknown", "new": change.new, "at": moment(change.at)}
