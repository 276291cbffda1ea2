"""What /forcealarm shows where it changes nothing: all alarms, or one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from app.alarms.read import alarm_data
from app.base.places import placed
from app.commands.forcealarm.triggers import triggers
from app.slack.messages.blocks import context, section
from app.slack.messages.message import Message, listing, sentence
from app.slack.messages.text import SHORT, code, escape, moment, shorten

if TYPE_CHECKING:
    from app.aws.alarm import Alarm
    from app.listeners.alarm_actions import Told
    from app.listeners.alarm_search import Found
    from app.listeners.silence import Silence

SIGNS = {"OK": ":large_green_circle:", "ALARM": ":red_circle:", "INSUFFICIENT_DATA": ":white_circle:"}

NO_ALARMS = "There are no CloudWatch alarms in this account and region."
LIST_LINE = "{sign} {state}  {name}{since}{value}"
VALUE = " · {value}"
LIST_HINT = "`/forcealarm ALARM STATE` sets an alarm's state: OK, ALARM or INSUFFICIENT_DATA."
MORE = "… and {count} more. `/forcealarm ALARM` shows any of them."
AND_MORE = "… and more than {count} others. `/forcealarm ALARM` shows any of them."
CARD = "{sign} *{name}* is in *{state}*{since}. {reason}"
SINCE = " (since {at})"

REASON_SHOWN = 500


def all_of(found: Found) -> Message:
    if not found.alarms:
        return sentence(NO_ALARMS)
    ranked = sorted(found.alarms.values(), key=lambda alarm: (alarm.state != "ALARM", alarm.name))
    return listing([_line(alarm) for alarm in ranked], AND_MORE if found.has_more else MORE, LIST_HINT)


def _line(alarm: Alarm) -> str:
    """`web-high-cpu` with its state, since when, and the newest value against its threshold."""
    value = alarm_data.newest_value(alarm.reason, {})
    against = f" (threshold {alarm.compared.threshold:g})" if alarm.compared and value else ""
    return LIST_LINE.format(
        sign=SIGNS[alarm.state],
        state=alarm.state,
        name=code(alarm.name),
        since=f" since {moment(alarm.since, SHORT)}" if alarm.since else "",
        value=VALUE.format(value=value + against) if value else "",
    )


def one(alarm: Alarm, actions: Mapping[str, Sequence[Told]], silence: Silence | None, place: str = "") -> Message:
    """`actions` of each state; `silence` says why none of them run, `place` where it is, if not at home."""
    facts = CARD.format(
        sign=SIGNS[alarm.state],
        name=escape(placed(place, alarm.name)),
        state=alarm.state,
        since=SINCE.format(at=moment(alarm.since)) if alarm.since else "",
        reason=escape(shorten(alarm.reason, REASON_SHOWN)),
    )
    lines = [
        facts,
        *(f"{state}: {triggers(told, state)}" for state, told in actions.items()),
        silence.why if silence else "",
    ]
    text = "\n".join(filter(None, lines))
    return Message(f"{text}\n{LIST_HINT}", (section(text), context(LIST_HINT)))
