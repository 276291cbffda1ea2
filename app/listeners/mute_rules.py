"""The mute rules that hold some alarms now, in a number of calls that doesn't grow with the account."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from app.alarms.decide.incident import OWN_RULES
from app.base.errors import BellhopError, Later, Refused
from app.base.values import dataclass
from app.listeners.alarm_incidents import take_out
from app.slack.messages.error_text import error_text
from app.slack.messages.text import escape, moment, named

if TYPE_CHECKING:
    from app.aws.alarm import MuteRule
    from app.listeners.services import Services

FEW = 5  # alarms, of which CloudWatch is asked one by one: it may have more rules than can be read
MOST_RULES = 50  # of Bellhop's own, and of others: together as many as one call lists

MUTED = "{user} muted it until {until}{why}"
UNMUTED = "{user} unmuted it"
REPLACES = "It replaces the mute until {until}."
REPLACES_SEVERAL = "It replaces the mutes until {until} and {last}."
NOT_REPLACED = "An older mute goes on{until}, since Bellhop could not end it: {problem}"
UNTILS_SHOWN = 3


@dataclass(frozen=True)
class Active:
    """The rules that were read, and whether there may be others."""

    rules: tuple[MuteRule, ...] = ()
    has_more: bool = False


def muted_words(user_id: str, until: datetime, reason: str) -> str:
    """What somebody did, mrkdwn."""
    return MUTED.format(user=named(user_id), until=moment(until), why=f": {escape(reason)}" if reason else "")


def unmuted_words(user_id: str) -> str:
    return UNMUTED.format(user=named(user_id))


def rules_of(names: Sequence[str], services: Services, without: Collection[str] = ()) -> tuple[MuteRule, ...]:
    """Those that hold one of the alarms; of many rules the first fifty of ours, and the first fifty of others."""
    found = _read([rule for rule in _active(names, services) if rule not in without], services)
    return tuple(rule for rule in found.rules if not set(names).isdisjoint(rule.alarms))


def _active(names: Sequence[str], services: Services) -> Sequence[str]:
    """The names of those that hold one of a few alarms, or of all."""
    asked = names if len(names) <= FEW else [""]
    return list(dict.fromkeys(rule for each in asked for rule in services.cloudwatch.active_rules(each)))


def active_rules(services: Services) -> Active:
    """All that are active now, as far as they are read; AWS's refusal is raised as Refused."""
    return _read(services.cloudwatch.active_rules(), services)


def _read(names: Sequence[str], services: Services) -> Active:
    ours = [name for name in names if name.startswith(OWN_RULES)]
    others = [name for name in names if not name.startswith(OWN_RULES)]
    asked = (*ours[:MOST_RULES], *others[:MOST_RULES])
    rules = tuple(rule for name in asked if (rule := services.cloudwatch.rule(name)))
    return Active(rules, len(names) > len(asked) or len(names) >= 2 * MOST_RULES)


def holds(names: Collection[str], mark: str, services: Services) -> bool:
    """Whether rules of the operation with that mark hold all of these alarms."""
    own = {rule for rule in _active(list(names), services) if mark in rule}
    found = [rule for name in own if (rule := services.cloudwatch.rule(name))]
    return set(names) <= {name for rule in found for name in rule.alarms}


def older_rules(
    names: Sequence[str], mark: str, services: Services, used: Collection[str] | None = None
) -> tuple[MuteRule, ...]:
    """Bellhop's own, but for those of the operation with that mark; none where AWS doesn't tell.

    used  the operation's rules, if an earlier try may have made others
    """
    try:
        found = rules_of(names, services)
    except Refused:
        return ()
    ours = [rule for rule in found if rule.name.startswith(OWN_RULES)]
    return tuple(rule for rule in ours if (mark not in rule.name if used is None else rule.name not in used))


def replace_rules(rules: Sequence[MuteRule], names: Collection[str], services: Services) -> str:
    """A newer mute replaces Bellhop's older ones of these alarms. Can be repeated.

    The newer one holds all the same where AWS keeps an older one; then mrkdwn that says so, else ''.
    """
    kept, problem = list[datetime | None](), ""
    for rule in rules:
        if set(names).isdisjoint(rule.alarms):
            continue
        try:
            take_out(rule.name, names, services)
        except Later:
            raise
        except BellhopError as refused:
            kept.append(rule.until)
            problem = error_text(refused)
    if not problem:
        return ""
    last = max((end for end in kept if end), default=None)
    return NOT_REPLACED.format(until=f" until {moment(last)}" if last else "", problem=problem)


def replaced_until(ends: Sequence[datetime | None], now: datetime) -> str:
    """Until when the mutes would have gone on that a newer one replaces; '' if none would."""
    later = [moment(end) for end in sorted({end for end in ends if end and end > now})][-UNTILS_SHOWN:]
    if len(later) > 1:
        return REPLACES_SEVERAL.format(until=", ".join(later[:-1]), last=later[-1])
    return REPLACES.format(until=later[0]) if later else ""
