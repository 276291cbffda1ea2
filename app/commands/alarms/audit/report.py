"""An audit's result: what was found, ranked, with the numbers of all of it. No IO."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from app.base.values import dataclass
from app.commands.alarms.audit.finding import Finding, Found, Rule, called
from app.commands.alarms.audit.rules.catalogue import RULES
from app.slack.interactions import Caller

if TYPE_CHECKING:
    from app.commands.alarms.audit.snapshot import Snapshot

# Of what is stored: DynamoDB takes 400 KB, and nobody reads more than that.
MOST_KEPT = 400


@dataclass(frozen=True)
class Count:
    """How many findings a rule has, also of those that are not kept."""

    rule: str
    found: int


@dataclass(frozen=True)
class Report:
    """`caller` is whom it is told, and so are `others`, who asked while it ran; `deaf` counts the alarms that notify
    nobody, `notes` say what was not read.

    failed     why nothing could be read, mrkdwn
    asked      the ids of the operations that asked for it
    looked_at  when the alarms were read, which the buttons carry
    """

    caller: Caller | None = None
    is_done: bool = False
    is_told: bool = False
    alarms: int = 0
    groups: int = 0
    deaf: int = 0
    counts: tuple[Count, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    looked_at: datetime | None = None
    others: tuple[Caller, ...] = ()
    failed: str = ""
    asked: tuple[str, ...] = ()


def filled(report: Report, snapshot: Snapshot, notes: Sequence[str]) -> Report:
    """With what the rules find, the gravest first, those in ALARM before the others."""
    in_alarm = {alarm.name for alarm in snapshot.alarms if alarm.state == "ALARM"}
    findings: list[Finding] = []
    counts: list[Count] = []
    deaf: set[str] = set()
    for rule in RULES:
        found = sorted(rule.find(snapshot), key=lambda each: (each.name not in in_alarm, each.name))
        if found:
            counts.append(Count(rule.key, len(found)))
        if rule.is_deaf:
            deaf |= {each.name for each in found}
        findings += [_finding(rule, each) for each in found]
    return replace(
        report,
        is_done=True,
        alarms=len(snapshot.audited),
        groups=len(snapshot.groups or {}),
        deaf=len(deaf),
        counts=tuple(counts),
        findings=tuple(findings[:MOST_KEPT]),
        notes=tuple(notes),
        looked_at=snapshot.now,
    )


def _finding(rule: Rule, found: Found) -> Finding:
    return Finding(rule.key, found.name, rule.says.format(name=called(found.name), **found.words), found.fix)
