"""`/forcealarm test ALARM`: sets it to ALARM and back, and says which messages came of it where, and how fast.

It is stored before the state is set, and a timer looks on: whatever dies meanwhile, the alarm is set back.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from app.access.guards import Attempt
from app.alarms.read import tested
from app.alarms.read.transition import State
from app.aws.alarm import Alarm
from app.aws.sns import Subscribers
from app.base.errors import Later, Wrong
from app.commands.forcealarm import question, trip
from app.commands.forcealarm.consequences import caused, state_of
from app.commands.forcealarm.find import Unclear, find
from app.commands.forcealarm.force import INTERRUPTED, shows
from app.commands.forcealarm.question import Question
from app.commands.forcealarm.request import Request, timed
from app.commands.forcealarm.request import topic as topic_of
from app.commands.forcealarm.timers import TEST
from app.commands.forcealarm.triggers import reason_data, triggers
from app.commands.forcealarm.trip import ALARM, Leg, Trip, is_as_set, is_over, must_go_back, seen
from app.listeners.job import ACTS_WITHIN, turn_of
from app.listeners.operation import Operation
from app.listeners.services import Services
from app.listeners.silence import silence_of
from app.listeners.typed import BECAUSE
from app.queues.timers import Timer
from app.slack.followed import keep_up
from app.slack.interactions import Caller, Reply
from app.slack.messages.error_text import error_text
from app.slack.messages.message import sentence
from app.slack.messages.text import code, named, ticked
from app.slack.replies import PublicReply
from app.store.documents import Documents

WHOLE_NAME = "{why} Type the whole name: {names}."
TYPED = "/forcealarm test"
NO_SPAN = (
    "A test of {name} is over once its messages came, within two minutes, so it takes no {span}. Nothing was done. "
    "Send {typed}."
)
IN_ALARM = "{name} is in ALARM now, so it cannot be tested. Nothing was done."
SILENT = "{why} So a test of it would show nothing. Nothing was done."
NOTIFIES = "notify {topic}"
DELETED, WENT_OFF = "it was deleted.", "it went off by itself meanwhile."
THEN = "In {state}: {triggers}"

# Soon while people watch; then a test has failed, and only its end is waited for.
LOOKS = tuple(timedelta(seconds=seconds) for count, seconds in ((40, 2), (20, 5)) for _ in range(count))
KEPT_DAYS = 30  # longer than a message can wait on a queue (14 days), and then among the dead letters (14 more)
REPLY = "reply-"  # so the key of a job's own reply begins


def answer(words: str, topic: str, caller: Caller, services: Services, operation: Operation) -> Reply:
    """`topic` is what the job acts on."""
    try:
        alarm = _meant(_without_reason(words, services), services)
    except Unclear as unclear:
        names = ", ".join(dict.fromkeys(ticked(each.alarm) for each in unclear.requests))
        raise Wrong(WHOLE_NAME.format(why=str(unclear), names=names)) from unclear
    own = topic_of(Request(alarm.name, ALARM))
    if own == topic:
        return _answer(alarm, caller, services, operation)
    with services.leases.hold(turn_of(own), ACTS_WITHIN):
        return _answer(alarm, caller, services, operation)


def decided(alarm: Alarm, caller: Caller, services: Services) -> dict[str, Any]:
    """What a test would do, final once it has begun; `dangers` are all actions but those that only tell Bellhop.

    Raises Forbidden if the guards don't let this person cause that, or Wrong if there is nothing to test.
    """
    services.authority.require(caller, Attempt("alarm", alarm.name, caller.channel_id, act="force"))
    before = state_of(alarm)
    if alarm.state == ALARM:
        return before
    silence = silence_of(alarm, services.cloudwatch)
    if silence and silence.is_sure and not services.home.hears_events:
        raise Wrong(SILENT.format(why=silence.why), mrkdwn=SILENT.format(why=silence.why))
    states = (ALARM, alarm.state)
    said, known = caused(alarm, states, caller, services)
    ours = {arn for arn, who in known.items() if arn == services.home.topic and who and _is_ours(who, services)}
    others = [each for actions in said.values() for each in actions if each.action.arn not in ours]
    named_so = {each.words: each.label or NOTIFIES.format(topic=each.action.name) for each in others}
    return {
        **before,
        "dangers": [[words, label] for words, label in named_so.items() if alarm.actions_enabled],
        "triggers": "\n".join(THEN.format(state=state, triggers=triggers(said[state], state)) for state in states),
        "is_heard": services.home.hears_events or any(arn == services.home.topic for arn in alarm.actions[ALARM]),
        "silence": silence.why if silence else "",
    }


def start(
    alarm: Alarm,
    before: dict[str, Any],
    caller: Caller,
    services: Services,
    operation: Operation,
    asked: Question | None = None,
) -> Reply:
    """Set it to ALARM, once; what comes of that is seen by the timer, which is set first."""
    begun, known = _begun(alarm, before, caller, operation, asked), trips(services)

    def act() -> None:
        """An earlier try may have been so long ago that nobody looks any more."""
        fresh = replace(begun, out=Leg(asked=services.clock()))
        known.change(begun.id, lambda stored: fresh if stored.over or not stored.id else stored)
        services.timekeeper.set(Timer(TEST, f"{begun.id}:1", services.clock() + LOOKS[0]))
        data = reason_data(alarm, ALARM, services.clock())
        try:
            services.cloudwatch.set_state(alarm.name, ALARM, begun.reason, data)
        except Wrong:
            known.change(begun.id, lambda stored: replace(stored, over=True))
            raise

    if not operation.act_once(act, look=partial(shows, alarm, before, begun.id, services.cloudwatch)):
        words = {"user": named(caller.user_id), "name": code(alarm.name), "before": begun.before, "after": ALARM}
        return Reply(sentence(INTERRUPTED.format(now=alarm.state, **words)), public=True)
    return Reply(trip.message(known.find(begun.id) or begun), public=True)


def _meant(words: str, services: Services) -> Alarm:
    """The alarm; raises Unclear, and Wrong also where it is named and something follows that a test does not take."""
    try:
        return find(words, services.cloudwatch, takes_globs=False)[1]
    except Wrong:
        name, span = timed(words)
        if not span:
            raise
        _, alarm = find(name, services.cloudwatch, takes_globs=False)
        raise Wrong(
            NO_SPAN.format(span=ticked(span), name=ticked(alarm.name), typed=ticked(f"{TYPED} {alarm.name}"))
        ) from None


def _without_reason(words: str, services: Services) -> str:
    """CloudWatch is told the test's own reason, by which it is known again."""
    name = BECAUSE.split(words, maxsplit=1)[0].strip()
    return words if name in ("", words) or services.cloudwatch.named([words]) else name


def _begun(alarm: Alarm, before: dict[str, Any], caller: Caller, operation: Operation, asked: Question | None) -> Trip:
    own = f"{REPLY}{operation.id}"
    return Trip(
        id=operation.mark,
        alarm=alarm.name,
        arn=alarm.arn,
        before=before["state"],
        reason=tested.reason_of(caller.user_name or caller.user_id, operation.mark),
        user_id=caller.user_id,
        keys=(asked.key, own) if asked else (own,),
        channel=asked.channel if asked else caller.channel_id,
        thread_ts=asked.thread_ts if asked else caller.thread_ts,
        words=before.get("triggers", ""),
        is_heard=before.get("is_heard", False),
    )


def look(services: Services, key: str) -> None:
    """The timer with the key `<trip>:<step>`; raises Later on a transient error of AWS or Slack."""
    trip_id, _, number = key.rpartition(":")
    known, step = trips(services), int(number)
    with services.leases.hold(f"trip-{trip_id}"):
        stored = known.find(trip_id)
        if stored is None or step <= stored.step or (stored.over and not stored.untold):
            return
        looked = stored if stored.over else _went_on(stored, step, services)
        if looked.over:  # stored before Slack is told, which may be down for hours
            looked = known.change(trip_id, lambda _: replace(looked, untold=_is_begun(looked, services)))
            if looked.untold:
                _tell(looked, services)
        else:
            services.timekeeper.set(Timer(TEST, f"{trip_id}:{step + 1}", services.clock() + LOOKS[step]))
        known.change(trip_id, lambda _: replace(looked, step=step, untold=False))


def _went_on(stored: Trip, step: int, services: Services) -> Trip:
    now, is_last = services.clock(), step >= len(LOOKS)
    looked = _looked(stored, services)
    if must_go_back(looked, now, is_last):
        looked = _set_back(looked, services)
    return replace(looked, over=True, called=_called(looked, services)) if is_over(looked, now, is_last) else looked


def _is_begun(stored: Trip, services: Services) -> bool:
    """Whether it was set, as far as anybody knows; else its job still tries to, and begins it again."""
    own = Operation(stored.keys[-1].removeprefix(REPLY), services.table, services.clock)
    return stored.out.changed is not None or own.reply() is not None


def trips(services: Services) -> Documents[Trip]:
    return Documents(services.table, services.clock, Trip, "trip", KEPT_DAYS)


def _answer(alarm: Alarm, caller: Caller, services: Services, operation: Operation) -> Reply:
    before = operation.once("before", lambda: decided(alarm, caller, services))
    if before["state"] == ALARM:
        raise Wrong(IN_ALARM.format(name=ticked(alarm.name)))
    if before["dangers"] and not operation.has_begun_to_act:
        request = Request(alarm.name, ALARM)
        return question.ask(request, alarm.name, before, caller, services, operation, test=True)
    return start(alarm, before, caller, services, operation)


def _is_ours(subscribers: Subscribers, services: Services) -> bool:
    """Whether nobody but Bellhop is subscribed to its topic."""
    return not subscribers.has_more and all(each.endpoint in services.home.listeners for each in subscribers.confirmed)


def _looked(stored: Trip, services: Services) -> Trip:
    """What can be seen of it; where that has a bug, the alarm does not stay as it was set."""
    try:
        return _seen(stored, services)
    except Later:
        raise
    except Exception:
        _set_back(stored, services)
        raise


def _seen(stored: Trip, services: Services) -> Trip:
    alarm = next(iter(services.cloudwatch.named([stored.alarm])), None)
    incident = services.processor.incidents.last_of(stored.arn) if stored.arn else None
    return seen(stored, alarm, incident, services.clock())


def _set_back(stored: Trip, services: Services) -> Trip:
    """Unless CloudWatch took it back by itself, or it has gone off since."""
    alarm, now = next(iter(services.cloudwatch.named([stored.alarm])), None), services.clock()
    if alarm is None:
        return replace(stored, problem=DELETED)
    if alarm.state != ALARM and alarm.reason == stored.reason:  # an earlier try did
        return replace(stored, back=replace(stored.back, asked=alarm.since or now))
    if alarm.state != ALARM:
        return replace(stored, back=replace(stored.back, changed=alarm.since or now))
    if not is_as_set(stored, alarm):
        return replace(stored, problem=WENT_OFF)
    try:
        data = reason_data(alarm, stored.before, now)
        services.cloudwatch.set_state(alarm.name, stored.before, stored.reason, data)
    except Wrong as refused:
        return replace(stored, problem=error_text(refused))
    return replace(stored, back=replace(stored.back, asked=now))


def _called(stored: Trip, services: Services) -> str:
    """Whom it would mention if it were real."""
    incident = services.processor.incidents.last_of(stored.arn) if stored.arn else None
    if incident is None:
        return ""
    real = replace(incident.latest, new=State.ALARM, reason="")
    return trip.called(services.processor.targets_of(real), services.processor.channel)


def _tell(stored: Trip, services: Services) -> None:
    """What came of it; raises Later while Slack doesn't take it."""
    places = [PublicReply(key, stored.channel, stored.thread_ts) for key in stored.keys]
    keep_up(places, trip.message(stored), stored.user_id, stored.over, services.slack, services.poster)
