"""Mutes a digest's alarms that are in ALARM, each with a mute rule of its own, so that it can be unmuted alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from app.alarms.decide.incident import OWN_RULES, Incident, Mute, Response, muted_by
from app.alarms.read.regions import is_within
from app.aws.cloudwatch import MOST_NAMES
from app.base.errors import Wrong
from app.card_actions import mute_form, muting
from app.card_actions.acknowledge_all import counted
from app.card_actions.digest_alarms import Allowed, going_on, names_of
from app.listeners.alarm_effects import may_mute
from app.listeners.operation import Operation
from app.listeners.services import Services
from app.queues.timers import Timer
from app.slack.interactions import ButtonClick, Caller, ModalSubmission, Reply
from app.slack.messages.message import sentence
from app.slack.messages.text import escape, moment, named

DONE = ":mute: {alarms} muted until {until}. What is still in ALARM then runs its actions again."
ELSEWHERE = "{names} left out: Bellhop has no access to {their} account and region."
REFUSED = "CloudWatch did not accept a mute rule for {names}: please mute {them} one by one."
NONE = "*Nothing was muted.*"

# So many are muted before their records say so; an interrupted press continues after them.
AT_ONCE = 15


def refuse(click: ButtonClick, services: Services) -> None:
    """As `app.card_actions.muting.refuse`."""
    _mutable(click.value, click.caller, services)


def mute(submission: ModalSubmission, services: Services, operation: Operation) -> Reply:
    now, caller = services.clock(), submission.caller
    until = datetime.fromisoformat(operation.once("until", lambda: mute_form.end_of(submission, now).isoformat()))
    if until <= now and not operation.has_begun_to_act:
        return Reply(sentence(muting.PASSED.format(until=moment(until))))
    allowed, elsewhere = _mutable(mute_form.digest_id(submission), caller, services)
    operation.begin()
    reason = submission.values.get(mute_form.WHY, "")
    why = muting.DESCRIPTION.format(user=caller.user_id, why=f": {reason}" if reason else "")
    words = muting.MUTED.format(user=named(caller.user_id), until=moment(until), why=_after(reason))
    response, refused = Response(now, caller.user_id, words, operation.mark), list[Incident]()
    for part in _parts(allowed.incidents):
        muted = [each for each in part if _is_muted(each, until, why, operation, services)]
        refused += [each for each in part if each not in muted]
        _note(muted, until, response, services)
    done = len(allowed.incidents) - len(refused)
    told = [
        DONE.format(alarms=counted(done), until=moment(until)) if done else NONE,
        allowed.left_out,
        ELSEWHERE.format(names=names_of(elsewhere), their="its" if len(elsewhere) == 1 else "their")
        if elsewhere
        else "",
        REFUSED.format(names=names_of(refused), them="it" if len(refused) == 1 else "them") if refused else "",
    ]
    return Reply(sentence(" ".join(filter(None, told))))


def _mutable(digest_id: str, caller: Caller, services: Services) -> tuple[Allowed, tuple[Incident, ...]]:
    """The alarms that this person may mute, also by the guards of what they scale; and those that are not ours."""
    allowed = going_on(digest_id, caller, services, "mute")
    ours = [each for each in allowed.incidents if is_within(each.latest.arn, services.home)]
    elsewhere = tuple(each for each in allowed.incidents if each not in ours)
    names = sorted({each.latest.name for each in ours})
    parts = [services.cloudwatch.named(names[at : at + MOST_NAMES]) for at in range(0, len(names), MOST_NAMES)]
    refused = {each.name for part in parts for each in part if not may_mute(each, caller, services.policy)}
    may = tuple(each for each in ours if each.latest.name not in refused)
    left_out = tuple(each for each in ours if each.latest.name in refused)
    found = Allowed(may, (*allowed.refused, *left_out))
    if not may:
        raise Wrong(" ".join(filter(None, (NONE, found.left_out))))
    return found, elsewhere


def _is_muted(incident: Incident, until: datetime, why: str, operation: Operation, services: Services) -> bool:
    """Whether CloudWatch took the rule, now or in an earlier try. Two contributors of one alarm have one each."""
    rule = _rule(operation.mark, incident)
    if incident.mute and incident.mute.rule == rule:
        return True
    alarm, cloudwatch = incident.latest.name, services.cloudwatch
    if not muting.is_taken(rule, alarm, services.clock(), until, why, cloudwatch):
        return False
    muting.lift_the_one_before(incident, rule, cloudwatch)
    return True


def _note(muted: Sequence[Incident], until: datetime, response: Response, services: Services) -> None:
    for each in muted:
        services.timekeeper.set(Timer(muting.TIMER, each.id, until))

    def noted(known: Incident) -> Incident:
        return muted_by(known, Mute(until, response.user_id, _rule(response.id, known)), response)

    services.processor.amend_many([each.id for each in muted], noted)


def _rule(mark: str, incident: Incident) -> str:
    return f"{OWN_RULES}{mark}-{incident.id}"


def _after(reason: str) -> str:
    return f": {escape(reason)}" if reason else ""


def _parts(incidents: Sequence[Incident]) -> Iterator[Sequence[Incident]]:
    return (incidents[at : at + AT_ONCE] for at in range(0, len(incidents), AT_ONCE))
