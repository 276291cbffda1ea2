"""What the worker runs for /forcealarm: show alarms, or set one's state once and say what that triggers."""

from __future__ import annotations

from app.aws.alarm import Alarm
from app.aws.cloudwatch import CloudWatch
from app.base.errors import Wrong
from app.commands.forcealarm import many, question, round_trip, show
from app.commands.forcealarm.consequences import decided, told_of
from app.commands.forcealarm.drills import ask as drills
from app.commands.forcealarm.find import Several, Tested, ToDrill, Unclear, find
from app.commands.forcealarm.force import ALREADY, force
from app.commands.forcealarm.offers import offer, request_in
from app.commands.forcealarm.request import LISTS, STATES, Request, only_named, topic, topic_of
from app.listeners.alarm_search import listed
from app.listeners.claims import PRESSED, Claims
from app.listeners.elsewhere import ONE_AT_A_TIME, at_place, known_as, misplaced, no_place, there
from app.listeners.job import ACTS_WITHIN, turn_of
from app.listeners.names import spellings
from app.listeners.operation import Operation
from app.listeners.services import Services
from app.listeners.silence import silence_of
from app.slack.interactions import ButtonClick, Caller, Reply, SlashCommand
from app.slack.messages.message import sentence
from app.slack.messages.text import code, ticked

GONE = "The alarm {name} no longer exists. Nothing was done."


def forcealarm(command: SlashCommand, services: Services, operation: Operation) -> Reply:
    text, seen = at_place(command.text, services)
    try:
        return _forcealarm(text, command, seen, operation)
    except Wrong as wrong:
        raise misplaced(wrong, text, seen) from None


def _forcealarm(text: str, command: SlashCommand, services: Services, operation: Operation) -> Reply:
    name = only_named(text)
    if _lists(text, services.cloudwatch):
        return Reply(show.all_of(listed(services.cloudwatch)))
    try:
        request, alarm = find(name or text, services.cloudwatch, not name, lambda: no_place(text, services)[1])
    except (Tested, ToDrill, Several) as more:
        if services.place:
            raise Wrong(ONE_AT_A_TIME.format(command="`/forcealarm`", place=services.place)) from None
        return _of_more(more, command, services, operation)
    except Unclear as unclear:
        return offer(unclear, operation.mark, services)
    own = topic(request)
    if own in ("", topic_of(command.text)):
        return _answer(request, alarm, command.caller, services, operation)
    # Somebody who types the whole name has another message group: one at a time with them.
    with services.leases.hold(turn_of(own), ACTS_WITHIN):
        return _answer(request, alarm, command.caller, services, operation)


def _of_more(
    more: Tested | ToDrill | Several, command: SlashCommand, services: Services, operation: Operation
) -> Reply:
    """What is no single alarm's new state."""
    if isinstance(more, Tested):
        return round_trip.answer(more.words, topic_of(command.text), command.caller, services, operation)
    if isinstance(more, ToDrill):
        return drills.answer(more.words, command.caller, services, operation)
    return many.answer(more.request, command.caller, services, operation)


def _lists(text: str, cloudwatch: CloudWatch) -> bool:
    """Whether it asks for the list, and no alarm has that name."""
    return not text or (text.casefold() in LISTS and not cloudwatch.named(spellings(text)))


def take(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    """An offer that somebody took: does what it carries, for exactly its alarm, once."""
    mark, request, arn = request_in(click)
    services = there(arn, services)
    alarm = next(iter(services.cloudwatch.named([request.alarm])), None)
    if alarm is None:
        raise Wrong(GONE.format(name=ticked(request.alarm)))
    claims, name = Claims(services.table, services.clock), f"forcealarm-{mark}"
    with claims.given_back(name if request.state else "", operation):
        if request.state:
            claims.take(name, click.caller.user_id, operation, PRESSED)
        reply = _answer(request, alarm, click.caller, services, operation)
    if reply.asks:  # nothing is done yet, and perhaps never
        claims.release(name, operation.mark)
    return reply


def card(alarm: Alarm, services: Services) -> Reply:
    """One alarm, with what each of its states triggers."""
    actions = {state: told_of(alarm, state, services) for state in STATES}
    return Reply(show.one(alarm, actions, silence_of(alarm, services.cloudwatch), services.place))


def _answer(request: Request, alarm: Alarm, caller: Caller, services: Services, operation: Operation) -> Reply:
    if not request.state:
        return card(alarm, services)
    before = operation.once("before", lambda: decided(request, alarm, caller, services))
    if before["state"] == request.state:
        return Reply(sentence(ALREADY.format(name=code(known_as(alarm.name, services)), state=request.state)))
    if before.get("dangers") and not operation.has_begun_to_act:
        return question.ask(request, alarm.name, before, caller, services, operation)
    return force(request, alarm, before, caller, services, operation)
