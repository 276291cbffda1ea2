"""/forcealarm ALARM STATE [reason]: sets an alarm's state by hand (CloudWatch SetAlarmState), to try what it calls."""

from __future__ import annotations

from dataclasses import dataclass

from app.aws import cloudwatch
from app.aws.cloudwatch import Alarm, CloudWatch
from app.commands.command import Command
from app.errors import Wrong
from app.interactions import Caller, Reply, SlashCommand
from app.messages.message import Message, sentence
from app.messages.text import code, escape, mention, moment, near, shorten
from app.services import Services
from app.store.operations import Operation

USAGE = "[ALARM STATE [reason]]"

STATES = ("OK", "ALARM", "INSUFFICIENT_DATA")
SIGNS = {"OK": ":large_green_circle:", "ALARM": ":red_circle:", "INSUFFICIENT_DATA": ":white_circle:"}
LISTED = 40

NO_ALARMS = "There is no CloudWatch alarm in this account and region."
LIST_LINE = "{sign} {state}  {name}"
LIST_HINT = "`/forcealarm ALARM STATE` sets one by hand; STATE is OK, ALARM or INSUFFICIENT_DATA."
MORE = "… and {count} more. `/forcealarm ALARM` shows any of them."
NO_SUCH_ALARM = "There is no alarm {name}.{near} `/forcealarm` lists all alarms."
NOT_A_STATE = "{word} is not a state.{near} Type `/forcealarm {name} ALARM`, or OK or INSUFFICIENT_DATA in its place."
ALREADY = "{name} is in {state} already. CloudWatch does nothing when the state stays the same, so nothing was called."
CARD = "{sign} *{name}* is in *{state}*{since}. {reason}"
FORCED = "{user} set {name} from {before} to *{after}* by hand{reason}."
CALLS = "That calls: {actions}."
CALLS_NOTHING = "The alarm has no action for {state}, so nothing is called."
DISABLED = "Its actions are disabled, so nothing is called."
METRIC_RETURNS = "CloudWatch sets it back at its next evaluation, often within seconds."
COMPOSITE_STAYS = "A composite alarm stays so until one of its children changes."
BY = "{reason} (set by hand in Slack by {name})"
NO_REASON = "A try"


@dataclass(frozen=True)
class Wish:
    """`alarm` empty: list all; `state` empty: look at one."""

    alarm: str = ""
    state: str = ""
    reason: str = ""

    @staticmethod
    def parse(words: str) -> Wish:
        """The name is all that stands before the first word that is a state: alarm names may have spaces."""
        said = words.split()
        for position, word in enumerate(said[1:], start=1):
            if word.upper() in STATES:
                name, reason = " ".join(said[:position]), " ".join(said[position + 1 :])
                return Wish(name, word.upper(), reason)
        return Wish(" ".join(said))


def forcealarm(command: SlashCommand, services: Services, operation: Operation) -> Reply:
    wish = Wish.parse(command.text)
    if not wish.alarm:
        return Reply(_list(services.cloudwatch.alarms()))
    if not wish.state:
        return Reply(sentence(_card(_found(wish.alarm, services.cloudwatch))))
    return _force(wish, command.caller, services.cloudwatch, operation)


def acts_on(command: SlashCommand) -> str:
    wish = Wish.parse(command.text)
    return f"alarm:{wish.alarm}" if wish.state else ""


def _force(wish: Wish, caller: Caller, alarms: CloudWatch, operation: Operation) -> Reply:
    alarm = _found(wish.alarm, alarms)
    before = operation.once("before", lambda: alarm.state)
    if before == wish.state:
        return Reply(sentence(ALREADY.format(name=code(alarm.name), state=wish.state)))
    reason = BY.format(reason=wish.reason or NO_REASON, name=caller.user_name or caller.user_id)
    operation.act_once(lambda: alarms.set_state(wish.alarm, wish.state, reason))
    told = FORCED.format(
        user=mention(caller.user_id),
        name=code(alarm.name),
        before=before,
        after=wish.state,
        reason=f": {escape(wish.reason)}" if wish.reason else "",
    )
    stays = COMPOSITE_STAYS if alarm.is_composite else METRIC_RETURNS
    return Reply(sentence(f"{told} {_calls(alarm, wish.state)} {stays}"), public=True)


def _calls(alarm: Alarm, state: str) -> str:
    if not alarm.actions_enabled:
        return DISABLED
    called = alarm.actions[state]
    if not called:
        return CALLS_NOTHING.format(state=state)
    return CALLS.format(actions=", ".join(code(shorten(arn.split(":", 2)[-1], 120)) for arn in called))


def _found(name: str, alarms: CloudWatch) -> Alarm:
    """The alarm of that name; where there is none, the sentence tells whether a name or a state was mistyped."""
    alarm = alarms.alarm(name)
    if alarm:
        return alarm
    names = [known.name for known in alarms.alarms()]
    for known in names:
        if name.startswith(known + " "):
            word = name[len(known) + 1 :].split()[0]
            raise Wrong(NOT_A_STATE.format(word=code(word), near=near(word, STATES), name=escape(known)))
    raise Wrong(NO_SUCH_ALARM.format(name=code(name), near=near(name, names)))


def _list(alarms: tuple[Alarm, ...]) -> Message:
    if not alarms:
        return sentence(NO_ALARMS)
    ranked = sorted(alarms, key=lambda alarm: (alarm.state != "ALARM", alarm.name))
    lines = [
        LIST_LINE.format(sign=SIGNS[alarm.state], state=alarm.state, name=code(alarm.name)) for alarm in ranked[:LISTED]
    ]
    if len(alarms) > LISTED:
        lines.append(MORE.format(count=len(alarms) - LISTED))
    return sentence("\n".join([*lines, LIST_HINT]))


def _card(alarm: Alarm) -> str:
    facts = CARD.format(
        sign=SIGNS[alarm.state],
        name=escape(alarm.name),
        state=alarm.state,
        since=f" since {moment(alarm.since)}" if alarm.since else "",
        reason=escape(shorten(alarm.reason, 500)),
    )
    calls = "\n".join(f"{state}: {_calls(alarm, state)}" for state in STATES)
    return f"{facts}\n{calls}\n{LIST_HINT}"


COMMAND = Command(
    name="/forcealarm",
    usage=USAGE,
    summary="Show CloudWatch alarms, or set an alarm's state by hand to try what it calls",
    run=forcealarm,
    acts_on=acts_on,
    aws_actions=cloudwatch.ACTIONS,
)
