"""Carries a plan out: once in AWS, then what is remembered of it, what watches it, and what is told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from slack_sdk.models.blocks import ActionsBlock

from app.alarms.decide.incident import Deed, Incident
from app.aws.scaling import ScheduledAction
from app.base.errors import Wrong
from app.commands.scale import progress
from app.commands.scale.buttons import do_button
from app.commands.scale.change_log import Changes
from app.commands.scale.deeds import Resume, Suspend, Unschedule
from app.commands.scale.follow import FOLLOW, RETURN, return_check_at
from app.commands.scale.logged_change import Change, Result
from app.commands.scale.logged_change import Message as Place
from app.commands.scale.plan import RETURN_PREFIX, Kind, Plan
from app.commands.scale.plan_words import because, deed_words
from app.commands.scale.wish import Wish
from app.listeners.operation import Operation
from app.listeners.services import Services
from app.queues.timers import Timer
from app.slack.interactions import Caller, Reply
from app.slack.messages.message import Message
from app.slack.messages.text import mention

DEED = "{user} {words}{because}"
DELETE_LABEL, RESUME_LABEL, SUSPEND_LABEL = "Delete it", "Resume", "Suspend again"

FIRST_LOOK = timedelta(seconds=3)


@dataclass(frozen=True)
class Doer:
    """In whose name it is done, and how that is told.

    job       the operation of the job at hand: it keeps what the alarms' cards are to be told
    key       finds the message that tells it in Slack
    is_quiet  asked for on an alarm's card, which tells the channel: no message of its own where that stands
    words     what is to be added to the deed, such as who approved it
    """

    caller: Caller
    job: Operation
    key: str
    is_quiet: bool = False
    words: str = ""
    undoes: str = ""


def carry_out(plan: Plan, doer: Doer, services: Services, operation: Operation) -> Reply:
    """Do it unless an earlier try did, and say what was done; raises Wrong where AWS refuses, and Later."""
    is_known = operation.act_once(
        partial(_do, plan, services, operation.mark), look=partial(_shows, plan, services, operation.mark)
    )
    if plan.kind is Kind.RESIZE and is_known:
        _take_off_returns(plan, services, operation.mark)
    incidents = services.desk.open_incidents(plan.group)
    place = _quiet_place(doer, incidents, operation.mark)
    change = Changes(services.table, services.clock).begin(_change(plan, doer, services, operation, place, is_known))
    if doer.undoes:
        Changes(services.table, services.clock).change(doer.undoes, lambda known: replace(known, undone_by=change.id))
    _watch(change, services)
    if is_known:
        words = DEED.format(user=mention(doer.caller.user_id), words=change.words, because=because(plan.reason))
        deed = Deed(services.clock(), doer.caller.user_id, words, operation.mark)
        doer.job.leave_note([incident.id for incident in incidents], deed)
    return Reply(_told(change, plan, services, operation.mark), public=place is None)


def return_action(plan: Plan, mark: str) -> ScheduledAction:
    """What brings the recorded sizes back at `until`, without us."""
    before = plan.before
    return ScheduledAction(
        group=plan.group,
        name=f"{RETURN_PREFIX}{mark}",
        at=plan.until,
        minimum=before.minimum,
        maximum=before.maximum,
        desired=before.desired,
    )


def _do(plan: Plan, services: Services, mark: str) -> None:
    scaling = services.scaling
    if plan.kind is Kind.RESIZE:
        _resize(plan, services, mark)
    elif plan.kind is Kind.SCHEDULE and plan.action:
        scaling.schedule(plan.action)
    elif plan.kind is Kind.UNSCHEDULE and plan.action:
        scaling.unschedule(plan.group, plan.action.name)
    elif plan.kind is Kind.SUSPEND:
        scaling.suspend(plan.group, plan.processes)
    elif plan.kind is Kind.RESUME:
        scaling.resume(plan.group, plan.processes)
    else:
        starts = {"start": scaling.start_refresh, "cancel": scaling.cancel_refresh}
        starts.get(plan.step, scaling.roll_back_refresh)(plan.group)


def _resize(plan: Plan, services: Services, mark: str) -> None:
    """The way back first: whoever dies in between leaves a return to what is, not a change without its return."""
    scaling, before, after = services.scaling, plan.before, plan.after
    assert after is not None  # of a resize
    if plan.until:
        scaling.schedule(return_action(plan, mark))
    try:
        if (before.minimum, before.maximum) == (after.minimum, after.maximum):
            scaling.set_desired(plan.group, after.desired)
        else:
            scaling.resize(plan.group, after)
    except Wrong:
        if plan.until:
            scaling.unschedule(plan.group, return_action(plan, mark).name)
        raise


def _shows(plan: Plan, services: Services, mark: str) -> bool | None:
    """Whether a plan whose doing broke off shows on the group; None when nobody can tell any more."""
    group = services.scaling.group(plan.group)
    if group is None:
        return None
    if plan.kind is Kind.RESIZE:
        if group.capacity == plan.after:
            return True
        return False if group.capacity == plan.before else None
    if plan.kind in (Kind.SCHEDULE, Kind.UNSCHEDULE):
        name = plan.action.name if plan.action else ""
        is_there = any(action.name == name for action in services.scaling.scheduled(plan.group))
        return is_there is (plan.kind is Kind.SCHEDULE)
    if plan.kind in (Kind.SUSPEND, Kind.RESUME):
        is_suspended = set(plan.processes) <= set(group.suspended)
        return is_suspended if plan.kind is Kind.SUSPEND else not set(plan.processes) & set(group.suspended)
    return _refresh_shows(plan, services)


def _refresh_shows(plan: Plan, services: Services) -> bool:
    running = [refresh.status for refresh in services.scaling.refreshes(plan.group) if refresh.is_running]
    if plan.step == "start":
        return bool(running)
    wanted = "Cancelling" if plan.step == "cancel" else "RollbackInProgress"
    return not running or wanted in running


def _take_off_returns(plan: Plan, services: Services, mark: str) -> None:
    """What an earlier change of ours would bring back must not undo this one."""
    for action in services.scaling.scheduled(plan.group):
        if action.name.startswith(RETURN_PREFIX) and action.name != f"{RETURN_PREFIX}{mark}":
            services.scaling.unschedule(plan.group, action.name)


def _change(
    plan: Plan, doer: Doer, services: Services, operation: Operation, place: Place | None, is_known: bool
) -> Change:
    is_followed = plan.kind is Kind.RESIZE or (plan.kind is Kind.REFRESH and plan.step != "cancel")
    result = Result.RUNNING if is_followed else Result.DONE
    return Change(
        id=operation.mark,
        group=plan.group,
        user_id=doer.caller.user_id,
        at=services.clock(),
        words=deed_words(plan) + doer.words,
        message=place or Place(doer.caller.channel_id, doer.key),
        before=plan.before if plan.after else None,
        after=plan.after,
        reason=plan.reason,
        warnings=plan.warnings,
        until=plan.until if is_known else None,
        returning=f"{RETURN_PREFIX}{operation.mark}" if plan.until else "",
        refresh=plan.kind is Kind.REFRESH,
        undoes=doer.undoes,
        result=result if is_known else Result.UNKNOWN,
        ended_at=None if is_followed and is_known else services.clock(),
    )


def _quiet_place(doer: Doer, incidents: tuple[Incident, ...], mark: str) -> Place | None:
    """The alarm's thread, where the change was asked for on its card: its card tells the channel."""
    if not doer.is_quiet:
        return None
    places = [target.place for incident in incidents for target in incident.targets if target.place]
    here = next((place for place in places if place.channel == doer.caller.channel_id and place.ts), None)
    return Place(here.channel, f"progress-{mark}", here.ts) if here else None


def _watch(change: Change, services: Services) -> None:
    """A timer that is set twice, by a job that is repeated, does nothing the second time."""
    if change.is_running:
        services.timekeeper.set(Timer(FOLLOW, f"{change.id}:1", services.clock() + FIRST_LOOK))
    if change.until:
        services.timekeeper.set(Timer(RETURN, change.id, return_check_at(change.until)))


def _told(change: Change, plan: Plan, services: Services, mark: str) -> Message:
    group = services.scaling.group(plan.group)
    seen = progress.Seen(group)
    told = progress.message(change, seen, services.clock(), services.patience)
    way_back = _way_back(plan)
    if not way_back:
        return told
    label, wish = way_back
    return replace(told, blocks=(*told.blocks, ActionsBlock(elements=[do_button(label, mark, str(wish))])))


def _way_back(plan: Plan) -> tuple[str, Wish] | None:
    """For what is no size, the words that take it back."""
    if plan.kind is Kind.SCHEDULE and plan.action:
        return DELETE_LABEL, Wish(Unschedule(plan.action.name), plan.group)
    if plan.kind is Kind.SUSPEND:
        return RESUME_LABEL, Wish(Resume(plan.processes), plan.group)
    if plan.kind is Kind.RESUME:
        return SUSPEND_LABEL, Wish(Suspend(plan.processes), plan.group)
    return None
