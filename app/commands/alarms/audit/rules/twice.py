"""Two alarms on the same thing: the same metric compared in the same way with the same threshold. No IO."""

from __future__ import annotations

from collections.abc import Iterator

from app.commands.alarms.audit.buttons import Fix
from app.commands.alarms.audit.finding import Found, Rule, called
from app.commands.alarms.audit.rules.resources import is_gone
from app.commands.alarms.audit.snapshot import Snapshot, Watched


def _twice(snapshot: Snapshot) -> Iterator[Found]:
    """Of several, the one that stays is whichever does most; each other one is found."""
    by_content: dict[str, list[Watched]] = {}
    for alarm in snapshot.audited:
        if alarm.same and not is_gone(alarm, snapshot):
            by_content.setdefault(alarm.same, []).append(alarm)
    for alarms in by_content.values():
        first, *others = sorted(alarms, key=lambda alarm: _rank(alarm, snapshot))
        for alarm in others:
            can_go = alarm.name not in snapshot.needed and alarm.kind != "log"
            does_less = not alarm.is_enabled or set(alarm.actions) <= set(first.actions)
            yield Found(alarm.name, {"other": called(first.name)}, Fix.DELETE if can_go and does_less else Fix.NONE)


def _rank(alarm: Watched, snapshot: Snapshot) -> tuple[bool, bool, int, str]:
    return alarm.name not in snapshot.needed, not alarm.is_enabled, -len(alarm.actions), alarm.name


TWICE = Rule(
    "twice",
    "that another alarm repeats",
    "{name} watches the same as {other}",
    "Each time there are two messages, and whoever mutes one still hears the other.",
    _twice,
)
