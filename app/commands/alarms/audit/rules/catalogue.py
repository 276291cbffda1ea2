"""All rules, the gravest first. A new one is a function and a line here. No IO."""

from __future__ import annotations

from app.commands.alarms.audit.finding import Rule
from app.commands.alarms.audit.rules.data import FAILING, SILENT, STUCK
from app.commands.alarms.audit.rules.hearing import DISABLED, ELSEWHERE, NO_ACTION, NO_LISTENER
from app.commands.alarms.audit.rules.resources import GONE, UNWATCHED
from app.commands.alarms.audit.rules.twice import TWICE
from app.commands.alarms.audit.rules.use import DROPPED, FLAPPING, MUTED, NEVER, NOISY

RULES: tuple[Rule, ...] = (
    NO_ACTION,
    NO_LISTENER,
    DISABLED,
    FAILING,
    SILENT,
    STUCK,
    GONE,
    UNWATCHED,
    MUTED,
    ELSEWHERE,
    DROPPED,
    FLAPPING,
    NOISY,
    TWICE,
    NEVER,
)


def rule_of(key: str) -> Rule | None:
    """The rule that a stored finding names; None for one of another version."""
    return next((rule for rule in RULES if rule.key == key), None)
