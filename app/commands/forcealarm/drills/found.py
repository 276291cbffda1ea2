"""What a drill is about: which alarms it sets when, what each triggers, and which ones it leaves alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING

from app.access.guards import Attempt
from app.aws.alarm import Alarm
from app.base.errors import Wrong
from app.commands.forcealarm.consequences import caused
from app.commands.forcealarm.drills.drill import ALARM
from app.commands.forcealarm.drills.plan import LeftOut
from app.commands.forcealarm.many import MOST, UNKNOWN, AskedOnce
from app.commands.forcealarm.plan import Item
from app.config.drills import Drill, DrillStep
from app.listeners.alarm_search import is_glob, matching
from app.listeners.silence import silence_of
from app.slack.interactions import Caller
from app.slack.messages.error_text import mentioning
from app.slack.messages.text import code, ticked

if TYPE_CHECKING:
    from app.listeners.services import Services

NO_MATCH = "no alarm matches it"
IN_ALARM, IS_SO = "it is in ALARM now", "it is in {state} already"
TOO_MANY = "The drill {name} would set {count} alarms, and at most {most} are set at once. Name fewer."
TOO_OFTEN = "The drill {name} would change states {count} times, and at most {most} times are kept. Name fewer."
NOTHING = "The drill {name} would set no alarm: {why}. Nothing was done."
OUT = "{name}: {why}"

MOST_CHANGES = 100  # of states in all, so that a drill fits its document


def items_of(
    drill: Drill, caller: Caller, services: Services
) -> tuple[tuple[Item, ...], tuple[DrillStep, ...], tuple[LeftOut, ...]]:
    """What would be done to each alarm, when, and what is left alone; raises Forbidden, and Wrong if that is all."""
    steps, alarms, left_out = _found(drill, services)
    require(list(alarms), caller, services)
    known = replace(services, topics=AskedOnce(services.topics))
    items = list[Item]()
    for name, alarm in alarms.items():
        states = [step.state for step in steps if step.alarm == name]
        why = _unfit(alarm, states, services)
        if why:
            left_out.append(LeftOut(name, why))
        else:
            items.append(_item(alarm, list(dict.fromkeys((*states, alarm.state))), caller, known))
    if not items:
        why = "; ".join(OUT.format(name=code(each.name), why=each.why) for each in left_out)
        raise mentioning(Wrong, NOTHING.format(name=code(drill.name), why=why))
    names = {item.alarm for item in items}
    return tuple(items), tuple(step for step in steps if step.alarm in names), tuple(left_out)


def _found(drill: Drill, services: Services) -> tuple[list[DrillStep], dict[str, Alarm], list[LeftOut]]:
    """The steps with single alarms' names, the alarms in the order in which they are set, and what matches none."""
    exact = {each.name: each for each in services.cloudwatch.named(list(dict.fromkeys(s.alarm for s in drill.alarms)))}
    glob = cache(partial(_matching, services=services))
    steps, alarms, left_out = list[DrillStep](), dict[str, Alarm](), list[LeftOut]()
    for step in drill.alarms:
        found = {step.alarm: exact[step.alarm]} if step.alarm in exact else glob(step.alarm)
        if not found:
            left_out.append(LeftOut(step.alarm, NO_MATCH))
        steps += [replace(step, alarm=name) for name in sorted(found)]
        alarms |= {name: alarm for name, alarm in sorted(found.items()) if name not in alarms}
    if len(alarms) > MOST:
        raise Wrong(TOO_MANY.format(name=ticked(drill.name), count=len(alarms), most=MOST))
    steps = list(dict.fromkeys(steps))
    if len(steps) > MOST_CHANGES:
        raise Wrong(TOO_OFTEN.format(name=ticked(drill.name), count=len(steps), most=MOST_CHANGES))
    return steps, alarms, left_out


def _matching(glob: str, services: Services) -> dict[str, Alarm]:
    if not is_glob(glob):
        return {}
    found = matching(services.cloudwatch, glob)
    if found.has_more:
        raise Wrong(UNKNOWN.format(glob=ticked(glob)))
    return found.alarms


def _unfit(alarm: Alarm, states: Sequence[str], services: Services) -> str:
    """Why an alarm is left alone: it is in use, or nothing would come of it. What is muted now stays so."""
    if alarm.state == ALARM:
        return IN_ALARM
    if states[0] == alarm.state:
        return IS_SO.format(state=alarm.state)
    silence = silence_of(alarm, services.cloudwatch)
    return silence.short if silence and silence.is_sure else ""


def _item(alarm: Alarm, states: Sequence[str], caller: Caller, services: Services) -> Item:
    said, _ = caused(alarm, states, caller, services)
    told = list({each.words: each for actions in said.values() for each in actions}.values())
    words, labels = [each.words for each in told if each.label], [each.label for each in told if each.label]
    return Item(
        alarm.name, alarm.state, tuple(words), tuple(labels), tuple(each.words for each in told if not each.label)
    )


def require(alarms: Sequence[str], caller: Caller, services: Services) -> None:
    for alarm in alarms:
        services.authority.require(caller, Attempt("alarm", alarm, caller.channel_id, act="force"))
