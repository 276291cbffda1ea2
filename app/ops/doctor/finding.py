"""What a check found, and how it reads on a terminal. No IO."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from app.base.values import dataclass


class Level(StrEnum):
    """How bad it is, in a word that is clear without color."""

    OK = "ok"
    WARN = "WARN"
    FAIL = "FAIL"


COLOURS = {Level.OK: "\033[32m", Level.WARN: "\033[33m", Level.FAIL: "\033[31m"}
PLAIN = "\033[0m"
ALL_OK = "Everything is OK."
COUNTED = "{fails} to fix{warnings}."
WARNINGS = ", {count} to look at"


@dataclass(frozen=True)
class Finding:
    """`what` was checked, what was `seen`, and how to `fix` it unless it is OK."""

    level: Level
    what: str
    seen: str
    fix: str = ""


def ok(what: str, seen: str) -> Finding:
    return Finding(Level.OK, what, seen)


def warn(what: str, seen: str, fix: str) -> Finding:
    return Finding(Level.WARN, what, seen, fix)


def fail(what: str, seen: str, fix: str) -> Finding:
    return Finding(Level.FAIL, what, seen, fix)


def line(finding: Finding, coloured: bool) -> str:
    """`ok    bot token: it resolves`, and on the next line how to fix it."""
    word = f"{finding.level.value:<5}"
    if coloured:
        word = f"{COLOURS[finding.level]}{word}{PLAIN}"
    fix = f"\n        -> {finding.fix}" if finding.fix else ""
    return f"{word} {finding.what}: {finding.seen}{fix}"


def summary(findings: Sequence[Finding]) -> str:
    fails = sum(finding.level is Level.FAIL for finding in findings)
    warnings = sum(finding.level is Level.WARN for finding in findings)
    if not fails and not warnings:
        return ALL_OK
    return COUNTED.format(fails=fails, warnings=WARNINGS.format(count=warnings) if warnings else "")
