"""Several groups in one line: `/scale` changes one at a time, so each gets a request of its own. No IO."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.base.errors import Wrong
from app.commands.scale.request.guess import guessed
from app.commands.scale.request.parse import Request, quoted
from app.commands.scale.request.readings import Readings
from app.commands.scale.request.tokens import Tokens
from app.commands.scale.request.vocabulary import NOISE
from app.listeners.names import whole

BETWEEN = NOISE | {"&", "&&", "+", ",", "or", "also", "then", "both"}


def each_of(said: Readings, names: Sequence[str]) -> tuple[Request, ...]:
    """A request for each of the groups that are named in full; () if it is one, or nobody can tell what is asked."""
    for tokens in said.parted:
        groups = list(_named(tokens, names))
        if len({name for name, _ in groups}) > 1:
            asked = [_read(name, rest, tokens, said.reason) for name, rest in groups]
            return tuple(dict.fromkeys(request for request in asked if request)) if all(asked) else ()
    return ()


def _named(tokens: Tokens, names: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """Each group with the words after it; without any of its own it shares those of the next."""
    words = [part for word in tokens.words for part in word.split(",") if part and part.casefold() not in BETWEEN]
    at = [place for place, word in enumerate(words) if whole(word, names)]
    rest: Sequence[str] = ()
    found = []
    for place, end in reversed(list(zip(at, [*at[1:], len(words)], strict=False))):
        rest = words[place + 1 : end] or rest
        found.append((whole(words[place], names)[0], (*words[: at[0]], *rest)))
    yield from reversed(found)


def _read(name: str, rest: Sequence[str], tokens: Tokens, reason: str) -> Request | None:
    try:
        request = Request.parse(" ".join([quoted(name), *guessed(rest).words]))
    except Wrong:
        return None
    return replace(request, group=name, is_dry_run=tokens.is_dry_run, reason=request.reason or reason, is_exact=True)
