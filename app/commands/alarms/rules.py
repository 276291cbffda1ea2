"""The mute rules that hold some alarms now, in a number of calls that doesn't grow with the account."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from app.alarms.decide.incident import OWN_RULES
from app.base.errors import Refused
from app.commands.alarms.plan import listed
from app.slack.messages.text import code, moment

if TYPE_CHECKING:
    from app.aws.alarm import Alarm, MuteRule
    from app.listeners.services import Services

LONGER = " Already muted for longer: {names}, by {rules}."
UNTIL = "{rule} until {until}"

FEW = 5  # alarms, of which CloudWatch is asked one by one: it may have more rules than can be read
MOST_RULES = 50


def rules_of(alarms: Sequence[Alarm], services: Services, without: Collection[str] = ()) -> tuple[MuteRule, ...]:
    """Those that hold one of the alarms; of many rules the first fifty of ours, and the first fifty of others."""
    cloudwatch = services.cloudwatch
    asked = [each.name for each in alarms] if len(alarms) <= FEW else [""]
    active = [name for each in asked for name in cloudwatch.active_rules(each)]
    names = [name for name in dict.fromkeys(active) if name not in without]
    ours = [name for name in names if name.startswith(OWN_RULES)]
    others = [name for name in names if not name.startswith(OWN_RULES)]
    wanted = {each.name for each in alarms}
    found = (rule for name in (*ours[:MOST_RULES], *others[:MOST_RULES]) if (rule := cloudwatch.rule(name)))
    return tuple(rule for rule in found if not wanted.isdisjoint(rule.alarms))


def muted_for_longer(alarms: Sequence[Alarm], until: datetime, services: Services) -> str:
    """Which rules outlast a mute that was just made; '' if none does, or AWS doesn't tell."""
    try:
        rules = [rule for rule in rules_of(alarms, services) if rule.until and rule.until > until]
    except Refused:
        return ""
    held = {name for rule in rules for name in rule.alarms}
    said = [UNTIL.format(rule=code(rule.name), until=moment(rule.until)) for rule in rules[:FEW] if rule.until]
    names = listed([each.name for each in alarms if each.name in held])
    return LONGER.format(names=names, rules=", ".join(said)) if rules else ""
