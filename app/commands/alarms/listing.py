"""What `/alarms` lists: what is not OK, the longest first."""

from __future__ import annotations

from app.aws.alarm import Alarm
from app.commands.alarms.verbs.verb import Asked, Request
from app.slack.interactions import Reply
from app.slack.messages.message import listing, sentence
from app.slack.messages.text import code, moment

SIGNS = {"ALARM": ":red_circle:", "INSUFFICIENT_DATA": ":white_circle:"}
QUIET = ":large_green_circle: No alarm is in ALARM or INSUFFICIENT_DATA."
LINE = "{sign} {name}{since}"
MORE = "… and {count} more."
HINT = "`/alarms help` says what else can be typed."


def show(request: Request, asked: Asked) -> Reply:
    cloudwatch, prefix = asked.services.cloudwatch, request.rest.rstrip("*")
    found = [alarm for state in SIGNS for alarm in cloudwatch.page(state, prefix).alarms]
    if not found:
        return Reply(sentence(QUIET))
    return Reply(listing([_line(alarm) for alarm in found], MORE, HINT))


def _line(alarm: Alarm) -> str:
    since = f" since {moment(alarm.since)}" if alarm.since else ""
    return LINE.format(sign=SIGNS[alarm.state], name=code(alarm.name), since=since)
