"""Advances a model's time from event to event, so that consequences happen in their order too."""

from collections.abc import Callable, Iterable, Iterator

from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.autoscaling_group import Group
from sandbox.aws.clock import Clock

STEPS_AT_MOST = 5000
EVEN = 0.001  # seconds; less than this is no time left
LOOK_AGAIN = 1.0  # a refresh has no due time of its own


def let_pass(model: AutoScaling, seconds: float) -> None:
    """Advance Auto Scaling's clock by `seconds`, stopping whenever something is due."""

    def dues(now: float) -> Iterable[float]:
        return (due for group in model.groups.values() for due in _dues(model, group, now))

    let_happen(model.clock, model.settle, dues, seconds)


def let_happen(
    clock: Clock, settle: Callable[[], None], dues: Callable[[float], Iterable[float]], seconds: float
) -> None:
    """Advance a clock by `seconds`, stopping whenever something is due."""
    left, shortest = seconds, max(seconds / STEPS_AT_MOST, EVEN)
    while left > EVEN:
        now = clock.now()
        soonest = min((due - now for due in dues(now)), default=left)
        step = min(left, max(soonest, shortest))
        clock.advance(step)
        settle()
        left -= step
    clock.advance(left)
    settle()


def _dues(model: AutoScaling, group: Group, now: float) -> Iterator[float]:
    """When the next things happen in a group."""
    waiting = group.warm_pool.instances if group.warm_pool else []
    yield from (each.due for each in (*group.instances, *waiting) if each.due is not None)
    yield from (action.due for action in group.scheduled.values() if action.due is not None)
    if group.retry_at > now:
        yield group.retry_at
    if model.refreshes.active(group):
        yield now + LOOK_AGAIN
