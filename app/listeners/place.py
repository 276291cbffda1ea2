"""Where: `in prod`, `in eu-west-1`. Of `in` and a duration it is a time, and stays with the other words. No IO.

bellhop.toml takes no account's name that reads as a time or a word of the grammar, so these two are never mixed up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from app.base.errors import Wrong
from app.base.values import dataclass
from app.slack.messages.text import ticked

Scope = frozenset[tuple[str, str]]

BECAUSE = re.compile(r"(?<!\S)because(?!\S)", re.IGNORECASE)
QUOTED = re.compile(r'(?:group:)?["“”„](?:\\.|[^\\])*?["“”„](?=\s|$)', re.IGNORECASE | re.DOTALL)
IN = re.compile(r"(?<!\S)in\s+(?P<place>\S+)", re.IGNORECASE)
MORE = re.compile(r"\s*(?:in\s+|and\s+)?(?P<place>\S+)", re.IGNORECASE)
ENDS = ".,;!?\u2026"
_REGION = r"[a-z]{2,4}(?:-[a-z]+)+-[0-9]{1,2}"
# What can be nothing but a place: then it is said that there is no way there.
SURELY = re.compile(rf"{_REGION}|[0-9]{{12}}", re.IGNORECASE)

# What may be one, for who doesn't know what bellhop.toml names.
MAYBE = re.compile(
    rf"(?<!\S)in\s+(?P<place>[a-z][a-z0-9-]*(?:/{_REGION})?|[0-9]{{12}})(?:\s+(?P<more>{_REGION}|[0-9]{{12}}))?"
    rf"(?=[{ENDS}]*(?:\s|$))",
    re.IGNORECASE,
)

NO_WAY = "Bellhop can't act in {word}: bellhop.toml names {known}."
AND_MORE, NO_OTHER = " and {count} more", "no other account or region"
MOST_NAMED = 10
NOWHERE = "There is no {words} in bellhop.toml: it names {known}."


@dataclass(frozen=True)
class Places:
    """Accounts and regions by what people call them, case-folded; none where there is only home."""

    by_word: Mapping[str, Scope]

    def __str__(self) -> str:
        known = [ticked(word) for word in self.by_word if "/" in word]
        more = AND_MORE.format(count=len(known) - MOST_NAMED) if len(known) > MOST_NAMED else ""
        return ", ".join(known[:MOST_NAMED]) + more or NO_OTHER


def split_place(text: str, places: Places) -> tuple[str, Scope | None]:
    """The text without where that is, and the places that are meant; None for everywhere. Raises Wrong."""
    if not places.by_word:
        return text, None
    begin, end = _free(text)
    said = text[begin:end]
    found = next(_of(said, places), None)
    if found is None:
        return text, None
    at, until, words = found
    scope = frozenset.intersection(*(places.by_word[word] for word in words))
    if not scope:
        raise Wrong(NOWHERE.format(words=" in ".join(map(ticked, words)), known=places))
    left = f"{said[:at].rstrip()} {said[until:].lstrip()}".strip()
    return " ".join(filter(None, (text[:begin].strip(), left, text[end:].strip()))), scope


def without_maybe(text: str) -> tuple[str, str]:
    """The text without what may be a place, and that, the same in whichever order; '' if there is none.

    λ slack doesn't know the accounts' names, and orders jobs by it.
    """
    begin, end = _free(text)
    if not MAYBE.search(text[begin:end]):
        return text, ""
    from app.config.reserved import RESERVED  # only who types a place needs it

    words: set[str] = set()

    def take(found: re.Match[str]) -> str:
        said = [part.casefold() for part in (*found["place"].split("/"), found["more"] or "") if part]
        if said[0] in RESERVED:
            return found[0]
        words.update(said)
        return ""

    left = MAYBE.sub(take, text[begin:end])
    place = "/".join(sorted(words, key=lambda word: (bool(SURELY.fullmatch(word)), word)))
    return " ".join(f"{text[:begin]} {left} {text[end:]}".split()) if place else text, place


def no_place(text: str, places: Places) -> str:
    """What stands where a place would and is none: `nowhere` of `web 4 in nowhere`; '' for nothing."""
    from app.config.reserved import RESERVED  # only who mistypes needs it

    begin, end = _free(text)
    said = (found["place"] for found in MAYBE.finditer(text[begin:end]))
    return next((word for word in said if word.casefold() not in RESERVED and _word(word) not in places.by_word), "")


def _free(text: str) -> tuple[int, int]:
    """Where words are that are no quoted name, and no reason."""
    quoted = QUOTED.match(text.lstrip())
    begin = len(text) - len(text.lstrip()) + quoted.end() if quoted else 0
    because = BECAUSE.search(text, begin)
    return begin, because.start() if because else len(text)


def _of(said: str, places: Places) -> Iterator[tuple[int, int, list[str]]]:
    """Where `in` and a place begin and end, and the places: `in prod eu-west-1` are two."""
    for each in IN.finditer(said):
        word = _word(each["place"])
        if word not in places.by_word:
            if SURELY.fullmatch(word):
                raise Wrong(NO_WAY.format(word=ticked(word), known=places))
            continue
        until, words = each.end(), [word]
        more = MORE.match(said, until)
        if more and _word(more["place"]) in places.by_word:
            until, words = more.end(), [word, _word(more["place"])]
        yield each.start(), until, words


def _word(said: str) -> str:
    return said.rstrip(ENDS).casefold()
