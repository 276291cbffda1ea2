"""What is special about an incident right now: who is on it, whether its actions are suppressed, how Bellhop knows."""

from __future__ import annotations

from collections.abc import Iterator

from app.alarms.decide.incident import OWN_RULES, Incident
from app.alarms.read.transition import State, Transition
from app.alarms.show.fields import PLACE_LIMIT
from app.alarms.show.layout import inline, untrusted
from app.slack.messages.text import escape, moment, named

ACKNOWLEDGED = ":eyes: Acknowledged by {who} at {at}{also}."
HANDED_OVER = ":eyes: Handed over to {who} by {by} at {at}{also}."
ALSO = ", also {others}"
ESCALATED = ":rotating_light: Escalated to {who} at {at}: nobody has acknowledged it yet."
TESTED = ":test_tube: *Test* by {who}: nobody is mentioned, and nobody has to do anything."
SUPPRESSED = ":no_bell: Actions suppressed: {why}."
SUPPRESSORS = {
    "Alarm": "the suppressor alarm is in ALARM",
    "WaitPeriod": "waiting for the suppressor alarm",
    "ExtensionPeriod": "the suppressor alarm has just ended",
}
RELEASED = ":bell: Its actions were suppressed and have now run."
AFTER_MUTE = ":bell: The mute window ended while it was in this state, so its actions ran."
STILL_AFTER_MUTE = ":bell: The mute window has ended, and CloudWatch says that it is still in this state."
ASKED = ":mag: No notification of this change arrived; Bellhop learned it by asking CloudWatch."
DELETED = ":wastebasket: The alarm was deleted in CloudWatch. There is nothing left to acknowledge or to mute."
GONE = (
    ":wastebasket: CloudWatch no longer has this alarm; Bellhop asked at {at}. There is nothing left to acknowledge or "
    "to mute."
)
MUTED = ":mute: Muted by {who} until {until}. If it is still in ALARM then, its actions run again."
MUTED_BY_RULE = ":mute: Muted by a CloudWatch mute rule: no action is triggered."
MUTED_FROM_SLACK = ":mute: Muted from Slack until {until}: no action is triggered."
MUTED_BY_RULE_UNTIL = ":mute: Muted until {until} by the CloudWatch mute rule {rule}: no action is triggered."
EVALUATIONS = {
    "PARTIAL_DATA": ":warning: CloudWatch had only a part of the data when it evaluated this.",
    "EVALUATION_ERROR": ":warning: CloudWatch can't evaluate this alarm: its expression or query has an error.",
    "EVALUATION_FAILURE": ":warning: CloudWatch could not evaluate this alarm for a while.",
}
EVALUATION = ":warning: CloudWatch says of its evaluation: {state}."
NO_TAGS = ":warning: CloudWatch could not send the alarm's tags ({status}), so no route could match them."
REMINDED = ":alarm_clock: Not acknowledged yet. Reminded {count}×, last at {at}."
OK_MISSED = (
    ":grey_question: It was back to OK before {at}, when CloudWatch reported that it left OK again. The notification "
    "of that OK didn't arrive: check that Bellhop's topic is among the alarm's OK actions too."
)

NAME_LIMIT = 300


def standing(incident: Incident) -> Iterator[str]:
    """A line each; none where all is as one expects."""
    alarm = incident.latest
    if incident.tested_by:
        yield TESTED.format(who=escape(incident.tested_by))
    if incident.ok_missed:
        yield OK_MISSED.format(at=moment(alarm.changed_at))
    if alarm.suppressed:
        yield SUPPRESSED.format(why=SUPPRESSORS.get(alarm.suppressed) or untrusted(alarm.suppressed, PLACE_LIMIT))
    if alarm.released:
        yield RELEASED
    yield from _source(alarm)
    if alarm.evaluation:
        state = untrusted(alarm.evaluation, PLACE_LIMIT)
        yield EVALUATIONS.get(alarm.evaluation) or EVALUATION.format(state=state)
    if alarm.tags_status:
        yield NO_TAGS.format(status=untrusted(alarm.tags_status, PLACE_LIMIT))
    if not incident.is_over and (who := in_hand(incident)):
        yield who
    if incident.mute:
        yield MUTED.format(who=named(incident.mute.user_id), until=moment(incident.mute.until))
    elif alarm.muted and alarm.muted_until and not incident.is_over:
        is_ours = alarm.muted_by.startswith(OWN_RULES)  # whose name tells nobody anything
        words = MUTED_FROM_SLACK if is_ours else MUTED_BY_RULE_UNTIL
        yield words.format(rule=inline(alarm.muted_by, NAME_LIMIT), until=moment(alarm.muted_until))
    elif alarm.muted and not incident.is_over:  # the card is not edited any more when that window ends
        yield MUTED_BY_RULE
    if incident.reminders and incident.reminded_at and not incident.is_over:
        yield REMINDED.format(count=incident.reminders, at=moment(incident.reminded_at))


def _source(alarm: Transition) -> Iterator[str]:
    """How Bellhop knows of its newest change, unless by an ordinary notification."""
    if alarm.new is State.DELETED:
        yield GONE.format(at=moment(alarm.changed_at)) if alarm.asked else DELETED
    elif alarm.after_mute:
        yield STILL_AFTER_MUTE if alarm.asked else AFTER_MUTE
    elif alarm.asked:
        yield ASKED


def in_hand(incident: Incident) -> str:
    """Who has it, else whom it was escalated to; '' if there is neither, or it is over."""
    holder = incident.acknowledged
    if incident.is_over:
        return ""
    if holder:
        others = ", ".join(named(each) for each in incident.also)
        also = ALSO.format(others=others) if others else ""
        words = {"who": named(holder.user_id), "at": moment(holder.at), "also": also}
        return (HANDED_OVER if incident.handed_by else ACKNOWLEDGED).format(by=named(incident.handed_by), **words)
    if not incident.escalated:
        return ""
    last = incident.escalated[-1]
    who = " ".join(dict.fromkeys(each.mention for each in incident.escalated if each.at == last.at))
    return ESCALATED.format(who=who, at=moment(last.at))
