"""What CloudWatch's answer about an alarm means for its card: a change that the card has missed, or nothing. No IO.

A change can be missed: its notification was lost, the alarm has no action for that state, or a mute suppressed it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from app.alarms.decide.incident import Incident
from app.alarms.read.alarm_data import newest_value
from app.alarms.read.measure import with_unit
from app.alarms.read.transition import State, Transition
from app.aws.alarm import Alarm


def missed(last: Incident, alarm: Alarm | None, now: datetime) -> Transition | None:
    """The change that an alarm's last incident doesn't show yet; `alarm` is what DescribeAlarms has of it, if anything.

    An answer that is older than what the card shows is not believed.
    """
    shown = last.latest
    if alarm is None:
        return None if last.is_over else shown.followed_by(State.DELETED, now, asked=True)
    state, until = State(alarm.state), _muted_until(last, now)
    if shown.contributor and state is not State.OK:  # another contributor may be the one in ALARM
        return None
    if state is shown.new:
        return None if until else _heard_at_last(shown)
    if alarm.since is None or alarm.since <= shown.changed_at or (last.is_over and state.is_over):
        return None
    found = shown.followed_by(state, alarm.since, alarm.reason, asked=True)
    return replace(
        found,
        old=None if last.is_deleted else found.old,  # one of the same name was created since
        value=with_unit(shown.watch, newest_value(alarm.reason, {}, shown.watch.threshold)),
        # What began and ended while a mute rule was active, and was shown nowhere, stays so.
        muted=until is not None or (state is State.OK and not last.is_announced),
        muted_by=(last.mute.rule if last.mute else shown.muted_by) if until else "",
        muted_until=until,
    )


def _muted_until(last: Incident, now: datetime) -> datetime | None:
    """Until when its actions are suppressed, as far as Bellhop knows."""
    ends = [last.mute.until if last.mute else None, last.latest.muted_until]
    return max((end for end in ends if end and end > now), default=None)


def _heard_at_last(shown: Transition) -> Transition | None:
    """A change that EventBridge told while a mute rule was active; when that ends, CloudWatch sends no second event."""
    if not shown.muted or shown.muted_until is None or shown.new.is_over:
        return None
    return replace(shown, muted=False, muted_by="", muted_until=None, after_mute=True, asked=True)
