"""The button Details: the alarm's history in CloudWatch, for the person who pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.card_actions.incident import incident_of, there
from app.listeners.listener import Button
from app.slack.interactions import ButtonClick, Reply
from app.slack.messages.blocks import context, section
from app.slack.messages.buttons import DETAILS
from app.slack.messages.message import Message
from app.slack.messages.text import code, moment

if TYPE_CHECKING:
    from app.aws.alarm import HistoryItem
    from app.listeners.operation import Operation
    from app.listeners.services import Services

TITLE = "*History of {alarm}* in CloudWatch, newest first"
NOTHING = "CloudWatch has no history for it."
CONSOLE = "<{url}|Open it in CloudWatch> for the full history."
LINE = "• {at}: {summary}"

MOST = 15
SUMMARY_LIMIT = 150
LIST_LIMIT = 2700


def run(click: ButtonClick, services: Services, _: Operation) -> Reply:
    from app.alarms.read.regions import console_url
    from app.listeners.state_check import check
    from app.slack.messages.text import within

    incident = incident_of(click.value, services.processor)
    services = there(incident, services)
    now = check(incident, services)
    alarm = now.last.latest
    items = services.cloudwatch.history(alarm.name, MOST)
    title = TITLE.format(alarm=code(alarm.name)) + (f"\n{now.says}" if now.says else "")
    lines = within([_line(item) for item in items], MOST, LIST_LIMIT) or [NOTHING]
    text = "\n".join([title, *lines])
    hint = () if now.last.is_deleted else (context(CONSOLE.format(url=console_url(alarm.region, alarm.name))),)
    return Reply(Message(text, (section(text), *hint)))


def _line(item: HistoryItem) -> str:
    from app.alarms.show.layout import untrusted

    return LINE.format(at=moment(item.at), summary=untrusted(item.summary, SUMMARY_LIMIT))


BUTTON = Button(DETAILS, run=run)
