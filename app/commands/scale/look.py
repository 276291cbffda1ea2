"""How Auto Scaling groups look in Slack: the list and one group's card; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock

from app.aws.scaling import Group
from app.messages.blocks import context, section
from app.messages.buttons import scale_button
from app.messages.message import Message, listing, sentence
from app.messages.text import code, escape

NO_GROUPS = "There is no Auto Scaling group in this account and region."
LIST_LINE = "*{name}*  wants {desired} ({minimum} to {maximum}), {in_service} in service"
LIST_HINT = "`/scale GROUP` shows one, `/scale GROUP 4` or `/scale GROUP +1` changes it."
MORE = "… and {count} more. `/scale GROUP` shows any of them."
CARD = "*{name}* wants *{desired}* instances, {in_service} in service. It may have {minimum} to {maximum}."
INSTANCES = "Instances: {states}"
NONE = "no instances"
SUSPENDED = ":warning: Suspended: {processes}. What they do will not happen until they are resumed."
CARD_HINT = "`/scale {name} {size}` or `/scale {name} {step}` changes it."
FIXED_HINT = "Its minimum and maximum are the same, so there is no other size to choose."


def group_list(groups: Sequence[Group]) -> Message:
    if not groups:
        return sentence(NO_GROUPS)
    lines = [LIST_LINE.format(name=escape(group.name), **_sizes(group)) for group in groups]
    return listing(lines, MORE, LIST_HINT)


def group_card(group: Group) -> Message:
    lines = [CARD.format(name=escape(group.name), **_sizes(group)), INSTANCES.format(states=_states(group))]
    if group.suspended:
        lines.append(SUSPENDED.format(processes=", ".join(map(code, group.suspended))))
    text = "\n".join(lines)
    return Message(text, (section(text), ActionsBlock(elements=[scale_button(group.name)]), context(_hint(group))))


def _hint(group: Group) -> str:
    """Examples that Auto Scaling would take: one more, and at the maximum one fewer."""
    if group.minimum == group.maximum:
        return FIXED_HINT
    step = 1 if group.desired < group.maximum else -1
    return CARD_HINT.format(name=escape(group.name), size=group.desired + step, step=f"{step:+d}")


def _states(group: Group) -> str:
    counted = Counter(instance.lifecycle for instance in group.instances)
    return ", ".join(f"{count} {escape(state)}" for state, count in sorted(counted.items())) or NONE


def _sizes(group: Group) -> dict[str, int]:
    return {
        "desired": group.desired,
        "minimum": group.minimum,
        "maximum": group.maximum,
        "in_service": group.in_service,
    }
