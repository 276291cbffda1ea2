"""What is to be done to a group, decided before it is done: a value that can be shown, kept and carried out; no IO."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.aws.scaling import Capacity, Group, ScheduledAction
from app.base.errors import Refused, Wrong
from app.commands.scale import calendar
from app.commands.scale.deeds import Refresh, Resize, Resume, Sizes, Suspend, Unschedule
from app.commands.scale.survey import Survey
from app.commands.scale.when import At, Every, For, In
from app.commands.scale.wish import Wish, typed
from app.slack.messages.text import code, near

OUTSIDE = "{group} may have {minimum} to {maximum} instances, and {wanted} is outside of that. Nothing was changed."
CROSSED = "The smallest size would be {minimum} and the largest {maximum}, the wrong way round. Nothing was changed."
LOCKED = "{group} is managed by {operator}, which alone may change it. Nothing was changed: ask there for it."
NO_SUCH_ACTION = "{group} has no scheduled action {name}.{near} `/scale {group_words} schedule` lists them."
NO_REFRESH = "No instance refresh of {group} is running, so there is nothing to {step}."
REFRESH_RUNS = "An instance refresh of {group} runs already ({percent} %). `/scale {group_words} refresh` shows it."

NO_WAY_BACK = (
    "Auto Scaling rolls back only a refresh that was started with a configuration of its own, and this one was not. "
    "`/scale {group_words} refresh cancel` ends it where it is."
)

RETURN_PREFIX = "bellhop-back-"
ONCE_PREFIX = "bellhop-at-"
EVERY_PREFIX = "bellhop-every-"
VERBS = {"cancel": "cancel", "rollback": "roll back"}


class OutsideBounds(Wrong):
    """The wanted size is outside of the group's bounds; `offer` are words for /scale that would move the bound."""

    def __init__(self, sentence: str, offer: str, bound: int, is_above: bool) -> None:
        super().__init__(sentence)
        self.offer = offer
        self.bound = bound
        self.is_above = is_above


class Kind(StrEnum):
    """What a plan does."""

    RESIZE = "resize"
    SCHEDULE = "schedule"
    UNSCHEDULE = "unschedule"
    SUSPEND = "suspend"
    RESUME = "resume"
    REFRESH = "refresh"


@dataclass(frozen=True)
class Plan:
    """One change of one group; which fields count depends on `kind`.

    before     its sizes when the plan was made
    after      RESIZE: what they become; `until` then it goes back to `before`
    action     SCHEDULE, UNSCHEDULE: the scheduled action
    processes  SUSPEND, RESUME
    step       REFRESH: start, cancel or rollback
    """

    kind: Kind
    group: str
    before: Capacity
    after: Capacity | None = None
    until: datetime | None = None
    action: ScheduledAction | None = None
    processes: tuple[str, ...] = ()
    step: str = ""
    reason: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def changes_nothing(self) -> bool:
        if self.kind in (Kind.SUSPEND, Kind.RESUME):
            return not self.processes
        return self.kind is Kind.RESIZE and self.after == self.before

    @property
    def wanted(self) -> tuple[int | None, int | None]:
        """The desired capacity before and after, where the plan is about one; what guards and confirmations go by."""
        if self.after:
            return self.before.desired, self.after.desired
        if self.action and self.kind is Kind.SCHEDULE:
            return self.before.desired, _desired_by(self.action, self.before.desired)
        return None, None

    @property
    def raised_maximum(self) -> int | None:
        """The new maximum, where it is above the one before."""
        maximum = self.after.maximum if self.after else self.action.maximum if self.action else None
        return maximum if maximum is not None and maximum > self.before.maximum else None


def plan_for(wish: Wish, survey: Survey, zone: str, mark: str) -> Plan:
    """The plan for a wish that changes something; raises Wrong or Refused with why there is none.

    zone  the person's time zone, for "at 18:00"
    mark  a word that is this operation's alone, for names of scheduled actions
    """
    group = survey.group
    if group.operator:
        raise Refused(LOCKED.format(group=code(group.name), operator=code(group.operator)))
    plan = Plan(Kind.RESIZE, group.name, group.capacity, reason=wish.reason)
    deed = wish.deed
    if isinstance(deed, Resize):
        return _resize(plan, wish, deed, survey, zone, mark)
    if isinstance(deed, Suspend | Resume):
        return _of_processes(plan, deed, group)
    if isinstance(deed, Unschedule):
        return replace(plan, kind=Kind.UNSCHEDULE, action=_action(deed.name, survey))
    assert isinstance(deed, Refresh)  # the others only look, or undo
    _check_refresh(deed.step, survey)
    return replace(plan, kind=Kind.REFRESH, step=deed.step)


def _of_processes(plan: Plan, deed: Suspend | Resume, group: Group) -> Plan:
    """Of those that are named, the ones that it changes: the way back must not change others."""
    is_resumed = isinstance(deed, Resume)
    processes = tuple(each for each in deed.processes if (each in group.suspended) is is_resumed)
    return replace(plan, kind=Kind.RESUME if is_resumed else Kind.SUSPEND, processes=processes)


def back(before: Capacity, group: Group, reason: str = "") -> Plan:
    """The plan that brings a group back to sizes that it had."""
    return Plan(Kind.RESIZE, group.name, group.capacity, after=before, reason=reason)


def moved_to(plan: Plan, group: Group) -> Plan:
    """The same change of sizes from where the group is now; bounds that it does not move stay as they are now."""
    before, after = plan.before, plan.after
    assert after is not None  # of a resize
    if (before.minimum, before.maximum) == (after.minimum, after.maximum):
        after = replace(after, minimum=group.minimum, maximum=group.maximum)
    return replace(plan, before=group.capacity, after=after)


def _resize(plan: Plan, wish: Wish, deed: Resize, survey: Survey, zone: str, mark: str) -> Plan:
    after = _capacity(wish, deed.sizes, survey.group)
    when = deed.when
    if isinstance(when, For):
        return replace(plan, after=after, until=survey.at + when.span)
    if isinstance(when, At | In):
        at = calendar.next_at(when.at, zone, survey.at) if isinstance(when, At) else survey.at + when.span
        action = ScheduledAction(plan.group, f"{ONCE_PREFIX}{mark}", at)
        return replace(plan, kind=Kind.SCHEDULE, action=_scheduled(action, deed.sizes))
    if isinstance(when, Every):
        action = ScheduledAction(plan.group, f"{EVERY_PREFIX}{mark}", None, calendar.cron(when), zone)
        return replace(plan, kind=Kind.SCHEDULE, action=_scheduled(action, deed.sizes))
    return replace(plan, after=after)


def _capacity(wish: Wish, sizes: Sizes, group: Group) -> Capacity:
    """The sizes that are asked for. A size that was not asked for moves with the bounds, as AWS moves it."""
    low = group.minimum if sizes.minimum is None else sizes.minimum
    high = group.maximum if sizes.maximum is None else sizes.maximum
    if low > high:
        raise Wrong(CROSSED.format(minimum=low, maximum=high))
    if sizes.size is None:
        return Capacity(low, high, min(max(group.desired, low), high))
    wanted = sizes.size.from_now(group.desired)
    if not low <= wanted <= high:
        raise _outside(wish, group, wanted, low, high)
    return Capacity(low, high, wanted)


def _outside(wish: Wish, group: Group, wanted: int, low: int, high: int) -> Wrong:
    text = OUTSIDE.format(group=code(group.name), minimum=low, maximum=high, wanted=wanted)
    deed = wish.deed
    if wanted < 0 or not isinstance(deed, Resize):
        return Wrong(text)
    sizes = deed.sizes
    moved = replace(sizes, maximum=wanted) if wanted > high else replace(sizes, minimum=wanted)
    offer = replace(wish, deed=replace(deed, sizes=moved), group=group.name)
    return OutsideBounds(text, str(offer), wanted, is_above=wanted > high)


def _scheduled(action: ScheduledAction, sizes: Sizes) -> ScheduledAction:
    """With its sizes; its size is no step, the words see to that."""
    desired = sizes.size.from_now(0) if sizes.size else None
    return replace(action, minimum=sizes.minimum, maximum=sizes.maximum, desired=desired)


def _desired_by(action: ScheduledAction, now: int) -> int:
    """The size that a scheduled action sets, were it now: bounds move a size that it does not name."""
    desired = now if action.desired is None else action.desired
    at_least = desired if action.minimum is None else max(desired, action.minimum)
    return at_least if action.maximum is None else min(at_least, action.maximum)


def _action(name: str, survey: Survey) -> ScheduledAction:
    known = {action.name: action for action in survey.scheduled}
    if name not in known:
        group = survey.group.name
        words = {"group": code(group), "group_words": typed(group), "name": code(name), "near": near(name, known)}
        raise Wrong(NO_SUCH_ACTION.format(**words))
    return known[name]


def _check_refresh(step: str, survey: Survey) -> None:
    running, group = survey.refresh, survey.group.name
    if step == "start" and running:
        words = {"group": code(group), "group_words": typed(group), "percent": running.percent}
        raise Wrong(REFRESH_RUNS.format(**words))
    if step != "start" and not running:
        raise Wrong(NO_REFRESH.format(group=code(group), step=VERBS[step]))
    if step == "rollback" and running and not running.can_roll_back:
        raise Wrong(NO_WAY_BACK.format(group_words=typed(group)))
