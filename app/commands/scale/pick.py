"""The shortcut "Scale a group": a list of the groups; the one that is picked opens the form of /scale in its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from slack_sdk.models.blocks import Option, OptionGroup, StaticSelectElement
from slack_sdk.models.views import View

from app.commands.scale.form import CLOSE, view
from app.listeners.listener import Shortcut
from app.slack.interactions import ButtonClick
from app.slack.messages.blocks import context, section
from app.slack.messages.text import middle

if TYPE_CHECKING:
    from app.listeners.services import Services

PICK = "scale_pick"
LOADING = ":hourglass_flowing_sand: Loading the groups…"
WHICH, PLACEHOLDER = "Which group?", "Pick a group"
NOT_LISTED = "{count} more are not listed. `/scale GROUP` scales any of them."
BETWEEN = "{first} to {last}"

# Slack's limits; a view may have 250 KB, which is more than a thousand groups.
MOST_OPTIONS, TEXT_LIMIT, VALUE_LIMIT = 100, 75, 150
MOST_GROUPS = 1000
RANGE_LIMIT = 32


def loading(_: ButtonClick) -> View:
    return view(blocks=[section(LOADING)], close=CLOSE)


def fill(_: ButtonClick, services: Services) -> View:
    targets = services.targets
    return picking([group.name for group in targets.all()], targets.listed)


def picking(names: Sequence[str], kinds: Sequence[str] = ("group",)) -> View:
    """A menu of what there is of these kinds, in parts of a hundred; picking one is told at once."""
    if not names:
        from app.commands.scale.group_list import NONE
        from app.scaling.words import things

        return view(blocks=[section(NONE.format(things=things(kinds)))], close=CLOSE)
    able = sorted(name for name in names if len(name) <= VALUE_LIMIT)[:MOST_GROUPS]
    parts = [able[at : at + MOST_OPTIONS] for at in range(0, len(able), MOST_OPTIONS)]
    if len(parts) == 1:
        menu = StaticSelectElement(action_id=PICK, placeholder=PLACEHOLDER, options=_options(able))
    else:
        menu = StaticSelectElement(
            action_id=PICK, placeholder=PLACEHOLDER, option_groups=[_part(each) for each in parts]
        )
    asked = section(WHICH)
    asked.accessory = menu
    left = len(names) - len(able)
    return view(blocks=[asked, *([context(NOT_LISTED.format(count=left))] if left else [])], close=CLOSE)


def _options(names: Sequence[str]) -> list[Option]:
    return [Option(text=middle(name, TEXT_LIMIT), value=name) for name in names]


def _part(names: Sequence[str]) -> OptionGroup:
    label = BETWEEN.format(first=middle(names[0], RANGE_LIMIT), last=middle(names[-1], RANGE_LIMIT))
    return OptionGroup(label=label, options=_options(names))


SHORTCUT = Shortcut(
    "scale_group",
    opens=loading,
    fills=fill,
    label="Scale a group",
    summary="Opens the form that changes the size of a group, a service or whatever else `/scale` lists",
)
