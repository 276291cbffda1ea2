"""What one reads after the answer: CloudWatch's own reason, the description, tags and counts.

Folded below an open card where Slack takes that, else in its thread; of an alarm that is over, in its thread.
"""

from __future__ import annotations

from collections.abc import Iterator

from slack_sdk.models.blocks import Block, ContainerBlock

from app.alarms.decide.incident import Incident
from app.alarms.show.fields import dimensions, fields_of, rule_words
from app.alarms.show.layout import fields, fitting, inline, linked
from app.alarms.show.markdown import as_mrkdwn, readable
from app.slack.messages.blocks import section
from app.slack.messages.message import Message
from app.slack.messages.newer import folded
from app.slack.messages.text import cut, escape, preformatted, shorten

TITLE = "What CloudWatch says"
IN_THREAD = "*What CloudWatch says of* {name}"
FALLBACK = "What CloudWatch says of {name}: {reason}"
NO_REASON = "CloudWatch gave no reason."

NAME_LIMIT = 300
REASON_GLANCE = 300
MEASURE_LIMIT = 1000


def details_blocks(incident: Incident, scale: float) -> Iterator[Block]:
    """Facts in two columns, the reason and the description, on a page of their own."""
    alarm = incident.latest
    yield fields(list(fields_of(incident)))
    if not (incident.is_deleted or incident.ok_missed):
        yield section(f"*Reason*\n{linked(alarm.reason, round(2500 * scale)) or NO_REASON}")
    if alarm.description.strip():
        yield section(f"*Description*\n{linked(as_mrkdwn(readable(alarm.description)), round(1500 * scale))}")
    if alarm.log_lines:
        yield section(f"*Log lines*\n{preformatted(chr(10).join(alarm.log_lines), round(2600 * scale))}")
    if more := dimensions(alarm):
        yield section(f"*Dimensions*\n{cut(more, round(2600 * scale))}")
    if rule_words(alarm) != alarm.rule:
        yield section(f"*Rule*\n{inline(alarm.rule, round(2600 * scale))}")


def folded_details(incident: Incident, scale: float) -> ContainerBlock:
    return folded(TITLE, list(details_blocks(incident, scale)))


def details(incident: Incident) -> Message:
    """For the thread of a card that has none folded."""
    alarm = incident.latest
    rule = inline(rule_words(alarm), MEASURE_LIMIT) if alarm.rule else ""
    measured = [escape(shorten(alarm.measure, MEASURE_LIMIT)), rule]
    title = section("\n".join(filter(None, (IN_THREAD.format(name=inline(alarm.name, NAME_LIMIT)), *measured))))
    reason = shorten(escape(alarm.reason), REASON_GLANCE) or NO_REASON
    return Message(
        text=FALLBACK.format(name=inline(alarm.name, NAME_LIMIT), reason=reason),
        blocks=fitting(lambda scale: [title, *details_blocks(incident, scale)]),
    )
