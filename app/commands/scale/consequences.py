"""What may come of other sizes besides what was asked for, by all that affects the group. No IO."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.aws.scaling import IN_SERVICE, Capacity, ScheduledAction
from app.commands.scale.snapshot import Snapshot, WayBack
from app.commands.scale.verbs.schedule import RETURN_PREFIX
from app.commands.scale.words import skipped, unit_words
from app.scaling.words import words_for
from app.slack.messages.text import code, escape, moment

SUSPENDED = "{process} is suspended on this group, so nothing happens until somebody resumes it."
DEAF = "{process} is suspended on this group, so alarms do not scale it."
PULLS_BACK = "The scaling policy {policy} keeps {target} and will change the desired capacity again."
POLICY = "The scaling policy {policy} may change the desired capacity again."
SOON = "The scheduled action {action} changes the group again at {at}."
GIVEN_UP = "The way back to {size} at {at} is given up."
REFRESHING = "An instance refresh is running ({percent}%). Auto Scaling scales and replaces instances at the same time."
PROTECTED = "{protected} protected from scale-in, so Auto Scaling may not get down to {wanted}."
UNITS = (
    "The sizes of this group are in {unit}, not instances. Auto Scaling may exceed the desired capacity by the "
    "weight of one instance."
)
COOLING = "A scaling activity is in progress ({activity}). This change does not wait for it."

SOON_IS = timedelta(hours=1)


def consequences(before: Capacity, after: Capacity, until: datetime | None, snapshot: Snapshot) -> Iterator[str]:
    """Of going from one size to another, the most important first; mrkdwn. At `until` it goes back."""
    group, wanted = snapshot.group, after.desired
    process = "Launch" if wanted > before.desired else "Terminate"
    if wanted != before.desired and process in group.suspended:
        yield SUSPENDED.format(process=process)
    if until:
        yield from skipped(group)
    if wanted != before.desired:
        yield from map(escape, group.notes)
    if wanted < before.desired:
        yield from _warn_of_protection(wanted, snapshot)
    yield from _warn_of_policies(before, after, snapshot)
    lost = given_up(after, snapshot)
    if lost:
        yield GIVEN_UP.format(size=lost.to.desired, at=moment(lost.at))
    for action in snapshot.scheduled:
        yield from _warn_of_scheduled(action, until, snapshot)
    if snapshot.refresh:
        yield REFRESHING.format(percent=snapshot.refresh.percent)
    running = next((activity for activity in snapshot.activities if activity.ended is None), None)
    if running and not snapshot.refresh:
        yield COOLING.format(activity=escape(running.description or running.status))
    if group.unit:
        yield UNITS.format(unit=unit_words(group))


def _warn_of_protection(wanted: int, snapshot: Snapshot) -> Iterator[str]:
    protected = sum(each.is_protected and each.lifecycle == IN_SERVICE for each in snapshot.group.instances)
    if protected > wanted:
        counted = "1 instance in service is" if protected == 1 else f"{protected} instances in service are"
        yield PROTECTED.format(protected=counted, wanted=wanted)


def _warn_of_policies(before: Capacity, after: Capacity, snapshot: Snapshot) -> Iterator[str]:
    if after.desired == before.desired or after.minimum == after.maximum:
        return
    if snapshot.group.is_deaf:
        if snapshot.policies:
            yield DEAF.format(process=words_for(snapshot.group.name).alarms)
        return
    for policy in snapshot.policies:
        # One that never scales in leaves extra instances alone.
        if policy.is_enabled and (policy.scales_in or after.desired < before.desired):
            text = PULLS_BACK if policy.is_tracking and policy.target else POLICY
            yield text.format(policy=code(policy.name), target=escape(policy.target))


def _warn_of_scheduled(action: ScheduledAction, until: datetime | None, snapshot: Snapshot) -> Iterator[str]:
    if action.at is None or action.name.startswith(RETURN_PREFIX):
        return
    if action.at <= (until or snapshot.at + SOON_IS):
        yield SOON.format(action=code(action.name), at=moment(action.at))


def given_up(after: Capacity, snapshot: Snapshot) -> WayBack | None:
    """The way back of temporary changes that is lost with the next one, unless that goes there itself.

    Of several, one after the other, the last: where the group would have stayed.
    """
    for action in reversed(snapshot.scheduled):
        if action.name.startswith(RETURN_PREFIX) and action.at and action.desired is not None:
            low = after.minimum if action.minimum is None else action.minimum
            high = after.maximum if action.maximum is None else action.maximum
            to = Capacity(low, high, action.desired)
            return None if to == after else WayBack(to, action.at)
    return None
