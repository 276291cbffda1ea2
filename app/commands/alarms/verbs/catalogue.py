"""The verbs of `/alarms`. A new one is one file and one line here; what asks for none is `show.py`'s."""

from __future__ import annotations

from collections.abc import Sequence

from app.commands.alarms.verbs import audit, edit, mute, new, tune, unmute
from app.commands.alarms.verbs.verb import Verb
from app.slack.messages.text import similar

VERBS: tuple[Verb, ...] = (
    new.VERB,
    edit.VERB,
    tune.VERB,
    mute.VERB,
    unmute.VERB,
    audit.VERB,
)
MISTYPED, LIKE = tuple(verb.words[0] for verb in VERBS), 0.75  # what else may be is often a name's part


def verb_for(word: str) -> Verb | None:
    """The verb that a word asks for, in any case."""
    return next((verb for verb in VERBS if word.casefold() in verb.words), None)


def with_verb(typed: Sequence[str]) -> str:
    """The words with the verb that the first one may be, mistyped; '' if it is like none."""
    first, rest = "".join(typed[:1]), typed[1:]
    near = similar(first, MISTYPED if rest else (*MISTYPED, "muted", "help"), LIKE)
    return " ".join((near[0], *rest)) if near else ""
