"""The events around what is wrong, in their order: what was done, what AWS did, what Slack shows. No IO."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from tests.soak.acts import AwsFault, Delete, Deploy, Kill, Misdeliver, Press, SetState, SlackFault, Type
from tests.soak.evidence import Evidence, Played
from tests.soak.judge import Violation

FAULTS = (SlackFault, AwsFault, Misdeliver, Kill, Deploy)
AROUND_SECONDS = 12.0
MOST_LINES = 40


def story(violation: Violation, evidence: Evidence) -> list[str]:
    """Everything that names what it is about, and the faults around that.

    Where there are many lines, those around the moment that the violation names, else the newest.
    """
    about = violation.about
    if not about:
        return []
    own = sorted({*_done(about, evidence), *_happened(about, evidence), *_said(about, evidence)})
    times = [at for at, _ in own]
    faults = [
        (each.at, f"fault    {each.deed}")
        for each in evidence.played
        if isinstance(each.deed, FAULTS) and any(abs(each.at - at) < AROUND_SECONDS for at in times)
    ]
    named = re.search(r"\b\d{10}\b", violation.words)
    moment = float(named[0]) if named else math.inf
    lines = sorted(sorted([*own, *faults], reverse=True), key=lambda line: abs(line[0] - moment) if named else 0)
    return [f"{at:.3f} {words}" for at, words in sorted(lines[:MOST_LINES])]


def _done(about: str, evidence: Evidence) -> Iterator[tuple[float, str]]:
    for each in evidence.played:
        if about in _subject(each):
            yield each.at, f"done     {each.deed} -> {each.answer or 'ok'}"


def _subject(played: Played) -> str:
    match played.deed:
        case SetState(alarm=alarm) | Delete(alarm=alarm):
            return alarm
        case Type(user=user, command=command):
            return f"{user} {command}"
        case Press(user=user):
            return f"{user} {played.answer}"
    return ""


def _happened(about: str, evidence: Evidence) -> Iterator[tuple[float, str]]:
    for change in evidence.changes:
        if change.alarm == about:
            yield change.at, f"AWS      {change.alarm}: {change.old} -> {change.new}"
    for resize in evidence.resizes:
        if resize.group == about:
            yield resize.at, f"AWS      {resize.group} wants {resize.size}"


def _said(about: str, evidence: Evidence) -> Iterator[tuple[float, str]]:
    for row in evidence.rows:
        if row.alarm == about:
            yield row.at, f"row      of the digest {row.digest}: {row.state}"
    for each in evidence.messages:
        if about in each.text or about == each.to:
            yield float(each.ts), f"Slack    {each.channel}{' to ' + each.to if each.to else ''}: {each.text[:200]}"
            for line in each.lines:
                yield float(line.ts), f"Slack      in the thread of {each.ts}: {line.text[:160]}"
