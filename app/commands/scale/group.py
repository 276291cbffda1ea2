"""Finds the group that somebody means: by its name, its start, or a part that only one group has.

A button means exactly the group that it names: one that is gone is gone, whatever else has a name like it.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from app.alarms.read.regions import target_arn
from app.aws.scaling import Group
from app.base.errors import Wrong
from app.base.places import local
from app.commands.scale.buttons import do_button
from app.commands.scale.request.parse import Request, topic
from app.commands.scale.unclear import NoSuchGroup, Unclear, sure_of, the_one
from app.listeners.job import ACTS_WITHIN, turn_of
from app.listeners.names import labels, spellings
from app.scaling.targets import Targets
from app.scaling.words import words_for
from app.slack.interactions import Reply
from app.slack.messages.blocks import section
from app.slack.messages.buttons import actions
from app.slack.messages.error_text import error_text
from app.slack.messages.message import Message
from app.slack.messages.text import ticked
from app.store.leases import Leases

LIST = "list"  # what lists all groups, on its button
GONE = "The {thing} {group} no longer exists. Nothing was done."
REPLACED = "The {thing} {group} that this was for no longer exists; another one has its name now. Nothing was done."


def in_turn(group: str, leases: Leases, held: str = "") -> AbstractContextManager[None]:
    """One at a time with those who typed the whole name: a job about a part of it has another message group.

    held  what is acted on already
    """
    return nullcontext() if topic(group) == held else leases.hold(turn_of(topic(group)), ACTS_WITHIN)


def named(name: str, targets: Targets) -> Group | None:
    """The group with exactly that name, or the text that Slack sent for it."""
    return next((group for each in spellings(name) if (group := targets.at(each).now())), None)


def found(request: Request, targets: Targets) -> Group:
    """The group that is meant by a name that somebody typed; raises NoSuchGroup, and Unclear if there are several."""
    exact = named(request.group, targets) if targets.is_whole(request.group) else None
    if exact:
        return exact
    listed = targets.all_found()
    groups = {group.name: group for group in listed.groups}
    name = the_one(request, list(groups))
    if not name:
        raise NoSuchGroup(request.group, tuple(groups), listed.missing)
    sure_of(replace(request, group=name, is_exact=True), listed.missing)
    return groups[name]


def exactly(name: str, arn: str, targets: Targets) -> Group:
    """The group with this whole name, and this ARN where one is known; raises Wrong if it is gone."""
    group = targets.at(name, arn).now()
    if group is None:
        raise Wrong(GONE.format(thing=words_for(name).thing, group=ticked(name)))
    if not is_same(group, arn):
        raise Wrong(REPLACED.format(thing=words_for(name).thing, group=ticked(name)))
    return group


def is_same(group: Group, arn: str) -> bool:
    """Whether it is the group that had this ARN (or its start), and no later one with the same name."""
    return not arn or not group.arn or group.arn.startswith(arn)


def meant(request: Request, targets: Targets) -> Group:
    """The group of a request; raises Wrong, and Unclear."""
    if request.is_exact:
        return exactly(request.group, request.arn, targets)
    return found(request, targets)


def choice(unclear: Unclear, mark: str, targets: Targets) -> Reply:
    """A button for each request, which shows exactly what it does; one press counts for all, unless each is meant.

    Its ARN says in which account: by then another one may be called so.
    """
    said = [str(replace(request, reason="")) or LIST for request in unclear.requests]
    shown, lines = labels(said, str(unclear))
    text = error_text(unclear) + lines
    chosen = zip(shown, unclear.requests, strict=True)
    buttons = [
        do_button(label, f"{mark}-{position}" if unclear.each else mark, _with_arn(request, targets), position)
        for position, (label, request) in enumerate(chosen)
    ]
    return Reply(Message(text, (section(text), actions(buttons))), asks=True)


def _with_arn(request: Request, targets: Targets) -> Request:
    """With the beginning of its ARN, where there are other accounts."""
    account, region = targets.place_at(request.group) if request.is_exact and not request.arn else ("", "")
    return replace(request, arn=target_arn(region, account, local(request.group))) if account and region else request
