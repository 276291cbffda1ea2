"""Mutes a digest's alarms that are in ALARM, a hundred of a place by a rule (a region has 2,000); unmutes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.alarms.decide.incident import OWN_RULES, Incident, Mute, Response, muted_by
from app.base.errors import Wrong
from app.card_actions import mute_form, muting
from app.card_actions.digest_alarms import counted, going_on, names_of
from app.card_actions.in_hand import has_just
from app.listeners.alarm_incidents import SHARED, lift, unmute_all_of, with_contributors
from app.listeners.mute_rules import muted_words, older_rules, replace_rules, unmuted_words
from app.listeners.operation import Operation
from app.listeners.services import Services
from app.listeners.silence import description, others_rules
from app.queues.timers import Timer
from app.slack.interactions import ButtonClick, Caller, ModalSubmission, Reply
from app.slack.messages.message import sentence
from app.slack.messages.text import code, moment

if TYPE_CHECKING:
    from app.card_actions.digest_places import Mutable

DONE = ":mute: {alarms} muted until {until}. What is still in ALARM then runs its actions again."
REFUSED = "CloudWatch did not accept a mute rule for {names}: please mute {them} one by one."
NONE = "*Nothing was {done}.*"

UNMUTED = ":bell: {alarms} unmuted. {their} actions run again{but}."
BUT_OTHERS = ", except where a mute rule that others made keeps them back ({rules})"
RULES_SHOWN = 3
NOT_MUTED = "None of these alarms is muted."


def refuse(click: ButtonClick, services: Services) -> None:
    """As `app.card_actions.muting.refuse`."""
    _mutable(click.value, click.caller, services, "mute")


def mute(submission: ModalSubmission, services: Services, operation: Operation) -> Reply:
    from app.card_actions.digest_places import in_parts  # storms are rare

    now, caller = services.clock(), submission.caller
    until = datetime.fromisoformat(operation.once("until", lambda: mute_form.end_of(submission, now).isoformat()))
    if until <= now and not operation.has_begun_to_act:
        return Reply(sentence(muting.PASSED.format(until=moment(until))))
    # Which alarms a rule mutes is final once it is set: their records name it, whatever they are by then.
    decided = operation.once("chosen", lambda: _decided(mute_form.digest_id(submission), caller, services))
    chosen = decided["incidents"]
    operation.begin()
    reason = submission.values.get(mute_form.WHY, "")
    why, words = description(caller.user_id, reason), muted_words(caller.user_id, until, reason)
    response, refused = Response(now, caller.user_id, words, operation.mark), list[Incident]()
    kept = list[str]()
    known = services.processor.incidents
    for number, (there, part) in enumerate(in_parts(known.find_many(chosen), services)):
        incidents = with_contributors(part, known)
        older = older_rules([each.latest.name for each in incidents], operation.mark, there)
        shared = f"{OWN_RULES}{operation.mark}{SHARED}{number}"
        rules = _silenced(incidents, shared, until, why, operation, there)
        kept.append(replace_rules(older, {each.latest.name for each in incidents if each.id in rules}, there))
        refused += [each for each in part if each.id not in rules]
        _note(rules, until, response, there)
    done = len(chosen) - len(refused)
    told = [
        DONE.format(alarms=counted(done), until=moment(until)) if done else NONE.format(done="muted"),
        *dict.fromkeys(kept),
        decided["left_out"],
        REFUSED.format(names=names_of(refused), them="it" if len(refused) == 1 else "them") if refused else "",
    ]
    return Reply(sentence(" ".join(filter(None, told))))


def unmute(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    """What this person may; each mute, whoever it is of."""
    from app.listeners.elsewhere import by_place

    found = _mutable(click.value, click.caller, services, "unmute")
    incidents = found.allowed.incidents
    muted = [each for each in with_contributors(incidents, services.processor.incidents) if each.mute]
    done = [each for each in incidents if each.mute or each.knows(operation.mark)]  # or by an earlier try
    user = click.caller.user_id
    if not done and any(has_just(each, user, services.clock()) for each in incidents):
        return Reply.nothing()
    if not done:
        return Reply(sentence(" ".join(filter(None, (NOT_MUTED, found.left_out)))))
    for there, part in by_place(muted, services):
        lift(part, there)
    response = Response(services.clock(), user, unmuted_words(user), operation.mark)
    unmute_all_of(muted, response, services.processor)
    rules = ", ".join(map(code, others_rules(services.cloudwatch)[:RULES_SHOWN]))
    but = BUT_OTHERS.format(rules=rules) if rules else ""
    their = "Its" if len(done) == 1 else "Their"
    told = [UNMUTED.format(alarms=counted(len(done)), their=their, but=but), found.left_out]
    return Reply(sentence(" ".join(filter(None, told))))


def _decided(digest_id: str, caller: Caller, services: Services) -> dict[str, Any]:
    """Which incidents are muted, and a sentence about those that are not."""
    found = _mutable(digest_id, caller, services, "mute")
    return {"incidents": [each.id for each in found.allowed.incidents], "left_out": found.left_out}


def _mutable(digest_id: str, caller: Caller, services: Services, do: str) -> Mutable:
    """The alarms that this person may mute, also by the guards of what they scale; raises Wrong without any."""
    from app.card_actions.digest_places import mutable

    found = mutable(going_on(digest_id, caller, services, do), caller, services)
    if not found.allowed.incidents:
        raise Wrong(f"{NONE.format(done=f'{do}d')} {found.left_out}".rstrip())
    return found


def _silenced(
    incidents: Sequence[Incident], shared: str, until: datetime, why: str, operation: Operation, services: Services
) -> Mapping[str, str]:
    """The rules that CloudWatch took, now or in an earlier try, by incident: one for all, else one for each alarm."""
    if all(each.mute and each.mute.rule == shared for each in incidents):
        return {each.id: shared for each in incidents}
    names, now = list(dict.fromkeys(each.latest.name for each in incidents)), services.clock()
    if muting.is_taken(shared, names, now, until, why, services.cloudwatch):
        muting.lift_those_before(incidents, shared, services)
        return {each.id: shared for each in incidents}
    found = {}
    for each in incidents:
        own = f"{OWN_RULES}{operation.mark}-{each.id}"
        if muting.is_taken(own, [each.latest.name], now, until, why, services.cloudwatch):
            muting.lift_those_before([each], own, services)
            found[each.id] = own
    return found


def _note(rules: Mapping[str, str], until: datetime, response: Response, services: Services) -> None:
    for each in rules:
        services.timekeeper.set(Timer(muting.TIMER, each, until))

    def noted(known: Incident) -> Incident:
        return muted_by(known, Mute(until, response.user_id, rules[known.id], bool(services.place)), response)

    services.processor.amend_many(list(rules), noted)
