"""Looks at Auto Scaling groups: gathers what a list, a group's card or its instance refresh says; changes nothing."""

from __future__ import annotations

from collections.abc import Sequence

from app.aws.scaling import Group
from app.commands.scale.card import Around, group_card, refresh_card
from app.commands.scale.group import found
from app.commands.scale.snapshot import take_snapshot
from app.commands.scale.verbs.verb import Looking
from app.commands.scale.words import group_line
from app.interactions import Reply
from app.messages.message import Message, listing, sentence
from app.messages.text import escape

NO_GROUPS = "There are no Auto Scaling groups in this account and region."
LIST_SUSPENDED = " :warning: {processes} suspended"
LIST_HINT = "`/scale GROUP` shows one, `/scale GROUP 4` or `/scale GROUP +1` changes it, `/scale help` shows the rest."
MORE = "… and {count} more. `/scale GROUP` shows any of them."


def group_list(groups: Sequence[Group]) -> Message:
    if not groups:
        return sentence(NO_GROUPS)
    return listing([_line(group) for group in groups], MORE, LIST_HINT)


def show_all(looking: Looking) -> Reply:
    return Reply(group_list(looking.scaling.groups()))


def show(word: str, looking: Looking) -> Reply:
    """The card of the group that the word means."""
    group = found(word, looking.scaling)
    snapshot = take_snapshot(group, looking.scaling, looking.now)
    alarms = tuple(alarm for alarm in looking.cloudwatch.alarms() if group.name in alarm.groups)
    newest = looking.changes.newest(group.name, most=1)
    return Reply(group_card(snapshot, Around(alarms, newest[0] if newest else None), looking.mark))


def show_refresh(word: str, looking: Looking) -> Reply:
    snapshot = take_snapshot(found(word, looking.scaling), looking.scaling, looking.now)
    return Reply(refresh_card(snapshot, looking.mark))


def _line(group: Group) -> str:
    suspended = LIST_SUSPENDED.format(processes=escape(", ".join(group.suspended))) if group.suspended else ""
    return group_line(group) + suspended
