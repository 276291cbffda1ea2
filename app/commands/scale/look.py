"""Looks at Auto Scaling groups: gathers what a list, a group's card or its instance refresh says; changes nothing."""

from __future__ import annotations

from collections.abc import Sequence

from app.aws.scaling import Group
from app.commands.scale.card import Around, group_card, refresh_card
from app.commands.scale.change_log import Changes
from app.commands.scale.survey import survey
from app.listeners.operation import Operation
from app.listeners.services import Services
from app.slack.interactions import Reply
from app.slack.messages.message import Message, listing, sentence
from app.slack.messages.text import escape

NO_GROUPS = "There is no Auto Scaling group in this account and region."
LIST_LINE = "*{name}*  wants {desired} ({minimum} to {maximum}), {in_service} in service{suspended}"
LIST_SUSPENDED = " :warning: {processes} suspended"
LIST_HINT = "`/scale GROUP` shows one, `/scale GROUP 4` or `/scale GROUP +1` changes it, `/scale help` tells the rest."
MORE = "… and {count} more. `/scale GROUP` shows any of them."


def group_list(groups: Sequence[Group]) -> Message:
    if not groups:
        return sentence(NO_GROUPS)
    return listing([_line(group) for group in groups], MORE, LIST_HINT)


def show(group: Group, services: Services, operation: Operation) -> Reply:
    surveyed = survey(group, services.scaling, services.clock())
    alarms = tuple(alarm for alarm in services.cloudwatch.alarms() if group.name in alarm.groups)
    newest = Changes(services.table, services.clock).newest(group.name, most=1)
    return Reply(group_card(surveyed, Around(alarms, newest[0] if newest else None), operation.mark))


def show_refresh(group: Group, services: Services, operation: Operation) -> Reply:
    return Reply(refresh_card(survey(group, services.scaling, services.clock()), operation.mark))


def _line(group: Group) -> str:
    suspended = LIST_SUSPENDED.format(processes=escape(", ".join(group.suspended))) if group.suspended else ""
    return LIST_LINE.format(
        name=escape(group.name),
        desired=group.desired,
        minimum=group.minimum,
        maximum=group.maximum,
        in_service=group.in_service,
        suspended=suspended,
    )
