"""What CloudWatch's answer about an alarm means for its card: a change that the card has missed, or nothing. No IO.

A change can be missed: its notification was lost, the alarm has no action for that state, or a mute suppressed it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from app.alarms.decide.history import SAME_SECOND
from app.alarms.decide.incident import OWN_RULES, Incident, Mute, silenced_until
from app.alarms.read.alarm_data import newest_value
from app.alarms.read.measure import with_unit
from app.alarms.read.transition import State, Transition
from app.aws.alarm import Alarm

# By then a notification has come, if it comes at all.
ARRIVES_WITHIN = timedelta(minutes=2)


def missed(last: Incident, alarm: Alarm | None, now: datetime, mute: Mute | None = None) -> Transition | None:
    """The change that an alarm's last incident doesn't show yet; `alarm` is what DescribeAlarms has of it, if anything.

    An answer that is older than what the card shows is not believed. `mute` may be that of an earlier incident.
    """
    shown = last.latest
    if alarm is None:
        return None if last.is_over else shown.followed_by(State.DELETED, now, asked=True)
    mute = last.mute or mute
    state, until = State(alarm.state), silenced_until(shown, mute, now)
    if shown.contributor and state is not State.OK:  # another contributor may be the one in ALARM
        return None
    went_off = went_off_again(last, alarm, until, now)
    if state is shown.new and not went_off:
        heard = heard_at_last(last, now, mute)
        return replace(heard, asked=True) if heard else None
    if alarm.since is None or alarm.since <= shown.changed_at or (last.is_over and state.is_over):
        return None
    found = shown.followed_by(state, alarm.since, alarm.reason, asked=True)
    return replace(
        found,
        old=None if last.is_deleted else State.OK if went_off else found.old,  # one of the same name was created since
        value=with_unit(shown.watch, newest_value(alarm.reason, {}, shown.watch.threshold)),
        # What began and ended while a mute rule was active, and was shown nowhere, stays so.
        muted=until is not None or (state is State.OK and not last.is_announced),
        muted_by=((mute.rule or OWN_RULES) if mute else shown.muted_by) if until else "",
        muted_until=until,
    )


def went_off_again(last: Incident, alarm: Alarm, until: datetime | None, now: datetime) -> bool:
    """Whether it is in ALARM since later than its card says: it was over in between, and neither was told.

    While it is muted (`until`) nothing is told anyway, and its actions run once more at the end.
    """
    shown = last.latest
    if alarm.since is None or alarm.updated or until or {shown.new, State(alarm.state)} != {State.ALARM}:
        return False
    return alarm.since - shown.changed_at > SAME_SECOND and now - alarm.since > ARRIVES_WITHIN


def heard_at_last(last: Incident, now: datetime, mute: Mute | None) -> Transition | None:
    """A change that EventBridge told while a mute rule was active, once that has ended; None if there is none.

    CloudWatch sends no second event then. It would have sent one if the alarm had changed, muted or not.
    """
    shown = last.latest
    if not shown.muted or shown.muted_until is None or shown.new.is_over:
        return None
    if silenced_until(shown, last.mute or mute, now):
        return None
    return replace(shown, muted=False, muted_by="", muted_until=None, after_mute=True)
