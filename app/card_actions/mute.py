"""Mute and Unmute: by CloudWatch's own mute rule, and where that is refused by disabling the alarm's actions.

docs/decisions/muted-by-cloudwatch.md says why.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime

from app.alarms.decide.incident import OWN_RULES, Deed, Incident, Mute, muted_by, unmuted
from app.base.errors import Refused
from app.card_actions import mute_form
from app.card_actions.incident import acts_on, guarded_incident_of, own, topic
from app.listeners.job import ACTS_WITHIN, turn_of
from app.listeners.listener import Button, Modal
from app.listeners.operation import Operation
from app.listeners.services import Services
from app.queues.timers import Timer
from app.slack.interactions import ButtonClick, Caller, ModalSubmission, Reply
from app.slack.messages.buttons import MUTE, UNMUTE
from app.slack.messages.message import sentence
from app.slack.messages.text import escape, mention, moment

TIMER = "mute-ends"
# The key of the second is `<incident>:<mark of the operation>`.
ACTIONS_TIMER = "mute-broke-off"

MUTED = "{user} muted it until {until}{why}"
UNMUTED = "{user} unmuted it"
ENDED = "The mute has ended"
BY_RULE = ":mute: Muted until {until}. If it is still in ALARM then, CloudWatch carries out its actions again."
BY_ACTIONS = (
    ":mute: CloudWatch took no mute rule, so its actions are disabled until {until}; then Bellhop enables them. "
    "What happens meanwhile is not called again afterwards."
)
PASSED = "It was to be muted until {until}, which has passed, so *nothing was done*."
HEARD_AGAIN = ":bell: It is heard again."
NOT_MUTED = "It is not muted."
DESCRIPTION = "Muted from Slack by {user}{why}"


def refuse(click: ButtonClick, services: Services) -> None:
    """The form stands open already: Slack leaves no time to ask before; raises what stands in it instead."""
    _own_incident_of(click.value, click.caller, services)


def mute(submission: ModalSubmission, services: Services, operation: Operation) -> Reply:
    incident = _own_incident_of(mute_form.incident_id(submission), submission.caller, services)
    user, reason = submission.caller.user_id, submission.values.get(mute_form.WHY, "")
    now = services.clock()
    until = datetime.fromisoformat(operation.once("until", lambda: mute_form.end_of(submission, now).isoformat()))
    if until <= now and not operation.has_begun_to_act:
        return Reply(sentence(PASSED.format(until=moment(until))))
    rule = _carry_out(incident, operation, until, user, reason, services)
    why = f": {escape(reason)}" if reason else ""
    deed = Deed(now, user, MUTED.format(user=mention(user), until=moment(until), why=why), operation.mark)
    services.timekeeper.set(Timer(TIMER, incident.id, until))
    services.desk.amend_incident(incident.id, lambda known: muted_by(known, Mute(until, user, rule), deed))
    return Reply(sentence((BY_RULE if rule else BY_ACTIONS).format(until=moment(until))))


def _carry_out(
    incident: Incident, operation: Operation, until: datetime, user: str, reason: str, services: Services
) -> str:
    """The name of the mute rule, '' where the actions were disabled. Done twice it is the same as once."""
    alarm, rule = incident.latest.name, f"{OWN_RULES}{operation.mark}"
    why = DESCRIPTION.format(user=user, why=f": {reason}" if reason else "")
    # A try that broke off may have disabled them: a rule beside that would leave them disabled for good.
    if operation.has_begun_to_act or not _is_taken(rule, alarm, until, why, services):
        # Set before they are disabled: somebody must enable them, whatever becomes of us.
        services.timekeeper.set(Timer(ACTIONS_TIMER, f"{incident.id}:{operation.mark}", until))
        operation.act_once(
            lambda: services.cloudwatch.set_actions(alarm, enabled=False),
            look=lambda: not any(each.actions_enabled for each in services.cloudwatch.named([alarm])),
        )
        return ""
    if incident.mute and incident.mute.rule != rule:  # a new mute takes the place of the one before
        _lift(incident, services)
    return rule


def _is_taken(rule: str, alarm: str, until: datetime, why: str, services: Services) -> bool:
    """Whether CloudWatch mutes it by a rule of that name."""
    try:
        services.cloudwatch.mute(rule, alarm, services.clock(), until, why)
    except Refused:
        return False
    return True


def unmute(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    incident = _own_incident_of(click.value, click.caller, services)
    if incident.mute is None:
        return Reply(sentence(NOT_MUTED))
    _lift(incident, services)
    user = click.caller.user_id
    deed = Deed(services.clock(), user, UNMUTED.format(user=mention(user)), operation.mark)
    services.desk.amend_incident(incident.id, lambda known: unmuted(known, deed))
    return Reply(sentence(HEARD_AGAIN))


def end(services: Services, incident_id: str) -> None:
    """The timer: a mute whose time is over is taken off the card, and disabled actions are enabled."""
    with _in_turn(incident_id, services):
        incident = services.desk.find(incident_id)
        if incident is None or incident.mute is None or incident.mute.until > services.clock():
            return  # unmuted meanwhile, or muted anew, for longer
        if not incident.mute.rule:
            _lift(incident, services)
        deed = Deed(services.clock(), "", ENDED, f"mute-ended-{incident.mute.until.timestamp():.0f}")
        services.desk.amend_incident(incident_id, lambda known: unmuted(known, deed))


def enable_actions(services: Services, key: str) -> None:
    """The timer of who disabled actions: they are enabled where the mute was never written down, so never ends."""
    incident_id, _, mark = key.rpartition(":")
    with _in_turn(incident_id, services):
        incident = services.desk.find(incident_id)
        if incident is None or any(deed.id == mark for deed in incident.deeds):
            return
        if incident.mute is None or incident.mute.rule:
            services.cloudwatch.set_actions(incident.latest.name, enabled=True)


def _in_turn(incident_id: str, services: Services) -> AbstractContextManager[None]:
    """One at a time with those who press: who mutes anew just now must not be undone."""
    return services.leases.hold(turn_of(topic(incident_id)), ACTS_WITHIN)


def _lift(incident: Incident, services: Services) -> None:
    if incident.mute and incident.mute.rule:
        services.cloudwatch.unmute(incident.mute.rule)
    elif incident.mute:
        services.cloudwatch.set_actions(incident.latest.name, enabled=True)


def _own_incident_of(incident_id: str, caller: Caller, services: Services) -> Incident:
    return own(guarded_incident_of(incident_id, caller, services), services)


BUTTON = Button(MUTE, acts_on=acts_on, opens=mute_form.form, fills=refuse)
UNMUTE_BUTTON = Button(UNMUTE, acts_on=acts_on, run=unmute)
MODAL = Modal(
    mute_form.FORM,
    acts_on=lambda submission: topic(mute_form.incident_id(submission)),
    run=mute,
    check=mute_form.errors,
)
