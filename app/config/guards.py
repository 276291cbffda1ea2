"""[[guard]]: who can change a group or an alarm, where, and how far; read and checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.base.errors import Misconfigured
from app.base.values import dataclass
from app.config.tables import must_all, must_be_channel, read_tables

PERSON = re.compile(r"[UW][A-Z0-9]+")
USER_GROUP = re.compile(r"S[A-Z0-9]+")
ACCOUNT, REGION = re.compile(r"[0-9]{12}"), re.compile(r"[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}")
LISTS = ("users", "usergroups", "channels", "may", "account", "region")
ACTS = ("acknowledge", "mute", "force", "edit", "create", "delete")
# Whoever guarded an alarm before it could be changed from Slack gave nobody leave to do that.
UNSAID = ("acknowledge", "mute", "force")
OF_SIZES = ("max", "step", "confirm_above", "approvals")
SMALLEST = {"max": 0, "step": 1, "confirm_above": 0, "approvals": 0}

NOT_ONE_THING = (
    '{file}: [{table}] must say what it guards: either group = "web-*" (Auto Scaling groups) '
    'or alarm = "web-*" (CloudWatch alarms), and not both.'
)
NOBODY = (
    "{file}: [{table}] `{key}` is an empty list, which would let nobody through. "
    "Leave the key out where everybody is meant."
)
NOT_A_PERSON = (
    '{file}: [{table}] `{key}` has "{found}", it must be the id of a person (U...). Slack shows it in the profile.'
)
NOT_A_USER_GROUP = (
    '{file}: [{table}] `{key}` has "{found}", it must be the id of a user group (S...). '
    "Slack shows it in the user group's address."
)
NOT_A_REGION = '{file}: [{table}] `{key}` has "{found}", it must be the code of a region, such as "eu-west-1".'
NOT_AN_ACCOUNT = (
    '{file}: [{table}] `{key}` has "{found}", it must be the number of an account, or the name of an [[account]].'
)
TOO_SMALL = "{file}: [{table}] `{key}` is {found}, it must be {least} or more."
NOT_AN_ACT = '{file}: [{table}] `{key}` has "{found}", it must be among ' + ", ".join(ACTS) + "."
ONLY_OF_ALARMS = "{file}: [{table}] `may` is about what is done to an alarm, and this guards groups. Leave it out."
ONLY_OF_GROUPS = "{file}: [{table}] `{key}` is about the size of a group, and this guards alarms. Leave it out."


@dataclass(frozen=True)
class Guard:
    """[[guard]]: `group` or `alarm` is a glob; without `users` and `usergroups` it is for full members.

    account, region  where alone it counts; accounts by their numbers once names are resolved
    max            the largest size that can be set; scaling in is allowed above it
    step           the most instances per change, up or down
    confirm_above  a larger size, or a larger step, needs a confirmation
    may            all that they can do to an alarm; without it UNSAID
    approvals      how many other people must approve; with `confirm_above` only above that
    """

    group: str = ""
    alarm: str = ""
    users: tuple[str, ...] = ()
    usergroups: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    may: tuple[str, ...] = ()

    @property
    def acts(self) -> tuple[str, ...]:
        """All that it lets people do to an alarm."""
        return self.may or UNSAID

    max: int | None = None
    step: int | None = None
    confirm_above: int | None = None
    approvals: int = 0
    account: tuple[str, ...] = ()
    region: tuple[str, ...] = ()


def read_guards(path: str, given: Any) -> Iterator[Guard]:
    for (table, guard), written in zip(read_tables(path, "guard", Guard, given), given, strict=True):
        if bool(guard.group) == bool(guard.alarm):
            raise Misconfigured(NOT_ONE_THING.format(file=path, table=table))
        _check_lists(path, table, guard, written)
        _check_numbers(path, table, guard, written)
        yield guard


def _check_lists(path: str, table: str, guard: Guard, written: dict[str, Any]) -> None:
    for key in LISTS:
        if key in written and not written[key]:
            raise Misconfigured(NOBODY.format(file=path, table=table, key=key))
    must_all(path, table, "users", guard.users, PERSON.fullmatch, NOT_A_PERSON)
    must_all(path, table, "usergroups", guard.usergroups, USER_GROUP.fullmatch, NOT_A_USER_GROUP)
    must_all(path, table, "may", guard.may, ACTS.__contains__, NOT_AN_ACT)
    if guard.may and guard.group:
        raise Misconfigured(ONLY_OF_ALARMS.format(file=path, table=table))
    must_all(path, table, "region", guard.region, REGION.fullmatch, NOT_A_REGION)
    for channel in guard.channels:
        must_be_channel(path, table, "channels", channel)


def _check_numbers(path: str, table: str, guard: Guard, written: dict[str, Any]) -> None:
    for key in OF_SIZES:
        if key not in written:
            continue
        if guard.alarm:
            raise Misconfigured(ONLY_OF_GROUPS.format(file=path, table=table, key=key))
        if written[key] < SMALLEST[key]:
            words = {"key": key, "found": written[key], "least": SMALLEST[key]}
            raise Misconfigured(TOO_SMALL.format(file=path, table=table, **words))


def with_numbers(path: str, guards: Sequence[Guard], numbers: Mapping[str, str]) -> Iterator[Guard]:
    """With accounts' numbers for their names, case-folded in `numbers`."""
    for number, guard in enumerate(guards, start=1):
        accounts = tuple(numbers.get(each.casefold(), each) for each in guard.account)
        must_all(path, f"guard, number {number}", "account", accounts, ACCOUNT.fullmatch, NOT_AN_ACCOUNT)
        yield replace(guard, account=accounts)
