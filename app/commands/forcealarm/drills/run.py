"""Runs a drill: each timer sets what is due, two a second, and looks at what people did; in the end all is put back.

It is stored before anything is set, and the next timer is set before a step is stored: whatever dies meanwhile, the
next step goes on, and the end comes. One runs at a time.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Protocol

from app.alarms.keep.drilled import NOW, InDrill, in_drill
from app.alarms.read.tested import reason_of_drill
from app.base.errors import Later, Wrong
from app.commands.forcealarm.drills import back
from app.commands.forcealarm.drills.drill import Run, does, is_done, mark_of, next_look, seen, with_step
from app.commands.forcealarm.drills.score import message
from app.commands.forcealarm.followed import ALREADY, FAILED, Followed
from app.commands.forcealarm.set_all import AT_ONCE, EVERY, set_one
from app.commands.forcealarm.timers import DRILL
from app.queues.timers import Timer
from app.slack.errors import SlackError
from app.slack.followed import keep_up
from app.slack.interactions import Caller
from app.slack.messages.error_text import mentioning
from app.slack.messages.text import code, named
from app.slack.replies import PublicReply
from app.store.documents import Documents

if TYPE_CHECKING:
    from slack_sdk.models.blocks import ButtonElement

    from app.aws.alarm import Alarm
    from app.commands.forcealarm.drills.drill import DrilledGroup
    from app.listeners.services import Services

RUNS_ALREADY = "The drill {name} of {user} runs in <#{channel}>. `/forcealarm drill stop` ends it. Nothing was done."

DOES_ELSE = "what it triggers was changed meanwhile."

KEPT_DAYS = 30

logger = logging.getLogger(__name__)
LEASE = "drill"


class Sizes(Protocol):
    """What knows of groups' sizes: app/runtime/drill_sizes.py, since commands don't import each other."""

    def groups_of(self, alarms: Iterable[Alarm], services: Services) -> tuple[DrilledGroup, ...]:
        """The groups that the alarms are about, as they are now."""

    def changes_in(self, run: Run, services: Services) -> tuple[str, ...]:
        """The ids of what people changed by /scale since it began."""

    def put_back(self, run: Run, store: Callable[[Callable[[Run], Run]], Run], services: Services) -> Run:
        """Each group to its sizes, or told why not."""

    def buttons(self, run: Run) -> list[ButtonElement]:
        """For those that were left as somebody else made them."""


def begin(run: Run, tell: Callable[[], object], services: Services) -> None:
    """Told first: where nobody can be told, nothing is set. Can be repeated; raises Wrong while another one runs."""
    with services.leases.hold(LEASE):
        require_free(run.id, services)
        tell()
        in_drill(services.table, services.clock).change(NOW, lambda _: _in_drill(run))
        runs(services).begin(run.id, run)
    goes_on(run.id, services)


def goes_on(drill_id: str, services: Services) -> bool:
    """Whether it was begun; its next step comes, also if who began it died before that was sure."""
    run = runs(services).find(drill_id)
    if run and not run.is_over:
        services.timekeeper.set(Timer(DRILL, f"{drill_id}:{run.step + 1}", services.clock() + EVERY))
    return run is not None


def require_free(drill_id: str, services: Services) -> None:
    """Raises Wrong while another one runs."""
    other = running(services)
    if other and other.id != drill_id:
        words = {"name": code(other.name), "user": named(other.user_id), "channel": other.channel}
        raise mentioning(Wrong, RUNS_ALREADY.format(**words))


def running(services: Services) -> Run | None:
    """The drill that is not over."""
    known = in_drill(services.table, services.clock).find(NOW)
    run = runs(services).find(known.id) if known and known.id else None
    return None if run is None or run.is_over else run


def stop(run: Run, user_id: str, services: Services) -> Run:
    """From now on nothing is set, and the next step puts everything back."""
    stopped = runs(services).change(
        run.id, lambda known: known if known.stopped_by or known.is_ending else replace(known, stopped_by=user_id)
    )
    services.timekeeper.set(Timer(DRILL, f"{run.id}:{stopped.step + 1}", services.clock()))
    return stopped


def look(services: Services, key: str, sizes: Sizes) -> None:
    """The timer with the key `<drill>:<step>`; raises Later on a transient error of AWS or Slack."""
    drill_id, _, number = key.rpartition(":")
    with services.leases.hold(f"{LEASE}-{drill_id}"):
        run, step = runs(services).find(drill_id), int(number)
        if run is None or run.is_over or step <= run.step:
            return
        run = _tell(_step(run, services, sizes), services, sizes)
        if not run.is_over:
            services.timekeeper.set(Timer(DRILL, f"{drill_id}:{step + 1}", _next(run, services)))
        over = run.is_over
        if over:
            _over(run, services)
        keep(run, services, lambda known: replace(known, step=step, told=run.told, is_over=over))


def keep(run: Run, services: Services, change: Callable[[Run], Run]) -> Run:
    """Stored at once; somebody may be stopping it meanwhile."""
    return runs(services).change(run.id, change)


def key_of(drill_id: str) -> str:
    """Of its message in the drill's channel."""
    return f"drill-{drill_id}"


def _in_drill(run: Run) -> InDrill:
    """For composite alarms, which go off by these."""
    reason, arns = reason_of(run, mark_of(run.id, "by others")), tuple(each.arn for each in run.alarms)
    return InDrill(run.id, reason, arns, run.began_at, run.ends_at)


def _over(run: Run, services: Services) -> None:
    """From now on a composite alarm is real."""
    now = services.clock()
    in_drill(services.table, services.clock).change(
        NOW, lambda known: replace(known, until=now) if known.id == run.id else known
    )


def runs(services: Services) -> Documents[Run]:
    return Documents(services.table, services.clock, Run, "drill", KEPT_DAYS)


def steps_of(run: Run, wanted: list[tuple[str, str, int]]) -> tuple[Followed, ...]:
    """What is set when, each with a mark of its own."""
    assert run.began_at is not None  # it is begun with these
    return tuple(
        Followed(alarm, mark=mark_of(run.id, at), state=state, due=run.began_at + timedelta(seconds=seconds))
        for at, (alarm, state, seconds) in enumerate(wanted)
    )


def reason_of(run: Run, mark: str) -> str:
    """CloudWatch's StateReason of one change of the drill."""
    return reason_of_drill(run.user_name or run.user_id, run.name, run.channel, mark)


def _step(run: Run, services: Services, sizes: Sizes) -> Run:
    """What is next to do; where looking has a bug, no alarm stays as it was set."""
    store, reason = partial(keep, run, services), partial(reason_of, run)
    try:
        run = _watched(_with_groups(run, services, sizes), services, sizes)
    except Later:
        raise
    except Exception:
        back.alarms(run, store, reason, services)
        raise
    now = services.clock()
    if not is_done(run, now):
        return _set_due(run, services)
    run = store(lambda known: replace(known, is_ending=True, ended_at=known.ended_at or now))
    run = back.alarms(run, store, reason, services)
    if not all(each.end for each in run.alarms):
        return run
    run = store(lambda known: replace(known, back_at=known.back_at or now))
    if run.groups and now - (run.back_at or now) < back.SETTLES:
        return run
    run = sizes.put_back(back.mutes(run, store, services), store, services)
    back.tell(run, services)
    return replace(run, is_over=True)


def _next(run: Run, services: Services) -> datetime:
    now = services.clock()
    return now + EVERY if run.is_ending or run.waiting(now) else next_look(run, now)


def _set_due(run: Run, services: Services) -> Run:
    """Two of those that are due; none that has changed by itself since the drill began."""
    due = run.waiting(services.clock())[:AT_ONCE]
    names = list(dict.fromkeys(run.steps[at].alarm for at in due))
    alarms = {alarm.name: alarm for alarm in services.cloudwatch.named(names)} if names else {}
    for at in due:
        step, alarm = run.steps[at], alarms.get(run.steps[at].alarm)
        store = partial(_store_step, run, at, services)
        if alarm and not (step.begun or _is_ours(run, alarm)):
            store(lambda each: replace(each, end=ALREADY))
        elif alarm and not (step.begun or _does_as_shown(run, alarm)):
            store(lambda each: replace(each, end=FAILED, problem=DOES_ELSE))
        else:
            by = Caller(run.user_id, run.asked_in or run.channel)
            set_one(step, step.state, reason_of(run, step.mark), by, alarm, store, services)
    return runs(services).find(run.id) or run


def _is_ours(run: Run, alarm: Alarm) -> bool:
    """Whether it is as it was before, or as the drill set it."""
    before = next(each.before for each in run.alarms if each.alarm == alarm.name)
    return alarm.state == before or any(mark in alarm.reason for mark in run.marks)


def _does_as_shown(run: Run, alarm: Alarm) -> bool:
    """Whether it has the actions that it had when somebody said yes."""
    return next(each.does for each in run.alarms if each.alarm == alarm.name) in ("", does(alarm))


def _store_step(run: Run, at: int, services: Services, change: Callable[[Followed], Followed]) -> Run:
    return keep(run, services, lambda known: with_step(known, at, change))


def _with_groups(run: Run, services: Services, sizes: Sizes) -> Run:
    """With the sizes that the alarms' groups have before anything is set."""
    if run.knows_groups:
        return run
    groups = sizes.groups_of(services.cloudwatch.named(run.names), services)
    return keep(run, services, lambda known: replace(known, groups=groups, knows_groups=True))


def _watched(run: Run, services: Services, sizes: Sizes) -> Run:
    """With what the cards of the alarms say that people did."""
    arns = [each.arn for each in run.alarms if run.set_at(each.alarm)]
    incidents = services.processor.incidents.last_of_many(arns) if arns and not run.is_ending else {}
    if not incidents or not run.began_at:
        return run
    scaled, now = sizes.changes_in(run, services), services.clock()
    looked = tuple(seen(each, run, incidents.get(each.arn), scaled, now) for each in run.alarms)
    return run if looked == run.alarms else keep(run, services, lambda known: replace(known, alarms=looked))


def _tell(run: Run, services: Services, sizes: Sizes) -> Run:
    """Its message says what is so now; no trouble with Slack keeps it from going on and from putting all back."""
    told = message(run, services.clock(), sizes.buttons(run))
    says = hashlib.sha256(repr((told.text, told.block_dicts())).encode()).hexdigest()[:16]
    if says == run.told:
        return run
    try:
        keep_up(
            [PublicReply(key_of(run.id), run.channel)], told, run.user_id, run.is_over, services.slack, services.poster
        )
    except Later:
        if run.is_over:  # all is put back, and the score can wait
            raise
        return run
    except SlackError as problem:
        logger.warning("drill not told", extra={"drill": run.id, "why": str(problem)})
    return replace(run, told=says)
