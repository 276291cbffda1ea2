"""Ends Bellhop's mutes of alarms: of rules that hold others too, only theirs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.alarms.decide.incident import OWN_RULES, Response
from app.base.values import dataclass
from app.commands.alarms.choice import choose
from app.commands.alarms.find import Unclear, whole_name
from app.commands.alarms.lasts import USUAL
from app.commands.alarms.muting import incidents_of, left_behind, own_name
from app.commands.alarms.plan import UNMUTE, MutePlan, ask, because, counted_alarms, listed, new_plan
from app.commands.alarms.shown_again import show_again
from app.commands.alarms.targets import allowed, meant, require_near, still_there
from app.commands.alarms.verbs.verb import Asked, Request
from app.listeners.alarm_incidents import lift, take_out, unmute_all_of
from app.listeners.mute_rules import rules_of, unmuted_words
from app.slack.interactions import ButtonClick, Caller, Reply
from app.slack.messages.message import sentence
from app.slack.messages.text import code, named

if TYPE_CHECKING:
    from app.alarms.decide.incident import Incident
    from app.aws.alarm import Alarm, MuteRule
    from app.listeners.operation import Operation
    from app.listeners.services import Services

ONE_DONE, DONE = (
    ":bell: {user} unmuted {names}{reason}.{run}",
    ":bell: {user} unmuted *{counted}*{reason}: {names}.{run}",
)
RUN = " {their} actions run again."
NONE, NOT_THIS = "None of these alarms is muted in Slack.", "{name} is not muted in Slack."
OTHERS = " Rules that others made are left alone: {rules}."


@dataclass(frozen=True)
class Mutes:
    """What keeps alarms muted: incidents that know it, our rules of several alarms, and the names of others' rules."""

    incidents: tuple[Incident, ...] = ()
    rules: tuple[MuteRule, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def own(self) -> list[str]:
        """The names of Bellhop's rules; '' where actions are disabled instead."""
        return [rule.name for rule in self.rules] + [each.mute.rule for each in self.incidents if each.mute]

    def only(self, own: Collection[str]) -> Mutes:
        incidents = tuple(each for each in self.incidents if each.mute and each.mute.rule in own)
        return replace(self, incidents=incidents, rules=tuple(rule for rule in self.rules if rule.name in own))

    def names_in(self, alarms: Sequence[Alarm]) -> list[str]:
        """Those of the alarms that Bellhop mutes."""
        held = {name for rule in self.rules for name in rule.alarms} | {each.latest.name for each in self.incidents}
        return [each.name for each in alarms if each.name in held]


def unmute(request: Request, asked: Asked) -> Reply:
    if request.arn:
        require_near(request.arn, asked.services)
    what = request.quoted or whole_name(request.typed, request.rest, asked.services.cloudwatch)
    try:
        found = meant(what, UNMUTE, asked.services.cloudwatch)
    except Unclear as unclear:
        return choose(unclear, UNMUTE, USUAL, request.reason, asked)
    may = allowed(found.alarms, asked.caller, asked.services)
    mutes = mutes_of(may.alarms, asked.services)
    names = mutes.names_in(may.alarms)
    if not names and not asked.operation.has_begun_to_act:
        return Reply(sentence(_none([each.name for each in may.alarms]) + _others(mutes)))
    plan = new_plan(
        UNMUTE,
        what,
        names,
        USUAL,
        request.reason,
        asked.caller,
        asked.services,
        asked.operation,
        [each.name for each in may.refused],
    )
    if asked.operation.has_begun_to_act or (found.is_sure and len(names) == 1):
        return carry_out(plan, asked.caller, asked.services, asked.operation)
    return ask(plan, asked.services)


def unmute_one(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    """The button on an alarm's card, and in the list of what is muted."""
    name = own_name(click, services)
    plan = new_plan(UNMUTE, name, [name], USUAL, "", click.caller, services, operation)
    reply = carry_out(plan, click.caller, services, operation)
    show_again(click, services, operation)
    return reply


def carry_out(plan: MutePlan, caller: Caller, services: Services, operation: Operation) -> Reply:
    """Can be repeated: what is unmuted already stays so."""
    from app.listeners.state_check import check_all

    names = operation.once("names", lambda: list(plan.names))
    alarms = still_there(names, services.cloudwatch)
    allow = allowed(alarms, caller, services)
    mutes, wanted = mutes_of(allow.alarms, services), {each.name for each in allow.alarms}
    mutes = mutes.only(operation.once("rules", lambda: mutes.own))  # what was muted again since stays so
    told = operation.once("told", lambda: mutes.names_in(allow.alarms))
    left = left_behind(names, alarms, allow, caller)
    if not told:
        return Reply(sentence(_none(names) + _others(mutes) + left))
    operation.begin()
    for rule in mutes.rules:
        take_out(rule.name, wanted, services)
    lift(mutes.incidents, services)
    response = Response(services.clock(), caller.user_id, unmuted_words(caller.user_id), operation.mark)
    unmute_all_of(mutes.incidents, response, services.processor)
    check_all([each.id for each in mutes.incidents], services)
    done = {"counted": counted_alarms(len(told)), "names": listed(told), "reason": because(plan.reason)}
    said = (ONE_DONE if len(told) == 1 else DONE).format(
        user=named(caller.user_id),
        run="" if mutes.others else RUN.format(their="Its" if len(told) == 1 else "Their"),
        **done,
    )
    return Reply(sentence(said + _others(mutes) + left), public=True)


def mutes_of(alarms: Sequence[Alarm], services: Services) -> Mutes:
    """Those that an incident knows, and the rules of which none does."""
    incidents = tuple(each for each in incidents_of(alarms, services) if each.mute)
    rules = rules_of([each.name for each in alarms], services, {each.mute.rule for each in incidents if each.mute})
    ours = tuple(rule for rule in rules if rule.name.startswith(OWN_RULES))
    return Mutes(incidents, ours, tuple(rule.name for rule in rules if rule not in ours))


def _none(names: Sequence[str]) -> str:
    return NOT_THIS.format(name=code(names[0])) if len(names) == 1 else NONE


def _others(mutes: Mutes) -> str:
    return OTHERS.format(rules=", ".join(map(code, mutes.others))) if mutes.others else ""
