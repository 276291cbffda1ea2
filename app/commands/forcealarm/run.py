"""What the worker runs for /forcealarm: show alarms, or set one's state once and say what that triggers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from app.access.policy import Attempt
from app.aws.alarm import Alarm
from app.aws.cloudwatch import CloudWatch
from app.base.errors import Wrong
from app.commands.forcealarm import follow, question, show
from app.commands.forcealarm.find import Unclear, find
from app.commands.forcealarm.followed import BY_HAND, Followed, Following, message, stays
from app.commands.forcealarm.offers import offer, request_in
from app.commands.forcealarm.question import Question
from app.commands.forcealarm.request import LISTS, STATES, Request, only_named, topic, topic_of
from app.commands.forcealarm.triggers import policies, reason_data, triggers
from app.listeners.alarm_actions import Told, audience, told
from app.listeners.alarm_effects import Effect, effects_of, require
from app.listeners.alarm_search import listed
from app.listeners.claims import Claim, Claims
from app.listeners.job import ACTS_WITHIN, turn_of
from app.listeners.names import spellings
from app.listeners.operation import Operation
from app.listeners.services import Services
from app.listeners.silence import Silence, silence_of
from app.slack.interactions import ButtonClick, Caller, Reply, SlashCommand
from app.slack.messages.error_text import mentioning
from app.slack.messages.message import sentence
from app.slack.messages.text import code, escape, named, shorten, ticked

ALREADY = "{name} is already in {state}. CloudWatch ignores a change to the same state, so nothing was changed."
GONE = "The alarm {name} no longer exists. Nothing was done."
PRESSED = "{who} already pressed this button. It works only once."
FORCED = "{user} set {name} from {before} to *{after}*{reason}."
INTERRUPTED = (
    "{user} asked to set {name} from {before} to {after}. Bellhop was interrupted and cannot tell whether the change "
    "was made: the alarm is in {now} now. Look at what it triggers before you ask again."
)
ASKED_BY = ", asked for by {user}"
BY = "{reason}" + BY_HAND + "{name}; request {mark})"
NO_REASON = "Test"
REASON_LIMIT = 900  # of CloudWatch's 1,023, so that the person's name is never cut off
LOOKED_AT = 20  # changes in the history


def forcealarm(command: SlashCommand, services: Services, operation: Operation) -> Reply:
    words = only_named(command.text) or command.text
    if _lists(command.text, services.cloudwatch):
        return Reply(show.all_of(listed(services.cloudwatch)))
    try:
        request, alarm = find(words, services.cloudwatch)
    except Unclear as unclear:
        return offer(unclear, operation.mark)
    own = topic(request)
    if own in ("", topic_of(command.text)):
        return _answer(request, alarm, command.caller, services, operation)
    # Somebody who types the whole name has another message group: one at a time with them.
    with services.leases.hold(turn_of(own), ACTS_WITHIN):
        return _answer(request, alarm, command.caller, services, operation)


def _lists(text: str, cloudwatch: CloudWatch) -> bool:
    """Whether it asks for the list, and no alarm has that name."""
    return not text or (text.casefold() in LISTS and not cloudwatch.named(spellings(text)))


def take(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    """An offer that somebody took: does what it carries, for exactly its alarm, once."""
    mark, request = request_in(click)
    alarm = next(iter(services.cloudwatch.named([request.alarm])), None)
    if alarm is None:
        raise Wrong(GONE.format(name=ticked(request.alarm)))
    claims, name = Claims(services.table, services.clock), f"forcealarm-{mark}"
    with claims.given_back(name if request.state else "", operation):
        if request.state:
            first = claims.first(name, Claim(operation.mark, click.caller.user_id))
            if first.mark != operation.mark:
                raise mentioning(Wrong, PRESSED.format(who=_who(first.user_id, click.caller)))
        reply = _answer(request, alarm, click.caller, services, operation)
    if reply.asks:  # nothing is done yet, and perhaps never
        claims.release(name, operation.mark)
    return reply


def _who(user_id: str, reader: Caller) -> str:
    return "You have" if user_id == reader.user_id else f"{named(user_id)} has"


def _answer(request: Request, alarm: Alarm, caller: Caller, services: Services, operation: Operation) -> Reply:
    if not request.state:
        actions = {state: told_of(alarm, state, services) for state in STATES}
        return Reply(show.one(alarm, actions, silence_of(alarm, services.cloudwatch)))
    before = operation.once("before", lambda: decided(request, alarm, caller, services))
    if before["state"] == request.state:
        return Reply(sentence(ALREADY.format(name=code(alarm.name), state=request.state)))
    if before.get("dangers") and not operation.has_begun_to_act:
        return question.ask(request, alarm.name, before, caller, services, operation)
    return force(request, alarm, before, caller, services, operation)


def decided(request: Request, alarm: Alarm, caller: Caller, services: Services) -> dict[str, Any]:
    """What is known before the change, and final once it has begun: later its effects show.

    Raises Forbidden if the guards don't let this person change the alarm, or what its actions change, here.
    """
    services.policy.require(caller, Attempt("alarm", alarm.name, caller.channel_id, act="force"))
    before = _state_of(alarm)
    if alarm.state == request.state:
        return before
    effects = effects_of(alarm, request.state, services.scaling)
    require(effects, alarm, request.state, caller, services.policy)
    silence = silence_of(alarm, services.cloudwatch) if alarm.actions[request.state] else None
    actions = told(alarm, request.state, effects, audience(alarm, [request.state], services.topics))
    dangers = [each for each in actions if each.label and alarm.actions_enabled]
    return {
        **before,
        "triggers": _triggered(alarm, request.state, effects, actions, silence),
        "silence": silence.why if silence else "",
        "at": services.clock().isoformat(),
        "data": reason_data(alarm, request.state, services.clock()),
        "dangers": [[danger.words, danger.label] for danger in dangers],
        "also": [each.words for each in actions if each not in dangers],
    }


def told_of(alarm: Alarm, state: str, services: Services) -> tuple[Told, ...]:
    effects = effects_of(alarm, state, services.scaling)
    return told(alarm, state, effects, audience(alarm, [state], services.topics))


def _triggered(
    alarm: Alarm, state: str, effects: Iterable[Effect], actions: Sequence[Told], silence: Silence | None
) -> str:
    """What the state triggers, or why that is nothing."""
    if silence and silence.is_sure:
        return silence.why
    called = [triggers(actions, state), *policies(alarm, state, effects)]
    return " ".join([*called, silence.why] if silence else called)


def force(
    request: Request,
    alarm: Alarm,
    before: dict[str, Any],
    caller: Caller,
    services: Services,
    operation: Operation,
    asked: Question | None = None,
) -> Reply:
    """Once, say what that triggers, and follow it on the same message; `asked` is the question that was answered."""
    states = {"before": before["state"], "after": request.state}
    words = {"user": named(caller.user_id), "name": code(alarm.name), **states}
    reason, data = _reason(request, caller, operation), before.get("data", "")
    set_state = partial(services.cloudwatch.set_state, alarm.name, request.state, reason, data)
    look = partial(_shows, alarm, before, operation.mark, services.cloudwatch)
    if not operation.act_once(set_state, look=look):
        return Reply(sentence(INTERRUPTED.format(now=alarm.state, **words)), public=True)
    by = asked.user_id if asked else caller.user_id
    more = "" if by == caller.user_id else ASKED_BY.format(user=named(by))
    said = FORCED.format(reason=(f": {escape(request.reason)}" if request.reason else "") + more, **words)
    at = datetime.fromisoformat(before["at"]) if "at" in before else services.clock()
    followed = Followed(alarm.name, before["state"], operation.mark, at, stays(alarm))
    own = f"reply-{operation.id}"
    following = Following(
        id=operation.mark,
        state=request.state,
        keys=(asked.key, own) if asked else (own,),
        channel=asked.channel if asked else caller.channel_id,
        thread_ts=asked.thread_ts if asked else caller.thread_ts,
        words=f"{said} {before.get('triggers', '')}".strip(),
        alarms=(followed,),
    )
    return Reply(message(follow.begin(following, services)), public=True)


def _reason(request: Request, caller: Caller, operation: Operation) -> str:
    reason = shorten(request.reason, REASON_LIMIT) or NO_REASON
    return BY.format(reason=reason, name=caller.user_name or caller.user_id, mark=operation.mark)


def _state_of(alarm: Alarm) -> dict[str, Any]:
    return {"state": alarm.state, "since": alarm.since.isoformat() if alarm.since else ""}


def _shows(alarm: Alarm, before: dict[str, Any], mark: str, cloudwatch: CloudWatch) -> bool | None:
    """Whether an interrupted change is visible on the alarm or in its history; None if nobody can tell."""
    if mark in alarm.reason:
        return True
    if _state_of(alarm) == {key: before[key] for key in ("state", "since")}:
        return False
    # CloudWatch may have set it back since; the history keeps the reason.
    return any(mark in item.data for item in cloudwatch.history(alarm.name, LOOKED_AT)) or None
