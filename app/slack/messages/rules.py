"""A guard of bellhop.toml in words: which one it is, who may act by it, where and how far.

User groups are named (`names`, by id), not mentioned. People are mentioned, so these words are for one reader only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.config.guards import Guard
from app.slack.messages.text import code, escape, mention

RULE = "rule {number} for {kind}s {glob}"
RULE_LINE = "• {rule}: {who}{limits}"
FULL_MEMBERS = "full members"
USER_GROUP = "the user group {id}"
MORE_WHO = "{count} more"
IN = " in {channels}"
ONLY = " only {acts}"
AT_MOST = " at most {max}"
AT_ONCE = " at most {step} more or fewer at once"
OR, AND = " or ", " and"

MOST_WHO = 5


def rule_name(number: int, guard: Guard) -> str:
    """`number` is its place in the file, from 1."""
    kind, glob = ("group", guard.group) if guard.group else ("alarm", guard.alarm)
    where = OR.join(code(each) for each in (*guard.account, *guard.region))
    return RULE.format(number=number, kind=kind, glob=code(glob)) + (IN.format(channels=where) if where else "")


def rule_line(number: int, guard: Guard, names: Mapping[str, str]) -> str:
    limits = limits_of(guard)
    who = who_may(guard, names)
    return RULE_LINE.format(rule=rule_name(number, guard), who=who, limits=f",{limits}" if limits else "")


def who_may(guard: Guard, names: Mapping[str, str]) -> str:
    """Who, and in which channels."""
    who = [names.get(each) or USER_GROUP.format(id=code(each)) for each in guard.usergroups]
    who += [mention(each) for each in guard.users]
    shown = [*who[:MOST_WHO], *([MORE_WHO.format(count=len(who) - MOST_WHO)] if len(who) > MOST_WHO else [])]
    where = IN.format(channels=channel_links(guard.channels)) if guard.channels else ""
    return (OR.join(shown) or FULL_MEMBERS) + where


def limits_of(guard: Guard) -> str:
    """How far, with a space in front; empty if there is no limit."""
    if guard.may:
        return ONLY.format(acts=OR.join(guard.may))
    parts = [] if guard.max is None else [AT_MOST.format(max=guard.max)]
    return AND.join(parts + ([] if guard.step is None else [AT_ONCE.format(step=guard.step)]))


def channel_links(channels: Iterable[str]) -> str:
    """Ids as links; a name without a channel stays a name."""
    return OR.join(escape(each) if each.startswith("#") else f"<#{each}>" for each in dict.fromkeys(channels))
