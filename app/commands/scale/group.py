"""Finds the group that somebody means: by its name, its start, or a part that only one group has.

A button means exactly the group that it names: one that is gone is gone, whatever else has a name like it.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace

from app.aws.autoscaling import AutoScaling
from app.aws.scaling import Group
from app.base.errors import Wrong
from app.commands.scale.buttons import do_button
from app.commands.scale.names import matches
from app.commands.scale.request.parse import Request, topic
from app.listeners.job import ACTS_WITHIN, turn_of
from app.slack.interactions import Reply
from app.slack.messages.blocks import section
from app.slack.messages.buttons import actions
from app.slack.messages.error_text import error_text
from app.slack.messages.message import Message
from app.slack.messages.text import escape, near, ticked
from app.store.leases import Leases

NO_SUCH_GROUP = "There is no Auto Scaling group {group}.{near} `/scale` lists all groups."
WHICH = "{word} matches {count} groups. Which one?"
MORE = " These are the first {shown}; type more of the name to see others."
GONE = "The Auto Scaling group {group} no longer exists. Nothing was done."
REPLACED = (
    "The Auto Scaling group {group} that this was for no longer exists; another one has its name now. Nothing was done."
)
MOST_CHOICES = 20


def in_turn(group: str, leases: Leases) -> AbstractContextManager[None]:
    """One at a time with those who typed the whole name: a job about a part of it has another message group."""
    return leases.hold(turn_of(topic(group)), ACTS_WITHIN)


class Several(Wrong):
    """A word that matches more than one group; `names` are theirs."""

    def __init__(self, word: str, names: tuple[str, ...]) -> None:
        more = MORE.format(shown=MOST_CHOICES) if len(names) > MOST_CHOICES else ""
        super().__init__(WHICH.format(count=len(names), word=ticked(word)) + more)
        self.names = names


def named(name: str, scaling: AutoScaling) -> Group | None:
    """The group with exactly that name, or the text that Slack sent for it."""
    return scaling.group(name) or (scaling.group(escape(name)) if escape(name) != name else None)


def found(word: str, scaling: AutoScaling) -> Group:
    """The group that is meant; raises Wrong if there is none, and Several if there are more."""
    exact = named(word, scaling)
    if exact:
        return exact
    groups = {group.name: group for group in scaling.groups()}
    names = matches(word, list(groups))
    if not names:
        raise Wrong(NO_SUCH_GROUP.format(group=ticked(word), near=near(word, groups)))
    if len(names) > 1:
        raise Several(word, names)
    return groups[names[0]]


def exactly(name: str, arn: str, scaling: AutoScaling) -> Group:
    """The group with this whole name, and this ARN where one is known; raises Wrong if it is gone."""
    group = scaling.group(name)
    if group is None:
        raise Wrong(GONE.format(group=ticked(name)))
    if not is_same(group, arn):
        raise Wrong(REPLACED.format(group=ticked(name)))
    return group


def is_same(group: Group, arn: str) -> bool:
    """Whether it is the group that had this ARN (or its start), and no later one with the same name."""
    return not arn or not group.arn or group.arn.startswith(arn)


def meant(request: Request, scaling: AutoScaling) -> Group:
    """The group of a request; raises Wrong, and Several."""
    if request.is_exact:
        return exactly(request.group, request.arn, scaling)
    return found(request.group, scaling)


def choice(several: Several, mark: str, request: Request) -> Reply:
    """A button for each group that matches, which asks the same for it."""
    names = several.names[:MOST_CHOICES]
    buttons = [
        do_button(name, mark, replace(request, group=name, is_exact=True), position)
        for position, name in enumerate(names)
    ]
    text = error_text(several)
    message = Message(text, (section(text), actions(buttons)))
    return Reply(message, asks=True)
