"""`/forcealarm drill ...`: shows what a drill would do, starts it after a yes, lists the drills, and stops one."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from app.aws.cloudwatch import NAME_LIMIT
from app.base.errors import Wrong
from app.commands.forcealarm.answer import asked, begun_once, claim
from app.commands.forcealarm.buttons import alarm_in, id_in, pick_buttons, version_in
from app.commands.forcealarm.drills import plan as plans
from app.commands.forcealarm.drills import run as drills
from app.commands.forcealarm.drills.drill import Drilled, Run, does
from app.commands.forcealarm.drills.found import items_of, require
from app.commands.forcealarm.drills.plan import DrillPlan
from app.commands.forcealarm.drills.score import message
from app.commands.forcealarm.plan import KEPT_DAYS, Item
from app.commands.forcealarm.question import CLAIM, look_again
from app.commands.forcealarm.request import timed
from app.config.drills import USUAL_MINUTES, Drill, DrillStep
from app.listeners.alarm_search import is_glob
from app.listeners.claims import Claims
from app.listeners.typed import BECAUSE
from app.slack.errors import NOT_THERE, NoSuchChannel, SlackError
from app.slack.interactions import ButtonClick, Caller, Reply
from app.slack.messages.blocks import section
from app.slack.messages.error_text import error_text, mentioning
from app.slack.messages.message import Message, sentence
from app.slack.messages.text import code, named, similar, ticked
from app.slack.replies import PublicReply, edit_reply
from app.store.documents import Documents

if TYPE_CHECKING:
    from datetime import datetime

    from app.listeners.operation import Operation
    from app.listeners.services import Services

LIST = "Which drill? `/forcealarm drill web-*` drills the alarms that a glob matches."
NO_SUCH = "There is no drill {name}, and no alarm is called so. Which one did you mean?"
NO_DRILLS = (
    "There is no drill {name}, and bellhop.toml has none at all. `/forcealarm drill web-*` drills the alarms that a "
    "glob matches; docs/configuration.md says how to write a `[[drill]]`."
)
NO_SPAN = (
    "A drill takes no {span}: it lasts as long as the `minutes` of its `[[drill]]` say, or {minutes} minutes at most, "
    "and `/forcealarm drill stop` ends it sooner. Nothing was done."
)
NO_CHANNEL = "A drill needs a channel, for its cards. Ask for it in one, or give the `[[drill]]` a `channel`."
NOT_IN = "Bellhop can't post in {channel}, where the cards of this drill go. Invite it there: `/invite @Bellhop`."
NONE_RUNS = "No drill runs. Nothing was stopped."
STOPS = ":checkered_flag: {user} stops the drill {name} in <#{channel}>. Everything is put back now."
STOPPED_ALREADY = "The drill {name} is ending already."

STOP = frozenset(("stop", "end", "cancel", "abort"))
LISTS = frozenset(("", "list", "ls"))
MOST_PICKS = 20


def answer(words: str, caller: Caller, services: Services, operation: Operation) -> Reply:
    said, *why = BECAUSE.split(words, maxsplit=1)
    name = said.strip().strip("\"'`“”")
    if name.casefold() in STOP:
        run = drills.running(services)
        if run is None:
            raise Wrong(NONE_RUNS)
        return _stop(run, caller, services)
    if name.casefold() in LISTS:
        return _list("", LIST, services)
    drill = _meant(name, services)
    span = timed(name)[1]
    if span and (drill is None or is_glob(name)):
        raise Wrong(NO_SPAN.format(span=ticked(span), minutes=USUAL_MINUTES))
    return (
        _list(name, NO_SUCH, services)
        if drill is None
        else _ask(drill, " ".join(why).strip(), caller, services, operation)
    )


def pick(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    """A drill of the list."""
    return answer(alarm_in(click.value), click.caller, services, operation)


def stop(click: ButtonClick, services: Services, _: Operation) -> Reply:
    """The button on its message: nothing if that drill is over."""
    run = drills.running(services)
    if run is None or run.id != id_in(click.value):
        raise Wrong(NONE_RUNS)
    return _stop(run, click.caller, services)


def confirm(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    """Begin it if what would be done is what was shown; else ask again."""
    plan = asked(_plans(services), click)
    unseen = begun_once(
        f"{CLAIM}{plan.id}",
        click,
        operation,
        services,
        partial(_unseen, plan, click, services),
        partial(_begin, plan, click.caller, services),
        partial(drills.goes_on, plan.id, services),
    )
    if unseen:
        return unseen
    told = sentence(plans.STARTED.format(user=named(click.caller.user_id), name=code(plan.name), channel=plan.channel))
    return Reply.nothing() if _edit(plan, told, services) else Reply(told, public=True)


def _unseen(plan: DrillPlan, click: ButtonClick, services: Services) -> Reply | None:
    """Unless that would be done now the message asks again; raises Wrong if there is nothing left to ask."""
    try:
        items, steps, _ = items_of(_again(plan), click.caller, services)
    except Wrong as wrong:
        _edit(plan, sentence(plans.OVER.format(problem=error_text(wrong), **_words(plan))), services)
        raise
    if not plan.shows(items, steps) or plan.is_old(services.clock()):
        plan = _plans(services).change(plan.id, lambda known: _moved(known, items, steps, services.clock()))
    elif version_in(click.value) == plan.version:
        return None
    told = plans.message(plan)
    return look_again(plan.name, told, _edit(plan, told, services))


def cancel(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    """By whoever may set all of the alarms, and always by the person who asked."""
    plan, user = asked(_plans(services), click), click.caller.user_id
    if user != plan.user_id:
        require([item.alarm for item in plan.items], click.caller, services)
    claim(f"{CLAIM}{plan.id}", click, Claims(services.table, services.clock), operation)
    told = sentence(plans.CANCELLED.format(by=named(user), **_words(plan)))
    return Reply.nothing() if _edit(plan, told, services) else Reply(told, public=True)


def _meant(name: str, services: Services) -> Drill | None:
    """The one of bellhop.toml that is called so; else the alarms that a glob, or exactly that name, means."""
    known = next((each for each in services.drills if each.name.casefold() == name.casefold()), None)
    if known or len(name) > NAME_LIMIT or not (is_glob(name) or services.cloudwatch.named([name])):
        return known
    return Drill(name, alarms=(DrillStep(name),))


def _list(name: str, told: str, services: Services) -> Reply:
    names = [each.name for each in services.drills]
    if not names:
        raise Wrong(NO_DRILLS.format(name=ticked(name))) if name else Wrong(NO_DRILLS.format(name="to start"))
    likely = [*similar(name, names), *names]
    text = told.format(name=code(name))
    lines = "\n".join(f"• {code(each)}" for each in names[:MOST_PICKS])
    buttons = pick_buttons(list(dict.fromkeys(likely))[:MOST_PICKS])
    return Reply(Message(f"{text}\n{lines}", (section(f"{text}\n{lines}"), buttons)), asks=True)


def _ask(drill: Drill, reason: str, caller: Caller, services: Services, operation: Operation) -> Reply:
    drills.require_free(operation.mark, services)
    channel = _channel(drill, caller, services)
    items, steps, left_out = items_of(drill, caller, services)
    plan = DrillPlan(
        id=operation.mark,
        name=drill.name,
        minutes=drill.minutes,
        reason=reason,
        user_id=caller.user_id,
        channel=channel,
        asked_in=caller.channel_id,
        key=f"reply-{operation.id}",
        thread_ts=caller.thread_ts,
        asked_at=services.clock(),
        items=items,
        steps=steps,
        left_out=left_out,
    )
    return Reply(plans.message(_plans(services).begin(plan.id, plan)), public=True, asks=True)


def _channel(drill: Drill, caller: Caller, services: Services) -> str:
    """The id of the drill's channel."""
    if not drill.channel:
        if not caller.channel_id.startswith(("C", "G")):
            raise Wrong(NO_CHANNEL)
        return caller.channel_id
    try:
        return services.slack.channel_id(drill.channel)
    except NoSuchChannel:
        raise Wrong(NOT_IN.format(channel=ticked(drill.channel))) from None


def _begin(plan: DrillPlan, caller: Caller, services: Services) -> None:
    now = services.clock()
    alarms = services.cloudwatch.named([item.alarm for item in plan.items])
    there = {alarm.name for alarm in alarms}  # one may have been deleted since it was looked at
    wanted = [(step.alarm, step.state, step.seconds) for step in plan.steps if step.alarm in there]
    run = Run(
        id=plan.id,
        name=plan.name,
        user_id=caller.user_id,
        user_name=caller.user_name,
        reason=plan.reason,
        channel=plan.channel,
        began_at=now,
        ends_at=now + plan.lasts,
        asked_in=caller.channel_id,
        alarms=tuple(Drilled(each.name, each.arn, each.state, does=does(each)) for each in alarms),
    )
    run = replace(run, steps=drills.steps_of(run, wanted))
    drills.begin(run, partial(_tell, run, services), services)


def _tell(run: Run, services: Services) -> None:
    try:
        services.poster.post_once(drills.key_of(run.id), run.channel, message(run, services.clock()))
    except SlackError as problem:
        if problem.code not in NOT_THERE:
            raise
        raise mentioning(Wrong, NOT_IN.format(channel=f"<#{run.channel}>")) from problem


def _stop(run: Run, caller: Caller, services: Services) -> Reply:
    """By whoever began it, and by whoever may set all of its alarms."""
    if caller.user_id != run.user_id:
        require(run.names, caller, services)
    # Also where it is ending, and a bug kept it from its next step.
    stopped = drills.stop(run, caller.user_id, services)
    if stopped.is_ending or stopped.stopped_by != caller.user_id:
        return Reply(sentence(STOPPED_ALREADY.format(name=code(run.name))))
    told = STOPS.format(user=named(caller.user_id), name=code(run.name), channel=run.channel)
    return Reply(sentence(told), public=caller.channel_id != run.channel)


def _again(plan: DrillPlan) -> Drill:
    """What was asked for, by single alarms: one that matches the glob since then was not shown."""
    return Drill(plan.name, minutes=plan.minutes, alarms=plan.steps)


def _moved(plan: DrillPlan, items: tuple[Item, ...], steps: tuple[DrillStep, ...], at: datetime) -> DrillPlan:
    since = plans.since_asked(plan, items, steps)
    return replace(plan, items=items, steps=steps, asked_at=at, since=since, version=plan.version + 1)


def _plans(services: Services) -> Documents[DrillPlan]:
    return Documents(services.table, services.clock, DrillPlan, "drill-plan", KEPT_DAYS)


def _words(plan: DrillPlan) -> dict[str, str]:
    return {"user": named(plan.user_id), "name": code(plan.name)}


def _edit(plan: DrillPlan, told: Message, services: Services) -> bool:
    return edit_reply(PublicReply(plan.key, plan.asked_in, plan.thread_ts), told, services.slack, services.poster)
