"""What is said where the group's name is nobody's, or several groups', or the request could be another. No IO."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.base.errors import Wrong
from app.commands.scale.request.parse import Request
from app.commands.scale.short_names import all_with, is_sure, matches
from app.listeners.names import MOST_CHOICES, more_than_shown
from app.scaling.words import prefix_of, thing_of, words_for
from app.slack.messages.text import ticked

NO_SUCH_GROUP = "There is no {thing} {group}. `/scale` lists all groups."
NOT_HERE = "There is no {thing} {group} that Bellhop scales: `[scale] kinds` in bellhop.toml lists what it does."
NO_GROUP_BUT = "There is no {thing} {word}. Did you mean this?"
NOT_SURE = "{missing} Another one of that name may be there, so nothing is done yet. Did you mean this one?"
WHICH = "{word} matches {count} groups. Which one?"


class NoSuchGroup(Wrong):
    """No group has this name, or a part of it; `names` are all that there are, but for what is `missing`."""

    def __init__(self, word: str, names: tuple[str, ...], missing: str = "") -> None:
        prefix = prefix_of(word)
        is_known = not prefix or any(name.startswith(prefix) for name in names)
        thing = words_for(word).thing if prefix else thing_of(names)
        said = (NO_SUCH_GROUP if is_known else NOT_HERE).format(thing=thing, group=ticked(word))
        super().__init__(f"{said} {missing}".strip())
        self.names, self.missing = names, missing


class Unclear(Wrong):
    """It may have been one of these requests, or `each` of them; each gets a button."""

    def __init__(self, sentence: str, requests: Sequence[Request], *, each: bool = False) -> None:
        super().__init__(sentence)
        self.each = each
        self.requests = tuple(requests[:MOST_CHOICES])


def sure_of(request: Request, missing: str) -> Request:
    """Where some account or region said nothing, another group of the name may be there: who asked has to say so."""
    if missing and request.changes:
        raise Unclear(NOT_SURE.format(missing=missing), [request])
    return request


def no_group_but(word: str, names: Sequence[str]) -> str:
    return NO_GROUP_BUT.format(thing=thing_of(names), word=ticked(word))


def several(request: Request, names: Sequence[str]) -> Unclear:
    """The same for each group that its name may mean."""
    text = WHICH.format(count=len(names), word=ticked(request.group)) + more_than_shown(len(names))
    return Unclear(text, [replace(request, group=name, is_exact=True) for name in names])


def the_one(request: Request, names: Sequence[str]) -> str:
    """The name that a request's group means, '' for none; raises Unclear for several, and for a guess at a change."""
    found = matches(request.group, names)
    if found and request.changes and not is_sure(request.group, names):
        found = all_with(request.group, names)
        if len(found) == 1:
            text = no_group_but(request.group, names)
            raise Unclear(text, [replace(request, group=found[0], is_exact=True)])
    if len(found) > 1:
        raise several(request, found)
    return "".join(found)
