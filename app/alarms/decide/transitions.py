"""What a transition means for an alarm's last incident: it starts one, continues it, repeats it, or is late.

No IO here. Order is by StateChangeTime, not by arrival: the incident shows what the alarm's history adds up to.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

from app.alarms.decide.history import SAME_SECOND, Change, Episode, Flapping, change_of, cut, in_order, last_episode
from app.alarms.decide.incident import Incident, Mute, Outcome, as_muted, at_targets, gone_off, revised, with_line
from app.alarms.decide.target import Target, ThreadLine, missing
from app.alarms.read.transition import State, Transition
from app.slack.messages.text import lasted, moment

OVER = ":large_green_circle: {old} → *{new}* at {at}. It lasted {lasted}."
OK_MISSED = (
    ":large_green_circle: It was back to *OK* before {at}, when CloudWatch reported that it left OK again. "
    "The notification of that OK has not arrived."
)
CHANGED = "{old} → *{new}* at {at}."
DELETED = ":wastebasket: Deleted in CloudWatch at {at}, while it was in *{old}*. Bellhop sends no more reminders."
GONE = (
    ":wastebasket: Bellhop asked CloudWatch at {at}, and the alarm no longer exists. It was last in *{old}*. "
    "Bellhop sends no more reminders."
)
ASKED = " No notification of this arrived; Bellhop learned it by asking CloudWatch."
RELEASED = ":red_circle: Still *{new}*. Its actions are no longer suppressed as of {at}."
REFIRED = ":red_circle: Still *{new}*. The mute window ended and its actions ran at {at}."
AGAIN = ":red_circle: So it was over in between, and *{new}* since {at} is a new alarm."
LATE = ":hourglass: Arrived late: {old} → {new} at {at}. The card already shows a newer state."

Routing = Callable[[Transition], tuple[Target, ...]]

NEVER_FLAPS = Flapping(changes=0)
MOST_PEERS = 2


def apply_transition(
    last: Incident | None, transition: Transition, targets_of: Routing, flapping: Flapping
) -> tuple[Incident, Outcome]:
    """The incident to store, and the outcome.

    The returned incident has another `id` if a new one starts, and is the given one if nothing changed. `targets_of`
    says where the routes send a transition: for a new incident, and for one that was not in ALARM before.
    """
    transition = as_muted(last, transition)
    change = change_of(transition)
    if last and transition.new is State.DELETED:
        transition = _deletion(last, transition)
        change = change_of(transition)
    known, before = (last.changes, last.before) if last else ((), None)
    if last and (change.is_known(known) or _is_still(last, transition)):
        return _refired(last, transition)
    if last and before and change.at <= before.last.at:  # older than what is remembered
        return _told_as_late(last, change), Outcome.LATE
    unheard = replace(change, muted=True)  # EventBridge sent it while a mute rule was active; now its actions run
    changes = in_order((*(each for each in known if each != unheard), change))
    episode = last_episode(changes, flapping, before)
    changes, before = cut(changes, flapping, before)
    if last is None or (episode.first == change == changes[-1] and _identity(transition, episode) != last.id):
        incident, outcome = _begun(last, transition, changes, episode, targets_of)
    elif changes[-1] == change:
        incident, outcome = _moved_on(last, transition, changes, episode, targets_of(transition))
    else:
        incident, outcome = _corrected(last, transition, changes, episode, targets_of)
    return replace(incident, before=before), outcome


def _begun(
    last: Incident | None,
    transition: Transition,
    changes: tuple[Change, ...],
    episode: Episode,
    targets_of: Routing,
) -> tuple[Incident, Outcome]:
    incident = Incident(
        id=_identity(transition, episode),
        latest=transition,
        began_at=episode.began_at,
        ended_at=episode.ended_at,
        changes=changes,
        follows="" if last is None or last.is_over else last.id,
        peers=_latest(last, transition, changes[-1])[1] if last else (),
        mute=_kept_mute(last, transition),
        targets=targets_of(transition),
        is_announced=episode.announced,
        tested_by=transition.tested_by,
    )
    if episode.announced:
        return _routed(incident, incident.targets)
    return incident, _quiet(transition)


def _kept_mute(last: Incident | None, transition: Transition) -> Mute | None:
    """The mute of the incident before, which keeps this one quiet; if the actions ran, it no longer holds."""
    mute = last.mute if last else None
    return mute if mute and transition.muted and transition.changed_at < mute.until else None


def _quiet(transition: Transition) -> Outcome:
    """Why it is shown nowhere."""
    if transition.new is State.DELETED:
        return Outcome.QUIET_DELETED
    return Outcome.QUIET_MUTED if transition.muted else Outcome.QUIET_FIRST_DATA


def closed_by(last: Incident, following: Incident) -> Incident:
    """The incident that was still open when the next one began: it must have ended before, but no OK came."""
    at = following.began_at
    ended = replace(last, latest=last.latest.followed_by(State.OK, at), peers=(), ended_at=at, ok_missed=True)
    line = ThreadLine(f"followed-by-{following.id}", OK_MISSED.format(at=moment(at)))
    return revised(with_line(ended, line) if last.is_announced else ended)


def is_ended_by(missed: Incident, transition: Transition) -> bool:
    """Whether a late OK belongs to an incident that ended without one, and is the first of it that came."""
    end, at = missed.ended_at, transition.changed_at
    if transition.new is not State.OK or end is None:
        return False
    return missed.began_at < at < end or (missed.ok_missed and at == end)


def ended_late(missed: Incident, transition: Transition) -> Incident:
    """The incident that was closed without its OK, which has come."""
    ended = replace(missed, latest=transition, ended_at=transition.changed_at, ok_missed=False)
    how_long = lasted(transition.changed_at - missed.began_at, missed.has_gaps)
    words = OVER.format(lasted=how_long, **_facts(change_of(transition)))
    return revised(with_line(ended, _line(change_of(transition), words)) if missed.is_announced else ended)


def told_elsewhere(incident: Incident, transition: Transition) -> Incident:
    """Without the line that a change came late: the card that it belongs to tells it."""
    late = _line(change_of(transition), "").id
    return at_targets(
        incident, lambda target: replace(target, thread=tuple(each for each in target.thread if each.id != late))
    )


def _identity(transition: Transition, episode: Episode) -> str:
    return incident_id(transition, episode.first)


def incident_id(transition: Transition, first: Change) -> str:
    """The id of the incident of that alarm which a change began."""
    written = f"{transition.key} {first.at.isoformat()} {first.old} {first.new}"
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
    if transition.drilled_in:  # it has a message already, elsewhere
        there = with_line(moved, line)
        return replace(there, targets=(*there.targets, *missing(there.targets, targets))), Outcome.EDITED
    if moved.must_call:
        return gone_off(moved, line, targets), Outcome.EDITED
    if episode.flaps and not moved.is_deleted:  # counted on the card
        return moved, Outcome.EDITED
    return with_line(moved, line), Outcome.EDITED


def _routed(incident: Incident, targets: tuple[Target, ...]) -> tuple[Incident, Outcome]:
    outcome = Outcome.POSTED if targets else Outcome.QUIET_ROUTE
    alarm = incident.latest
    called_at = alarm.changed_at if targets and alarm.new is State.ALARM and not alarm.tested_by else None
    return replace(incident, targets=targets, is_announced=bool(targets), called_at=called_at), outcome


def _words(transition: Transition, episode: Episode) -> str:
    words = _facts(change_of(transition))
    if transition.released:
        return RELEASED.format(**words)
    if transition.new is State.DELETED:
        return (GONE if transition.asked else DELETED).format(**words)
    told = OVER if transition.new is State.OK else CHANGED
    how_long = lasted(episode.last.at - episode.began_at, episode.has_gaps)
    return told.format(lasted=how_long, **words) + (ASKED if transition.asked else "")


def _deletion(last: Incident, transition: Transition) -> Transition:
    """It ends what is known of the alarm; EventBridge gives its time in whole seconds, cut off."""
    at, latest = transition.changed_at, last.latest
    if at < latest.changed_at < at + SAME_SECOND:
        at = latest.changed_at
    return latest.followed_by(State.DELETED, at, asked=transition.asked)


def _corrected(
    last: Incident, transition: Transition, changes: tuple[Change, ...], episode: Episode, targets_of: Routing
) -> tuple[Incident, Outcome]:
    """The incident as it should have been shown; the change itself is posted as late.

    If it shows that the alarm was over in between, nobody has been called for what is in ALARM now.
    """
    change, corrected = change_of(transition), _summed_up(last, transition, changes, episode)
    if not (corrected.is_announced and corrected.must_call):
        return _told_as_late(corrected, change), Outcome.LATE
    words = f"{LATE.format(**_facts(change))}\n{AGAIN.format(**_facts(changes[-1]))}"
    again = replace(corrected, acknowledged=None, handed_by="", also=())
    return gone_off(again, _line(change, words), targets_of(corrected.latest)), Outcome.EDITED


def _told_as_late(incident: Incident, change: Change) -> Incident:
    """Only if there is a message to post it to; an alarm is told in any case."""
    is_alarm = change.new is State.ALARM and change.announces and bool(incident.targets)
    incident = replace(incident, is_announced=incident.is_announced or is_alarm)
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
        has_gaps=episode.has_gaps,
        flaps=episode.flaps,
        flaps_since=episode.flaps_since,
        is_announced=last.is_announced or (episode.announced and bool(last.targets)),
        tested_by=_tested_by(last, latest),
    )
    return revised(incident) if _looks(incident) != _looks(last) else incident


def _tested_by(last: Incident, latest: Transition) -> str:
    """Without data it is no test any more: a test that began there leaves what was true before."""
    return latest.tested_by if latest.new is State.ALARM else last.tested_by if latest.new.is_over else ""


def _looks(incident: Incident) -> tuple[object, ...]:
    """Everything the card shows that a transition can change."""
    return (
        incident.latest,
        incident.began_at,
        incident.ended_at,
        incident.changed,
        incident.has_gaps,
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
    told = with_line(last, ThreadLine(f"refired-{change.name}-{last.revision}", REFIRED.format(**_facts(change))))
    return revised(replace(told, latest=transition)), Outcome.EDITED


def _is_still(last: Incident, transition: Transition) -> bool:
    """Whether it says no state before, and is the state that is shown: perhaps only its reason is newer."""
    latest = last.latest
    is_same = transition.new is latest.new and transition.changed_at >= latest.changed_at
    return is_same and transition.old is None and not transition.contributor and last.is_announced and not latest.muted


def _line(change: Change, text: str) -> ThreadLine:
    return ThreadLine(id=f"change-{change.name}", text=text)


def _facts(change: Change) -> dict[str, str]:
    return {"old": change.old or "unknown", "new": change.new, "at": moment(change.at)}
