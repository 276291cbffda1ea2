"""Asks CloudWatch what an alarm's state is now, and tells what the card has missed as a change like any other."""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from app.alarms.follow_up import LONGEST_WINDOW
from app.base.errors import BellhopError, Later, Refused
from app.base.values import dataclass
from app.listeners.check_timer import fired, is_done, set_check
from app.slack.messages.text import moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.alarms.decide.incident import Incident
    from app.alarms.read.transition import Transition
    from app.aws.alarm import Alarm
    from app.listeners.services import Services

# How long until it is asked again whether somebody else's mute rule, whose end nobody told, still keeps it quiet.
STILL_MUTED = timedelta(hours=1)
NOT_SHOWN_WAIT = 60.0

SAYS = "CloudWatch says *{state}* since {at}."
SAYS_QUIETLY = (
    "CloudWatch says *{state}* since {at}, but a mute rule keeps the alarm quiet. The card shows it once that ends."
)
KEPT_QUIET = ":mute: {rule} keeps the alarm quiet, so nobody is reminded and nobody else is called while it does."
OTHERS_RULE = "The CloudWatch mute rule {rule}"
OWN_RULE = "A mute from Slack"
RULE_LIMIT = 100
SAYS_DELETED = "CloudWatch no longer has this alarm."

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Checked:
    """An incident once its card says what CloudWatch says; `last` is the alarm's last one, which may be newer.

    `says` is CloudWatch's answer in words, '' without one; `failed` if it could not be asked, `pending` if the card has
    to wait for what it answered.
    """

    incident: Incident
    last: Incident
    says: str = ""
    failed: bool = False
    pending: bool = False


@dataclass(frozen=True)
class Answer:
    """The change that a card lacks; or one that it does not show yet, because another mute rule keeps it `quiet`.

    `alarm` is what CloudWatch says, if it has it.
    """

    missed: Transition | None = None
    quiet: Transition | None = None
    alarm: Alarm | None = None


def check(incident: Incident, services: Services) -> Checked:
    """Ask once. What CloudWatch doesn't answer, or Slack doesn't take now, is left to the timer."""
    from app.alarms.read.regions import is_within

    services = services.seen_from(incident.latest.arn)
    last = _last(incident, services)
    try:
        answer = _missed(last, incident, services)
    except BellhopError as problem:
        logger.warning("state not checked", extra={"incident": incident.id, "why": str(problem)})
        if isinstance(problem, Later):
            _check_again(incident, services, problem)
        return Checked(incident, last, failed=True)
    pending = False
    if answer.missed:
        try:
            services.processor.learn(answer.missed)
        except BellhopError as problem:
            logger.warning("state not shown", extra={"incident": incident.id, "why": str(problem)})
            pending = True
            _check_again(incident, services, problem)
        incident = services.processor.find(incident.id) or incident
        last = _last(incident, services)
    _look_after(answer, incident, services)
    says = _words(last, answer) if is_within(last.latest.arn, services.home) and not pending else ""
    return Checked(incident, last, says, pending=pending)


def check_later(services: Services, incident_id: str) -> None:
    """The timer: as `check`, but raises Later, and then it fires again. Without an answer the last event counts."""
    from app.alarms.decide.answer import heard_at_last

    incident = services.processor.find(incident_id)
    if incident is None:
        return
    services = services.seen_from(incident.latest.arn)
    fired(incident_id, services)
    last = _last(incident, services)
    try:
        answer = _missed(last, incident, services)
    except Later:
        raise
    except BellhopError as refused:
        logger.warning("state not checked", extra={"incident": incident.id, "why": str(refused)})
        answer = Answer(heard_at_last(last, services.clock(), incident.mute))
    if answer.missed:
        services.processor.learn(answer.missed)
    is_done(incident_id, services)
    _look_after(answer, incident, services)


def check_all(incident_ids: Sequence[str], services: Services) -> None:
    """As `check_later` of many, a hundred of a place with one question; what has no answer is left to the next time."""
    from app.aws.cloudwatch import MOST_NAMES
    from app.listeners.elsewhere import by_place

    found: list[Transition] = []
    for start in range(0, len(incident_ids), MOST_NAMES):
        lasts = services.processor.lasts_of(incident_ids[start : start + MOST_NAMES])
        for seen, there in by_place(lasts, services):
            try:
                answers = _answers(there, seen)
                found += [change for last in there if (change := _found(last, last, answers, seen).missed)]
            except BellhopError as problem:
                logger.warning("states not checked", extra={"incidents": len(there), "why": str(problem)})
    services.processor.learn(*found)


def _answers(lasts: Iterable[Incident], services: Services) -> Mapping[str, Alarm]:
    """What CloudWatch says of those that are ours, by name."""
    from app.alarms.read.regions import is_within

    names = sorted({last.latest.name for last in lasts if is_within(last.latest.arn, services.home)})
    return {alarm.name: alarm for alarm in services.cloudwatch.named(names)} if names else {}


def _words(last: Incident, answer: Answer) -> str:
    """What CloudWatch says of an alarm, also where its card does not agree yet; of a contributor it says nothing."""
    alarm = last.latest
    if answer.quiet:
        return SAYS_QUIETLY.format(state=answer.quiet.new, at=moment(answer.quiet.changed_at))
    if last.is_deleted:
        return SAYS_DELETED
    says = answer.alarm
    since = says.since if says and says.since and says.state == alarm.new and not says.updated else alarm.changed_at
    return "" if alarm.contributor else SAYS.format(state=alarm.new, at=moment(since))


def _check_again(incident: Incident, services: Services, problem: BellhopError) -> None:
    wait = problem.wait if isinstance(problem, Later) else NOT_SHOWN_WAIT
    set_check(incident.id, services.clock() + timedelta(seconds=wait), services)


def _look_after(answer: Answer, incident: Incident, services: Services) -> None:
    """What another mute rule keeps quiet is asked about again, as long as such a rule can last."""
    if answer.quiet and services.clock() - answer.quiet.changed_at < LONGEST_WINDOW:
        set_check(incident.id, services.clock() + STILL_MUTED, services)


def _last(incident: Incident, services: Services) -> Incident:
    """An incident that is not over is its alarm's last."""
    return (services.processor.last_of(incident.latest) or incident) if incident.is_over else incident


def _missed(last: Incident, asked_of: Incident, services: Services) -> Answer:
    """What the card of an alarm's last incident lacks."""
    return _found(last, asked_of, _answers([last], services), services)


def _found(last: Incident, asked_of: Incident, answers: Mapping[str, Alarm], services: Services) -> Answer:
    """As above, with CloudWatch's answers. Of another account or region nobody was asked."""
    from app.alarms.decide.answer import heard_at_last, missed
    from app.alarms.read.regions import is_within
    from app.alarms.read.transition import State

    if not is_within(last.latest.arn, services.home):
        return Answer(heard_at_last(last, services.clock(), asked_of.mute))
    alarm = last.latest
    says = answers.get(alarm.name)
    found = missed(last, says, services.clock(), asked_of.mute)
    if found and found.new is State.ALARM and not found.muted and _rules_of(alarm.name, services):
        return Answer(quiet=found, alarm=says)
    # An earlier try wrote what it learned, and could not show it or set its timers; a record that is done costs a read.
    return Answer(alarm if found is None and alarm.asked else found, alarm=says)


def kept_quiet(incident: Incident, services: Services) -> bool:
    """Whether a mute rule keeps back its actions, though its card says nothing of one: its thread says so once.

    If CloudWatch doesn't answer, it is not muted: somebody must be called.
    """
    from app.alarms.decide.incident import OWN_RULES, with_line
    from app.alarms.decide.target import ThreadLine
    from app.alarms.read.regions import is_within
    from app.alarms.show.layout import inline

    alarm = incident.latest
    services = services.seen_from(alarm.arn)
    try:
        rules = _rules_of(alarm.name, services) if is_within(alarm.arn, services.home) else ()
    except BellhopError as problem:
        logger.warning("mute rules not looked at", extra={"incident": incident.id, "why": str(problem)})
        return False
    if not rules:
        return False
    others = [rule for rule in rules if not rule.startswith(OWN_RULES)]
    rule = OTHERS_RULE.format(rule=inline(others[0], RULE_LIMIT)) if others else OWN_RULE
    mark = hashlib.sha256(" ".join(sorted(rules)).encode()).hexdigest()[:8]
    line = ThreadLine(f"quiet-{mark}", KEPT_QUIET.format(rule=rule))
    services.processor.amend_incident(incident.id, lambda known: with_line(known, line))
    return True


def _rules_of(name: str, services: Services) -> tuple[str, ...]:
    """The mute rules that keep the alarm quiet, perhaps some that Bellhop doesn't know: then nobody is called."""
    try:
        return services.cloudwatch.muted_by(name)
    except Refused:
        return ()
