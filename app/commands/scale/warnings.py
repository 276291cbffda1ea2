"""What may come of a plan that its words do not say: what will not happen, and what will undo it; no IO."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from app.aws.scaling import IN_SERVICE, ScheduledAction
from app.commands.scale.plan import RETURN_PREFIX, Kind, Plan
from app.commands.scale.plan_words import unit_words
from app.commands.scale.survey import Survey
from app.slack.messages.text import code, escape, moment

SUSPENDED = "The process {process} is suspended on this group: nothing happens until it is resumed."
DEAF = "AlarmNotification is suspended on this group: alarms do not scale it."
UNSCHEDULED = "ScheduledActions is suspended on this group: it will not happen at its time until that is resumed."
PULLS_BACK = "The policy {policy} keeps {target} and will change the size again by itself."
POLICY = "The policy {policy} may change the size again by itself."
SOON = "The scheduled action {action} changes it again {at}."
TAKEN_OFF = "It was to go back by itself {at}; that is taken off now."
REFRESHING = "An instance refresh is running ({percent} %); Auto Scaling scales and replaces at the same time."
NOTHING_TO_REFRESH = "InstanceRefresh is suspended on this group: nothing is replaced until it is resumed."
PROTECTED = "{count} in service {are} protected from scale-in, so Auto Scaling may not get down to {wanted}."
UNITS = "Its sizes are {unit}, not instances; Auto Scaling may go above the wanted size by one instance's weight."
COOLING = "Auto Scaling is in the midst of another change ({activity}); this one does not wait for it."
NO_LAUNCHES = "While Launch is suspended, nothing replaces an instance that fails."
ALL_REPLACED = "Each instance is replaced by a new one, some at a time."

SOON_IS = timedelta(hours=1)


def warnings(plan: Plan, survey: Survey) -> tuple[str, ...]:
    """Mrkdwn, most important first."""
    if plan.kind is Kind.RESIZE:
        return tuple(_of_resize(plan, survey))
    if plan.kind is Kind.SCHEDULE and "ScheduledActions" in survey.group.suspended:
        return (UNSCHEDULED,)
    if plan.kind is Kind.SUSPEND and "Launch" in plan.processes:
        return (NO_LAUNCHES,)
    if plan.kind is Kind.REFRESH and plan.step == "start":
        suspended = "InstanceRefresh" in survey.group.suspended
        return (ALL_REPLACED, NOTHING_TO_REFRESH) if suspended else (ALL_REPLACED,)
    return ()


def _of_resize(plan: Plan, survey: Survey) -> Iterator[str]:
    assert plan.after is not None  # of a resize
    group, wanted, before = survey.group, plan.after.desired, plan.before.desired
    process = "Launch" if wanted > before else "Terminate"
    if wanted != before and process in group.suspended:
        yield SUSPENDED.format(process=process)
    if plan.until and "ScheduledActions" in group.suspended:
        yield UNSCHEDULED
    if wanted < before:
        yield from _of_shrinking(wanted, survey)
    yield from _of_policies(plan, survey)
    for action in survey.scheduled:
        yield from _of_scheduled(action, plan, survey)
    if survey.refresh:
        yield REFRESHING.format(percent=survey.refresh.percent)
    running = next((activity for activity in survey.activities if activity.ended is None), None)
    if running and not survey.refresh:
        yield COOLING.format(activity=escape(running.description or running.status))
    if group.unit:
        yield UNITS.format(unit=unit_words(group))


def _of_shrinking(wanted: int, survey: Survey) -> Iterator[str]:
    protected = sum(each.is_protected and each.lifecycle == IN_SERVICE for each in survey.group.instances)
    if protected > wanted:
        yield PROTECTED.format(count=protected, are="is" if protected == 1 else "are", wanted=wanted)


def _of_policies(plan: Plan, survey: Survey) -> Iterator[str]:
    assert plan.after is not None  # of a resize
    if plan.after.desired == plan.before.desired or plan.after.minimum == plan.after.maximum:
        return
    if "AlarmNotification" in survey.group.suspended:
        if survey.policies:
            yield DEAF
        return
    shrinks = plan.after.desired < plan.before.desired
    for policy in survey.policies:
        # One that never scales in leaves more instances alone.
        if policy.is_enabled and (policy.scales_in or shrinks):
            text = PULLS_BACK if policy.is_tracking and policy.target else POLICY
            yield text.format(policy=code(policy.name), target=escape(policy.target))


def _of_scheduled(action: ScheduledAction, plan: Plan, survey: Survey) -> Iterator[str]:
    if action.at is None:
        return
    if action.name.startswith(RETURN_PREFIX):
        yield TAKEN_OFF.format(at=moment(action.at))
    elif action.at <= (plan.until or survey.at + SOON_IS):
        yield SOON.format(action=code(action.name), at=moment(action.at))
