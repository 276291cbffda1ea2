"""When to look at a card again: to remind people of an alarm that nobody took, or mention more. No IO here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.alarms.decide.decision import Rules, as_told, ended_of
from app.alarms.decide.escalation import next_due, wait_key, waits_since
from app.alarms.decide.incident import Incident, Outcome
from app.alarms.read.transition import State
from app.alarms.show.graph import widget
from app.queues.timers import Timer

# What the timers are for (app/runtime/timers.py).
REMIND, ESCALATE, DRAW, SHOW = "remind", "escalate", "draw", "show"
MUTE_ENDS = "mute-ends"
# A mute rule of many alarms has ended by itself, and is deleted: CloudWatch keeps 2,000 of them a region.
RULE_ENDS = "mute-rule-ends"
# Once it is over, whether a group is still as somebody set it meanwhile.
WAY_BACK = "way-back"
# The state is asked for once somebody else's mute window is over: CloudWatch has run its actions by then, if any.
CHECK = "check-state"
CHECKED_AFTER = timedelta(minutes=1)
LONGEST_WINDOW = timedelta(days=15)  # CloudWatch's API reference, Schedule.Duration
# By then it is known whether a card is among the first of a storm, where pictures wait.
DRAWN_AFTER = timedelta(seconds=3)
# A week has every weekday and every shift in it: who has not taken the alarm up by then reads the thread no more.
REMINDED_FOR = timedelta(days=7)


def timers_of(
    outcome: str, incident: Incident | None, rules: Rules, now: datetime, closed: Incident | None = None
) -> tuple[Timer, ...]:
    """When to look again at a card that was posted or edited: for reminder and escalation, and for its graph.

    And at the card of the incident that it ended.
    """
    if incident is None or not rules.can_edit:
        return ()
    ended = ended_of(outcome, incident, closed)
    timers = [Timer(SHOW, ended, now)] if ended else []
    told = as_told(outcome, incident)
    if told in (Outcome.POSTED, Outcome.EDITED, Outcome.QUIET_MUTED):
        timers += _end_of_window(incident, now)
    if told not in (Outcome.POSTED, Outcome.EDITED):
        return tuple(timers)
    is_real = incident.latest.new is State.ALARM and not incident.tested_by
    has_gone_off = is_real and (told == Outcome.POSTED or incident.has_just_gone_off)
    # After a week in which nothing happened its reminders have ended, so they begin again where the last one was.
    is_back = is_real and is_forgotten(incident, now, but=incident.latest.changed_at)
    if has_gone_off or is_back:
        timers += [reminder(incident.id, incident.reminders + 1, now, rules)] if rules.remind_minutes else []
        timers += escalation(incident, waits_since(incident), now, rules)
    if not incident.flaps and not incident.is_over and widget(incident.latest):
        timers.append(Timer(DRAW, f"{incident.id}:{now.timestamp():.0f}", now + DRAWN_AFTER))
    if incident.ended_at and incident.responses:
        timers.append(Timer(WAY_BACK, f"{incident.id}:0", now + DRAWN_AFTER))
    return tuple(timers)


def _end_of_window(incident: Incident, now: datetime) -> Iterator[Timer]:
    """EventBridge told it while a mute rule was active; CloudWatch sends no second event when the window ends."""
    until = incident.latest.muted_until if incident.latest.muted else None
    if until and until <= now + LONGEST_WINDOW and not incident.is_over:
        yield Timer(CHECK, incident.id, max(now, until + CHECKED_AFTER))


def is_forgotten(incident: Incident, now: datetime, but: datetime | None = None) -> bool:
    """Whether for a week nothing changed (but for the change at `but`), nobody did anything, and no mute ruled."""
    changes = [change.at for change in incident.changes if change.at != but]
    mutes = [incident.mute.until if incident.mute else None, incident.latest.muted_until]
    times = [incident.began_at, *changes, *(response.at for response in incident.responses), *filter(None, mutes)]
    last = max((at for at in times if at != but), default=now)
    return now - last > REMINDED_FOR


def escalation(incident: Incident, since: datetime, now: datetime, rules: Rules) -> list[Timer]:
    """The timer of its next step, in the wait that began then and was told now; none if no step is left."""
    due = next_due(incident, rules.escalation_of(incident.latest), now, now)
    return [Timer(ESCALATE, wait_key(incident.id, since), due)] if due else []


def reminder(incident_id: str, number: int, now: datetime, rules: Rules) -> Timer:
    """The timer of an incident's reminder with this number (from 1)."""
    return Timer(REMIND, f"{incident_id}:{number}", now + timedelta(minutes=rules.remind_minutes))
