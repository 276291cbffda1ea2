"""The verbs of `/alarms`. A new one is one file and one line here."""

from __future__ import annotations

from collections.abc import Sequence

from app.commands.alarms.verbs import audit, edit, mute, new, show, tune, unmute
from app.commands.alarms.verbs.verb import Verb
from app.slack.messages.text import similar

VERBS: tuple[Verb, ...] = (
    show.VERB,
    new.VERB,
    edit.VERB,
    tune.VERB,
    mute.VERB,
    unmute.VERB,
    audit.VERB,
)
MISTYPED, LIKE = ("new", "edit", "tune", "mute", "unmute", "audit"), 0.75  # what else may be is often a name's part


def verb_for(word: str) -> Verb | None:
    """The verb that a word asks for, in any case."""
    return next((verb for verb in VERBS if word.casefold() in verb.words), None)


def words() -> frozenset[str]:
    """The words that mean something else than an alarm."""
    return frozenset(word for verb in VERBS for word in verb.words) - {""}


def with_verb(typed: Sequence[str]) -> str:
    """The words with the verb that the first one may be, mistyped; '' if it is like none."""
    first, rest = "".join(typed[:1]), typed[1:]
    near = similar(first, MISTYPED if rest else (*MISTYPED, "muted"), LIKE)
    return " ".join((near[0], *rest)) if near else ""


def help_text() -> str:
    """What can be typed, one way per line."""
    return "\n".join(line for verb in VERBS for line in verb.help)


def aws_actions() -> tuple[str, ...]:
    return tuple(dict.fromkeys(action for verb in VERBS for action in verb.aws_actions))
