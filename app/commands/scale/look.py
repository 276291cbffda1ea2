"""How Auto Scaling groups look in Slack: the list and one group's card; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, ContextBlock, MarkdownTextObject, SectionBlock

from app.aws.autoscaling import Group
from app.messages.buttons import scale_button
from app.messages.message import Message, sentence
from app.messages.text import SECTION_LIMIT, code, escape, shorten

LISTED = 40

NO_GROUPS = "There is no Auto Scaling group in this account and region."
LIST_LINE = "*{name}*  wants {desired} ({minimum} to {maximum}), {in_service} in service"
LIST_HINT = "`/scale GROUP` shows one, `/scale GROUP 4` or `/scale GROUP +1` changes it."
MORE = "… and {count} more. `/scale GROUP` shows any of them."
CARD = "*{name}* wants *{desired}* instances, {in_service} in service. It may have {minimum} to {maximum}."
INSTANCES = "Instances: {states}"
NONE = "no instances"
SUSPENDED = ":warning: Suspended: {processes}. What they do will not happen until they are resumed."
CARD_HINT = "`/scale {name} {example}` or `/scale {name} +1` changes it."


def group_list(groups: Sequence[Group]) -> Message:
    if not groups:
        return sentence(NO_GROUPS)
    lines = [LIST_LINE.format(name=escape(group.name), **_sizes(group)) for group in groups[:LISTED]]
    if len(groups) > LISTED:
        lines.append(MORE.format(count=len(groups) - LISTED))
    text = "\n".join(lines)
    blocks = (_section(text), ContextBlock(elements=[MarkdownTextObject(text=LIST_HINT)]))
    return Message(f"{text}\n{LIST_HINT}", blocks)


def group_card(group: Group) -> Message:
    lines = [CARD.format(name=escape(group.name), **_sizes(group)), INSTANCES.format(states=_states(group))]
    if group.suspended:
        lines.append(SUSPENDED.format(processes=", ".join(map(code, group.suspended))))
    text = "\n".join(lines)
    hint = CARD_HINT.format(name=escape(group.name), example=min(group.desired + 1, group.maximum))
    blocks = (
        _section(text),
        ActionsBlock(elements=[scale_button(group.name)]),
        ContextBlock(elements=[MarkdownTextObject(text=shorten(hint, SECTION_LIMIT))]),
    )
    return Message(text, blocks)


def _section(text: str) -> SectionBlock:
    return SectionBlock(text=MarkdownTextObject(text=shorten(text, SECTION_LIMIT)))


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
