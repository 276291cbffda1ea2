"""The parts of the Home tab: an alarm, a group as a bar, a change, a request that waits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from slack_sdk.models.blocks import Block

from app.alarms.show.card_buttons import buttons
from app.alarms.show.fields import flapping, since
from app.alarms.show.layout import inline, untrusted
from app.alarms.show.standing import standing
from app.aws.scaling import Group
from app.commands.scale.approval_question import question
from app.commands.scale.approval_store import Approval
from app.commands.scale.log import line
from app.commands.scale.logged_change import Change
from app.commands.scale.words import group_line
from app.config.home import Home
from app.home.glance import NotOk
from app.scaling.words import words_for
from app.slack.messages.blocks import section
from app.slack.messages.buttons import actions, scale_button
from app.slack.messages.text import moment

SIGNS = {"ALARM": ":red_circle:", "INSUFFICIENT_DATA": ":white_circle:"}
HEADLINE = "{sign} *{state}*  {name}{value}{since}"
NO_INCIDENT = (
    "Bellhop was not told of it: its topic is not among the alarm's actions, or the message is still on its way."
)
GROUP = "{line}  `{bar}`"
NOW = "{line} — {in_service} of {desired} {there}"

NAME_LIMIT, VALUE_LIMIT = 300, 100
BAR = 10


def alarm_blocks(alarm: NotOk, home: Home) -> Iterator[Block]:
    """As its card begins, and with the card's buttons."""
    incident = alarm.incident
    began = since(incident) if incident else f"since {moment(alarm.since)}" if alarm.since else ""
    value = untrusted(incident.latest.value, VALUE_LIMIT) if incident and incident.latest.value else ""
    headline = HEADLINE.format(
        sign=SIGNS.get(alarm.state, ""),
        state=alarm.state,
        name=inline(alarm.name, NAME_LIMIT),
        value=f" {value}" if value else "",
        since=f" {began}" if began else "",
    )
    if incident is None:
        yield section(f"{headline}\n{NO_INCIDENT}")
        return
    yield section("\n".join(filter(None, (headline, *standing(incident), flapping(incident)))))
    yield actions(buttons(incident, home))


def group_blocks(group: Group) -> Iterator[Block]:
    """The numbers first, which say all; then the bar, up to the max."""
    block = section(GROUP.format(line=group_line(group), bar=bar(group)))
    block.accessory = scale_button(group.name, arn=group.arn)
    yield block


def bar(group: Group) -> str:
    """`▰▰▱▱······`: in service, still to come, and what the max leaves."""
    limit = group.maximum if group.capacity.has_bounds else 0
    most = max(limit, group.desired, group.in_service, 1)
    filled = round(BAR * group.in_service / most)
    wanted = max(filled, round(BAR * group.desired / most))
    return "▰" * filled + "▱" * (wanted - filled) + "·" * (BAR - wanted)


def change_lines(changes: Sequence[Change], sizes: Mapping[str, Group]) -> list[str]:
    """What runs, and how far it is."""
    lines = []
    for change in changes:
        group = sizes.get(change.group)
        said = line(change)
        lines.append(
            NOW.format(line=said, in_service=group.in_service, desired=group.desired, there=words_for(group.name).there)
            if group
            else said
        )
    return lines


def done_lines(changes: Sequence[Change]) -> list[str]:
    return [line(change) for change in changes]


def waiting_blocks(approval: Approval) -> Iterator[Block]:
    """The question with its buttons, as in the channel."""
    yield from question(approval).blocks
