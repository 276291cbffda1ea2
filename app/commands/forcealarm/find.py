"""The alarm that somebody means, by the reading with the longest name that an alarm has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.errors import Wrong
from app.commands.forcealarm.request import STATES, Request
from app.slack.messages.text import escape, near, shorten, ticked

if TYPE_CHECKING:
    from app.aws.alarm import Alarm
    from app.aws.cloudwatch import CloudWatch

NO_SUCH_ALARM = "There is no alarm {name}.{near} `/forcealarm` lists all alarms."
NOT_A_STATE = "{word} is not an alarm state.{near} Try `/forcealarm {name} ALARM`, or OK or INSUFFICIENT_DATA instead."

NAME_LIMIT = 255  # of CloudWatch; DescribeAlarms refuses longer ones


def find(words: str, alarms: CloudWatch) -> tuple[Request, Alarm]:
    """What is asked, and of which alarm; raises Wrong if a name or a state was mistyped."""
    requests = Request.parse(words)
    spelt = [name for request in requests for name in _spellings(request.alarm)]
    asked = [name for name in spelt if len(name) <= NAME_LIMIT]
    known = {alarm.name: alarm for alarm in alarms.named(asked)} if asked else {}
    for request in requests:
        for name in _spellings(request.alarm):
            if name in known:
                return _checked(request, name), known[name]
    raise Wrong(_unknown(requests, [alarm.name for alarm in alarms.alarms()]))


def _checked(request: Request, name: str) -> Request:
    if not request.state and request.reason:
        raise Wrong(_no_state(name, request.reason))
    return request


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
