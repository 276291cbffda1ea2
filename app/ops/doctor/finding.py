"""What a check found, and how it reads on a terminal; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is, as a word that needs no colour."""

    GOOD = "ok"
    DOUBTFUL = "look"
    BAD = "BAD"


COLOURS = {Level.GOOD: "\033[32m", Level.DOUBTFUL: "\033[33m", Level.BAD: "\033[31m"}
PLAIN = "\033[0m"
ALL_WELL = "All is well."
COUNTED = "{bad} to fix{doubtful}."
DOUBTFUL = ", {count} to look at"


@dataclass(frozen=True)
class Finding:
    """`what` was looked at, what was `seen`, and, unless it is good, how to `fix` it."""

    level: Level
    what: str
    seen: str
    fix: str = ""


def good(what: str, seen: str) -> Finding:
    return Finding(Level.GOOD, what, seen)


def doubtful(what: str, seen: str, fix: str) -> Finding:
    return Finding(Level.DOUBTFUL, what, seen, fix)


def bad(what: str, seen: str, fix: str) -> Finding:
    return Finding(Level.BAD, what, seen, fix)


def line(finding: Finding, coloured: bool) -> str:
    """`ok    bot token: it resolves`, and below what is not good how to fix it."""
    word = f"{finding.level.value:<5}"
    if coloured:
        word = f"{COLOURS[finding.level]}{word}{PLAIN}"
    fix = f"\n        -> {finding.fix}" if finding.fix else ""
    return f"{word} {finding.what}: {finding.seen}{fix}"


def summary(findings: Sequence[Finding]) -> str:
    bads = sum(finding.level is Level.BAD for finding in findings)
    doubts = sum(finding.level is Level.DOUBTFUL for finding in findings)
    if not bads and not doubts:
        return ALL_WELL
    return COUNTED.format(bad=bads, doubtful=DOUBTFUL.format(count=doubts) if doubts else "")
