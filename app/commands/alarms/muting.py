"""Mutes alarms with CloudWatch's own rules, up to a hundred in one.

An alarm with an open incident has a rule of its own, as from its card: so it can be unmuted there alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from app.alarms.decide.incident import OWN_RULES, Incident, Mute, Response, muted_by
from app.alarms.follow_up import MUTE_ENDS, RULE_ENDS
from app.alarms.read.regions import build_arn, parse_arn
from app.aws.cloudwatch import MOST_NAMES
from app.base.errors import Refused, Wrong
from app.base.values import dataclass
from app.commands.alarms.buttons import arn_in
from app.commands.alarms.choice import choose
from app.commands.alarms.find import Unclear, whole_name
from app.commands.alarms.lasts import USUAL, read_lasts, with_preposition
from app.commands.alarms.plan import MUTE, MutePlan, ask, because, counted_alarms, left_out_words, listed, new_plan
from app.commands.alarms.rules import muted_for_longer
from app.commands.alarms.shown_again import show_again
from app.commands.alarms.targets import Allowed, allowed, meant, require_near, still_there
from app.commands.alarms.verbs.verb import Asked, Request
from app.commands.alarms.words import split_span
from app.listeners.alarm_incidents import lift
from app.listeners.mute_rules import holds, muted_words, older_rules, replace_rules, replaced_until
from app.listeners.operation import Operation, TooLate
from app.listeners.silence import description
from app.queues.timers import Timer
from app.slack.interactions import ButtonClick, Caller, Reply
from app.slack.messages.error_text import error_text
from app.slack.messages.message import sentence
from app.slack.messages.text import code, moment, named, shorten

if TYPE_CHECKING:
    from app.aws.alarm import Alarm, MuteRule
    from app.listeners.services import Services

ONE_DONE = ":mute: {user} muted {names} until {until}{reason}. If it is in ALARM then, its actions run. Sooner: {ends}."
DONE = (
    ":mute: {user} muted *{counted}* until {until}{reason}: {names}. What is in ALARM then runs its actions. "
    "Sooner: {ends}."
)
NONE = "*Nothing was muted.*"
REFUSED = "CloudWatch did not accept a mute rule for {names}: {why}"
GONE = " No longer there: {names}."
REASON_LIMIT = 300


@dataclass(frozen=True)
class Muted:
    """What became of the alarms, by their names; `why` is the first refusal, mrkdwn."""

    done: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    why: str = ""


def mute(request: Request, asked: Asked, *, is_guess: bool = False) -> Reply:
    """One that was named is muted at once; several, or a guess, after a yes to the plan."""
    if request.arn:
        require_near(request.arn, asked.services)
    what, span = split_span(request.words, request.quoted)
    if not request.quoted:
        what = whole_name(split_span(request.typed)[0].split(), what, asked.services.cloudwatch)
    lasts = read_lasts(span, lambda: asked.services.authority.person(asked.caller).zone, asked.services.clock())
    try:
        found = meant(what, MUTE, asked.services.cloudwatch)
    except Wrong as wrong:
        if not span and not request.quoted and (again := with_preposition(what)):
            return mute(replace(request, words=tuple(again.split())), asked, is_guess=True)
        if not isinstance(wrong, Unclear):
            raise
        return choose(wrong, MUTE, lasts, shorten(request.reason, REASON_LIMIT), asked)
    is_sure = found.is_sure and not is_guess
    may = allowed(found.alarms, asked.caller, asked.services)
    names, left_out = [each.name for each in may.alarms], [each.name for each in may.refused]
    reason = shorten(request.reason, REASON_LIMIT)
    plan = new_plan(MUTE, what, names, lasts, reason, asked.caller, asked.services, asked.operation, left_out)
    if asked.operation.has_begun_to_act or (is_sure and len(names) == 1 and not left_out):
        return carry_out(plan, asked.caller, asked.services, asked.operation)
    return ask(plan, asked.services)


def mute_one(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    """The button on an alarm's card."""
    name = own_name(click, services)
    plan = new_plan(MUTE, name, [name], USUAL, "", click.caller, services, operation)
    reply = carry_out(plan, click.caller, services, operation)
    show_again(click, services, operation)
    return reply


def own_name(click: ButtonClick, services: Services) -> str:
    """The alarm that a button carries, if it is within reach; raises Wrong."""
    arn = arn_in(click.value)
    require_near(arn, services)
    return parse_arn(arn).name


def carry_out(plan: MutePlan, caller: Caller, services: Services, operation: Operation) -> Reply:
    """Can be repeated: the rules' names are the operation's."""
    now = services.clock()
    until = datetime.fromisoformat(operation.once("until", lambda: plan.lasts.ends(now).isoformat()))
    alarms = still_there(plan.names, services.cloudwatch)
    allow = allowed(alarms, caller, services)
    may = allow.alarms
    # A later request may have ended what an earlier try began: that is not begun again without asking.
    if operation.is_too_late and not holds([each.name for each in may], operation.mark, services):
        raise TooLate
    open_incidents = incidents_of(may, services)
    parts = _parts(operation.mark, may, open_incidents)
    older = older_rules([each.name for each in may], operation.mark, services, [rule for rule, _ in parts])
    replaces = operation.once("replaces", lambda: replaced_until(_ends_of(open_incidents, older), now))
    operation.begin()
    muted = _muted(plan, parts, open_incidents, until, services)
    replaces = replace_rules(older, muted.done, services) or replaces
    _note(plan, [each for each in open_incidents if each.latest.name in muted.done], until, caller, services, operation)
    words = {"counted": counted_alarms(len(muted.done)), "names": listed(muted.done), "ends": _ends(plan.what)}
    ends = moment(until) + plan.lasts.on_clocks()
    said = ONE_DONE if len(muted.done) == 1 else DONE
    done = said.format(user=named(caller.user_id), until=ends, reason=because(plan.reason), **words)
    told = [
        done if muted.done else NONE,
        replaces if muted.done else "",
        REFUSED.format(names=listed(muted.refused), why=muted.why) if muted.refused else "",
    ]
    left = muted_for_longer([each for each in may if each.name in muted.done], until, services)
    left += left_behind(plan.names, alarms, allow, caller)
    return Reply(sentence(" ".join(filter(None, told)) + left), public=True)


def _ends_of(incidents: Sequence[Incident], rules: Sequence[MuteRule]) -> list[datetime | None]:
    """When the mutes end that there are."""
    return [*(each.mute.until for each in incidents if each.mute), *(rule.until for rule in rules)]


def left_behind(names: Sequence[str], alarms: Sequence[Alarm], allow: Allowed, caller: Caller) -> str:
    """What was asked for and is not there any more, or that the guards keep from whoever said yes."""
    there = {each.name for each in alarms}
    gone = [name for name in names if name not in there]
    left_out = [each.name for each in allow.refused]
    return (GONE.format(names=listed(gone)) if gone else "") + left_out_words(left_out, caller.user_id)


def _ends(what: str) -> str:
    """What unmutes them, so that it can be typed as it stands there."""
    return code(f'/alarms unmute "{what}"' if " " in what else f"/alarms unmute {what}")


def incidents_of(alarms: Sequence[Alarm], services: Services) -> list[Incident]:
    """The alarms' open incidents, and those of their contributors: two calls for a hundred, and one for each alarm."""
    home, known = services.home, services.processor.incidents
    arns = [each.arn or build_arn(home.region, home.account, each.name) for each in alarms]
    of_contributors = [incident for arn in arns for incident in known.open_of_contributors(arn)]
    found = [*known.last_of_many(arns).values(), *known.find_many(of_contributors)]
    return [each for each in found if not each.is_over]


def _by_alarm(incidents: Sequence[Incident]) -> dict[str, list[Incident]]:
    """By the alarms' names; the first one names the rule."""
    found: dict[str, list[Incident]] = {}
    for each in incidents:
        found.setdefault(each.latest.name, []).append(each)
    return found


def _parts(mark: str, alarms: Sequence[Alarm], incidents: Sequence[Incident]) -> list[tuple[str, list[str]]]:
    """The rules with their alarms: those with an open incident each have one of their own, the others one together."""
    alone = _by_alarm(incidents)
    others = [each.name for each in alarms if each.name not in alone]
    parts = [(_rule(mark, each[0].id), [name]) for name, each in alone.items()]
    starts = range(0, len(others), MOST_NAMES)
    return parts + [(_rule(mark, str(at)), others[at : at + MOST_NAMES]) for at in starts]


def _muted(
    plan: MutePlan,
    parts: Sequence[tuple[str, list[str]]],
    incidents: Sequence[Incident],
    until: datetime,
    services: Services,
) -> Muted:
    why, alone = description(plan.user_id, plan.reason), _by_alarm(incidents)
    done, refused, refusal = list[str](), list[str](), ""
    for rule, names in parts:
        try:
            services.cloudwatch.mute_many(rule, names, services.clock(), until, why)
        except Refused as problem:
            refused += names
            refusal = refusal or error_text(problem)
            continue
        done += names
        if names[0] not in alone:
            services.timekeeper.set(Timer(RULE_ENDS, rule, until))
        lift([each for each in alone.get(names[0], ()) if each.mute and each.mute.rule != rule], services)
    return Muted(tuple(done), tuple(refused), refusal)


def _note(
    plan: MutePlan,
    incidents: Sequence[Incident],
    until: datetime,
    caller: Caller,
    services: Services,
    operation: Operation,
) -> None:
    """Their cards say it; the timers before, because somebody must end it, whatever happens to us."""
    for each in incidents:
        services.timekeeper.set(Timer(MUTE_ENDS, each.id, until))
    words = muted_words(caller.user_id, until, plan.reason)
    response = Response(services.clock(), caller.user_id, words, operation.mark)

    rules = {name: _rule(operation.mark, each[0].id) for name, each in _by_alarm(incidents).items()}

    def noted(known: Incident) -> Incident:
        return muted_by(known, Mute(until, caller.user_id, rules[known.latest.name]), response)

    services.processor.amend_many([each.id for each in incidents], noted)


def _rule(mark: str, part: str) -> str:
    return f"{OWN_RULES}{mark}-{part}"
