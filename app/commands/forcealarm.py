"""/forcealarm ALARM STATE [reason]: sets an alarm's state (CloudWatch SetAlarmState), to test what it triggers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.base.errors import Wrong
from app.listeners.listener import Command
from app.slack.interactions import Caller, Reply, SlashCommand
from app.slack.messages.blocks import context, section
from app.slack.messages.message import Message, listing, sentence
from app.slack.messages.text import code, escape, moment, named, near, shorten, ticked

if TYPE_CHECKING:
    from app.access.authority import Authority
    from app.aws.alarm import Alarm
    from app.aws.cloudwatch import CloudWatch
    from app.listeners.operation import Operation
    from app.listeners.services import Services

USAGE = "[ALARM STATE [reason]]"

STATES = ("OK", "ALARM", "INSUFFICIENT_DATA")
SIGNS = {"OK": ":large_green_circle:", "ALARM": ":red_circle:", "INSUFFICIENT_DATA": ":white_circle:"}
NAME_LIMIT = 255  # of CloudWatch; DescribeAlarms refuses longer ones

NO_ALARMS = "There are no CloudWatch alarms in this account and region."
LIST_LINE = "{sign} {state}  {name}"
LIST_HINT = "`/forcealarm ALARM STATE` sets an alarm's state. STATE is OK, ALARM or INSUFFICIENT_DATA."
MORE = "… and {count} more. `/forcealarm ALARM` shows any of them."
NO_SUCH_ALARM = "There is no alarm {name}.{near} `/forcealarm` lists all alarms."
NOT_A_STATE = "{word} is not an alarm state.{near} Try `/forcealarm {name} ALARM`, or OK or INSUFFICIENT_DATA instead."
ALREADY = "{name} is already in {state}. CloudWatch ignores a change to the same state, so nothing was changed."
CARD = "{sign} *{name}* is in *{state}*{since}. {reason}"
FORCED = "{user} set {name} from {before} to *{after}*{reason}."
TRIGGERS = "Triggers: {actions}."
TRIGGERS_NOTHING = "The alarm has no action for {state}, so no action is triggered."
DISABLED = "The alarm's actions are disabled, so no action is triggered."
METRIC_RETURNS = "CloudWatch sets it back at its next evaluation, often within seconds."
COMPOSITE_STAYS = "A composite alarm keeps this state until one of its children changes."
INTERRUPTED = (
    "{user} asked to set {name} from {before} to {after}. Bellhop was interrupted and cannot tell whether the change "
    "was made: the alarm is in {now} now. Nothing else was changed."
)
BY = "{reason} (set by hand in Slack by {name}; request {mark})"
NO_REASON = "Test"
REASON_LIMIT = 900  # of CloudWatch's 1,023, so that the person's name is never cut off


@dataclass(frozen=True)
class Request:
    """One way to read the words; `state` is empty to look at the alarm, or mistyped if there is a `reason`."""

    alarm: str
    state: str = ""
    reason: str = ""

    @staticmethod
    def parse(words: str) -> tuple[Request, ...]:
        """All ways to read the words, the longest name first: alarm names may have spaces, and contain a state's name.

        `billing alarm OKAY` sets no alarm `billing` if there is a `billing alarm`: then OKAY is not a state.
        """
        requests = [Request(words)]
        for word in re.finditer(r"\S+", words):
            name, rest = words[: word.start()].rstrip(), words[word.end() :].strip()
            if name and _is_state(word[0]):
                requests.insert(1, Request(name, word[0].upper(), rest))
                if rest and not _is_state(rest.split()[0]):
                    requests.insert(1, Request(words[: word.end()], reason=rest))
        return tuple(requests)


def _is_state(word: str) -> bool:
    return word.upper() in STATES


def forcealarm(command: SlashCommand, services: Services, operation: Operation) -> Reply:
    if not command.text:
        return Reply(_list(services.cloudwatch.alarms()))
    request, alarm = _found(Request.parse(command.text), services.cloudwatch)
    if not request.state and request.reason:
        raise Wrong(_no_state(alarm.name, request.reason))
    if not request.state:
        return Reply(_card(alarm))
    _require(command.caller, alarm, services.policy)
    return _force(request, alarm, command.caller, services.cloudwatch, operation)


def acts_on(command: SlashCommand) -> str:
    """From the shortest reading, which is the same for all requests about one alarm."""
    request = Request.parse(command.text)[-1]
    return f"alarm:{request.alarm}" if request.state else ""


def _require(caller: Caller, alarm: Alarm, policy: Authority) -> None:
    """Raises Forbidden if no guard lets this person change the alarm here."""
    from app.access.policy import Attempt

    policy.require(caller, Attempt("alarm", alarm.name, caller.channel_id))


def _force(request: Request, alarm: Alarm, caller: Caller, alarms: CloudWatch, operation: Operation) -> Reply:
    before = operation.once("before", lambda: _state_of(alarm))
    if before["state"] == request.state:
        return Reply(sentence(ALREADY.format(name=code(alarm.name), state=request.state)))
    states = {"before": before["state"], "after": request.state}
    words = {"user": named(caller.user_id), "name": code(alarm.name), **states}
    set_state = partial(alarms.set_state, alarm.name, request.state, _reason(request, caller, operation))
    if not operation.act_once(set_state, look=partial(_shows, alarm, before, operation.mark)):
        return Reply(sentence(INTERRUPTED.format(now=alarm.state, **words)), public=True)
    told = FORCED.format(reason=f": {escape(request.reason)}" if request.reason else "", **words)
    stays = COMPOSITE_STAYS if alarm.is_composite else METRIC_RETURNS
    return Reply(sentence(f"{told} {_triggers(alarm, request.state)} {stays}"), public=True)


def _reason(request: Request, caller: Caller, operation: Operation) -> str:
    reason = shorten(request.reason, REASON_LIMIT) or NO_REASON
    return BY.format(reason=reason, name=caller.user_name or caller.user_id, mark=operation.mark)


def _state_of(alarm: Alarm) -> dict[str, str]:
    return {"state": alarm.state, "since": alarm.since.isoformat() if alarm.since else ""}


def _shows(alarm: Alarm, before: dict[str, str], mark: str) -> bool | None:
    """Whether an interrupted change is visible on the alarm; None if it has changed since."""
    if mark in alarm.reason:
        return True
    return False if _state_of(alarm) == before else None


def _triggers(alarm: Alarm, state: str) -> str:
    if not alarm.actions_enabled:
        return DISABLED
    actions = alarm.actions[state]
    if not actions:
        return TRIGGERS_NOTHING.format(state=state)
    return TRIGGERS.format(actions=", ".join(code(shorten(arn.split(":", 2)[-1], 120)) for arn in actions))


def _found(requests: tuple[Request, ...], alarms: CloudWatch) -> tuple[Request, Alarm]:
    """The reading with the longest name that an alarm has, and that alarm."""
    spelt = [name for request in requests for name in _spellings(request.alarm)]
    asked = [name for name in spelt if len(name) <= NAME_LIMIT]
    known = {alarm.name: alarm for alarm in alarms.named(asked)} if asked else {}
    for request in requests:
        for name in _spellings(request.alarm):
            if name in known:
                return request, known[name]
    raise Wrong(_unknown(requests, [alarm.name for alarm in alarms.alarms()]))


def _spellings(name: str) -> tuple[str, ...]:
    """A name, and the text that Slack sent for it: an alarm may have either name."""
    return tuple(dict.fromkeys((name, escape(name))))


def _unknown(requests: tuple[Request, ...], names: list[str]) -> str:
    """Whether a state or a name was mistyped."""
    said = requests[0].alarm
    begun = max((name for name in names if said.startswith(name + " ")), key=len, default="")
    if begun:
        return _no_state(begun, said[len(begun) :])
    name = requests[-1].alarm
    return NO_SUCH_ALARM.format(name=ticked(shorten(name, NAME_LIMIT)), near=near(name, names))


def _no_state(name: str, rest: str) -> str:
    word = rest.split()[0]
    return NOT_A_STATE.format(word=ticked(word), near=near(word, STATES), name=name)


def _list(alarms: tuple[Alarm, ...]) -> Message:
    if not alarms:
        return sentence(NO_ALARMS)
    ranked = sorted(alarms, key=lambda alarm: (alarm.state != "ALARM", alarm.name))
    lines = [LIST_LINE.format(sign=SIGNS[alarm.state], state=alarm.state, name=code(alarm.name)) for alarm in ranked]
    return listing(lines, MORE, LIST_HINT)


def _card(alarm: Alarm) -> Message:
    facts = CARD.format(
        sign=SIGNS[alarm.state],
        name=escape(alarm.name),
        state=alarm.state,
        since=f" since {moment(alarm.since)}" if alarm.since else "",
        reason=escape(shorten(alarm.reason, 500)),
    )
    triggers = [f"{state}: {_triggers(alarm, state)}" for state in STATES]
    text = "\n".join([facts, *triggers])
    return Message(f"{text}\n{LIST_HINT}", (section(text), context(LIST_HINT)))


COMMAND = Command(
    name="/forcealarm",
    usage=USAGE,
    summary="Show CloudWatch alarms, or set an alarm's state to test what it triggers",
    run=forcealarm,
    acts_on=acts_on,
    aws_actions=("cloudwatch:DescribeAlarms", "cloudwatch:SetAlarmState"),
)
