"""Mutes and unmutes an alarm with CloudWatch's own mute rule, or by disabling its actions if AWS refuses a rule.

docs/decisions/muted-by-cloudwatch.md says why.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import datetime

from app.alarms.decide.incident import OWN_RULES, Incident, Mute, Response, replaced
from app.alarms.follow_up import MUTE_ENDS
from app.alarms.read.regions import is_within
from app.aws.alarm import MuteRule
from app.aws.cloudwatch import CloudWatch
from app.base.errors import BellhopError, Later, Refused
from app.card_actions import mute_form
from app.card_actions.in_hand import has_just
from app.card_actions.incident import checked, guarded_incident_of, incident_of, there, topic
from app.listeners.alarm_effects import require_for_mute
from app.listeners.alarm_incidents import lift, mute_all_of, muted_with, unmute_all_of
from app.listeners.job import ACTS_WITHIN, turn_of
from app.listeners.mute_rules import muted_words, older_rules, replace_rules, replaced_until, unmuted_words
from app.listeners.operation import Operation, TooLate
from app.listeners.services import Services
from app.listeners.silence import description, others_rules
from app.listeners.state_check import check
from app.queues.timers import Timer
from app.slack.interactions import ButtonClick, Caller, ModalSubmission, Reply
from app.slack.messages.message import sentence
from app.slack.messages.text import code, moment
from app.store.leases import Leases

TIMER = MUTE_ENDS
# The second one's key is `<incident>:<mark of the operation>`.
ACTIONS_TIMER = "mute-broke-off"

ENDED = "The mute has ended"
LEFT_DISABLED = (
    ":warning: The mute has ended, but its actions are still disabled: Bellhop has no way into account {account}, "
    "{region} any more. Enable them there: `aws cloudwatch enable-alarm-actions`."
)
BY_RULE = ":mute: Muted until {until}. If the alarm is still in ALARM then, CloudWatch runs its actions."
BY_ACTIONS = (
    ":mute: CloudWatch did not accept a mute rule, so the alarm's actions are disabled until {until}. Bellhop enables "
    "them then; actions that were due in the meantime are not run."
)
REPLACED = "It {mute}."
PASSED = "The mute was meant to last until {until}, which has passed. *Nothing was changed.*"
NOW_UNMUTED = ":bell: Unmuted. The alarm's actions run again."
STILL_MUTED = ":bell: Unmuted. But the mute rule {rule}, which others made, still keeps the alarm's actions back."
NOT_MUTED = "The alarm is not muted."

logger = logging.getLogger(__name__)


def refuse(click: ButtonClick, services: Services) -> None:
    """The form is already open, because Slack leaves no time to ask first; raises what it has to show instead."""
    checked(*_found_there(click.value, click.caller, services), "mute")


def mute(submission: ModalSubmission, services: Services, operation: Operation) -> Reply:
    incident, services = _found_there(mute_form.incident_id(submission), submission.caller, services)
    # The form may have been open while its card's alarm was over and went off again: it is about the alarm.
    chosen = operation.once("incident", lambda: checked(incident, services, "mute").last.id)
    incident = incident_of(chosen, services.processor)
    user, reason = submission.caller.user_id, submission.values.get(mute_form.WHY, "")
    now = services.clock()
    until = datetime.fromisoformat(operation.once("until", lambda: mute_form.end_of(submission, now).isoformat()))
    earlier = _earlier(incident, operation, services.cloudwatch)
    if until <= now and earlier is None:
        return Reply(sentence(PASSED.format(until=moment(until))))
    if operation.is_too_late and earlier is None:
        raise TooLate
    older = older_rules([incident.latest.name], operation.mark, services)
    replaces = operation.once("replaces", lambda: _replaces(incident, Mute(until, user), older, now))
    rule = _silence(incident, operation, earlier, now, until, description(user, reason), services)
    replaces = replace_rules(older, [incident.latest.name], services) or replaces
    response = Response(now, user, muted_words(user, until, reason), operation.mark)
    mute_all_of(incident, Mute(until, user, rule, bool(services.place)), response, services.processor)
    told = (BY_RULE if rule else BY_ACTIONS).format(until=moment(until))
    return Reply(sentence(f"{told} {replaces}".rstrip()))


def _replaces(incident: Incident, mute: Mute, older: Sequence[MuteRule], now: datetime) -> str:
    """What is said of the mutes that a newer one replaces: whose it was, where that was somebody else."""
    if whose := replaced(incident.mute, mute, now):
        return REPLACED.format(mute=whose)
    before = [incident.mute.until] if incident.mute else []
    return replaced_until([*before, *(rule.until for rule in older)], now)


def unmute(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    incident, services = _found_there(click.value, click.caller, services)
    muted = muted_with(incident, services.processor)
    if not (muted or incident.knows(operation.mark)):
        check(incident, services)
        is_again = has_just(incident, click.caller.user_id, services.clock())
        return Reply.nothing() if is_again else Reply(sentence(NOT_MUTED))
    lift(muted, services)
    user = click.caller.user_id
    response = Response(services.clock(), user, unmuted_words(user), operation.mark)
    unmute_all_of(muted, response, services.processor)
    says = check(incident_of(incident.id, services.processor), services).says
    others = others_rules(services.cloudwatch, incident.latest.name)
    told = STILL_MUTED.format(rule=code(others[0])) if others else NOW_UNMUTED
    return Reply(sentence(f"{told} {says}".rstrip()))


def end(services: Services, incident_id: str) -> None:
    """The timer at the end of a mute: take it off the card, and take back what was done for it in CloudWatch."""
    with _in_turn(incident_id, services.leases):
        incident, now = services.processor.find(incident_id), services.clock()
        if incident is None or incident.mute is None or incident.mute.until > now:
            return  # unmuted meanwhile, or muted again for longer
        services = services.seen_from(incident.latest.arn)
        muted = muted_with(incident, services.processor)
        ended = [each for each in muted if each.mute == incident.mute]
        has_way, told = bool(services.place) or not incident.mute.elsewhere, ENDED
        if not has_way:  # the alarm of that name here is another one; a rule ends by itself
            logger.warning("a mute can't be taken back there any more", extra={"incident": incident.id})
            where = {"account": incident.latest.account, "region": incident.latest.region}
            told = ENDED if incident.mute.rule else LEFT_DISABLED.format(**where)
        elif incident.mute.rule or len(ended) == len(muted):  # else its actions stay disabled for a later mute
            _end(incident, services.cloudwatch)
        response = Response(now, "", told, f"mute-ended-{incident.mute.until.timestamp():.0f}")
        unmute_all_of(ended, response, services.processor)
    check(incident_of(incident_id, services.processor), services)


def enable_actions(services: Services, key: str) -> None:
    """The timer that enables actions again if the mute was never stored, and so never ends."""
    incident_id, _, mark = key.rpartition(":")
    with _in_turn(incident_id, services.leases):
        incident = services.processor.find(incident_id)
        if incident is None or any(response.id == mark for response in incident.responses):
            return
        if incident.mute is None or incident.mute.rule:
            _enable(incident, services.seen_from(incident.latest.arn))


def _enable(incident: Incident, services: Services) -> None:
    """Nothing where there is no way any more: the alarm of that name here is another one."""
    alarm = incident.latest
    if is_within(alarm.arn, services.home):
        services.cloudwatch.set_actions(alarm.name, enabled=True)
    else:
        logger.warning("actions can't be enabled there any more", extra={"incident": incident.id})


def _earlier(incident: Incident, operation: Operation, cloudwatch: CloudWatch) -> str | None:
    """What an earlier try has done: the name of the mute rule, '' if the actions are disabled; None for nothing."""
    if not operation.has_begun_to_act:
        return None
    with suppress(Refused):  # where AWS takes no rules
        if cloudwatch.rule(rule := f"{OWN_RULES}{operation.mark}"):
            return rule
    found = cloudwatch.named([incident.latest.name])
    return "" if found and not any(each.actions_enabled for each in found) else None


def _silence(
    incident: Incident,
    operation: Operation,
    earlier: str | None,
    now: datetime,
    until: datetime,
    why: str,
    services: Services,
) -> str:
    """The name of the mute rule, '' if the actions were disabled. Can be repeated."""
    alarm, rule, cloudwatch = incident.latest.name, f"{OWN_RULES}{operation.mark}", services.cloudwatch
    operation.begin()
    # An earlier try may have disabled them: with a rule in addition, they would stay disabled.
    if not (earlier or (earlier is None and is_taken(rule, [alarm], now, until, why, cloudwatch))):
        # Set before they are disabled: something must enable them again, whatever happens to us.
        services.timekeeper.set(Timer(ACTIONS_TIMER, f"{incident.id}:{operation.mark}", until))
        operation.act_once(
            lambda: cloudwatch.set_actions(alarm, enabled=False),
            look=lambda: not any(each.actions_enabled for each in cloudwatch.named([alarm])),
        )
        return ""
    lift_those_before([incident], rule, services)
    return rule


def is_taken(
    rule: str, alarms: Sequence[str], now: datetime, until: datetime, why: str, cloudwatch: CloudWatch
) -> bool:
    """Whether CloudWatch mutes them with a rule of this name."""
    try:
        cloudwatch.mute_many(rule, alarms, now, until, why)
    except Refused:
        return False
    return True


def lift_those_before(incidents: Iterable[Incident], rule: str, services: Services) -> None:
    """A new mute replaces the previous one."""
    lift([each for each in incidents if each.mute and each.mute.rule != rule], services)


def _end(incident: Incident, cloudwatch: CloudWatch) -> None:
    """What was done for it in CloudWatch, with all alarms of its rule, whose mutes end at the same time.

    A rule that AWS doesn't let us delete keeps nothing muted: it has ended by itself.

    CloudWatch keeps 2,000 rules a region, those that ended too; the doctor counts them.
    """
    try:
        if incident.mute and incident.mute.rule.startswith(OWN_RULES):
            cloudwatch.unmute(incident.mute.rule)
        elif incident.mute:
            cloudwatch.set_actions(incident.latest.name, enabled=True)
    except Later:
        raise
    except BellhopError as refused:
        if not (incident.mute and incident.mute.rule):
            raise
        logger.warning("mute rule left over", extra={"rule": incident.mute.rule, "why": str(refused)})


def _in_turn(incident_id: str, leases: Leases) -> AbstractContextManager[None]:
    """One at a time with people who press: a mute that starts just now must not be undone."""
    return leases.hold(turn_of(topic(incident_id)), ACTS_WITHIN)


def _found_there(incident_id: str, caller: Caller, services: Services) -> tuple[Incident, Services]:
    """The incident, and the services seen from where its alarm is.

    Raises Wrong if there is no way, and Forbidden if the guards don't let this person change it, or what it scales.
    """
    incident = guarded_incident_of(incident_id, caller, services.processor, services.authority, "mute")
    services = there(incident, services)
    require_for_mute(incident.latest.name, caller, services.cloudwatch, services.scaling, services.authority)
    return incident, services
