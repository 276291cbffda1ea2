"""What is said of other mute rules that outlast a mute."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from app.base.errors import Refused
from app.commands.alarms.plan import listed
from app.listeners.mute_rules import FEW, rules_of
from app.listeners.silence import who
from app.slack.messages.text import moment

if TYPE_CHECKING:
    from app.aws.alarm import Alarm
    from app.listeners.services import Services

LONGER = " Already muted for longer: {names}, by {rules}."
UNTIL = "{rule} until {until}"


def muted_for_longer(alarms: Sequence[Alarm], until: datetime, services: Services) -> str:
    """Which rules outlast a mute that was just made; '' if none does, or AWS doesn't tell."""
    try:
        known = rules_of([each.name for each in alarms], services)
    except Refused:
        return ""
    rules = [rule for rule in known if rule.until and rule.until > until]
    held = {name for rule in rules for name in rule.alarms}
    said = [UNTIL.format(rule=who(rule), until=moment(rule.until)) for rule in rules[:FEW] if rule.until]
    names = listed([each.name for each in alarms if each.name in held])
    return LONGER.format(names=names, rules=", ".join(said)) if rules else ""
