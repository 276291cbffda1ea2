"""The verbs of `/scale`. A new one is one file and one line here. No IO."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from app.commands.scale.verbs import keep, look, processes, refresh, resize, schedule, stay, undo
from app.commands.scale.verbs.verb import Instruction, Intent, Kind, Look, Parser, Verb

HELP_LAST = ("`dry-run` anywhere only shows it; `because REASON` at the end says why",)

VERBS: tuple[Verb, ...] = (
    look.VERB,
    resize.VERB,
    schedule.VERB,
    processes.VERB,
    refresh.VERB,
    undo.VERB,
    keep.VERB,
    stay.VERB,
)


@cache
def parsers() -> Mapping[str, Parser]:
    """The parsers for the words after a group, by the first of them."""
    return {word: parser for verb in VERBS for word, parser in verb.parsers.items()}


@cache
def alone() -> Mapping[str, Intent]:
    """What a word without a group asks for."""
    return {word: intent for verb in VERBS for word, intent in verb.alone.items()}


@cache
def arguments() -> frozenset[str]:
    """Words that may follow a verb, case-folded, so that none is taken for a group."""
    return frozenset(word.casefold() for verb in VERBS for word in verb.arguments)


def help_text() -> str:
    """What can be typed, one way per line."""
    return "\n".join([*(line for verb in VERBS for line in verb.help), *HELP_LAST])


def aws_actions() -> tuple[str, ...]:
    return tuple(dict.fromkeys(action for verb in VERBS for action in verb.aws_actions))


def kind_for(intent: Intent) -> Kind[Any, Any] | None:
    """How the intent is carried out; None if it only looks."""
    return next((kind for kind in _kinds() if kind.intent is type(intent)), None)


def kind_of(instruction: Instruction) -> Kind[Any, Any]:
    return next(kind for kind in _kinds() if kind.instruction is type(instruction))


def kind_named(name: str) -> Kind[Any, Any]:
    return next(kind for kind in _kinds() if kind.name == name)


def look_for(intent: Intent) -> Look[Any] | None:
    return next((look for verb in VERBS for look in verb.looks if look.intent is type(intent)), None)


def intents() -> list[type[Intent]]:
    return [*(kind.intent for kind in _kinds()), *(look.intent for verb in VERBS for look in verb.looks)]


def _kinds() -> list[Kind[Any, Any]]:
    return [kind for verb in VERBS for kind in verb.kinds]
