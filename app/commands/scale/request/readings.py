"""Every way to read what was typed after /scale, the likeliest first; the groups' names decide (meaning.py). No IO.

The first way is the grammar's own (parse.py). The others are for what people type all the same: words that add nothing,
another order, punctuation, numbers in words. Where that leaves no doubt it is done; a guess becomes a button.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import field, replace

from app.base.errors import Wrong
from app.base.values import dataclass
from app.commands.scale.request.alternatives import ANY_TIME, NOT, REASONS, both_of, meanings
from app.commands.scale.request.guess import guessed
from app.commands.scale.request.parse import Request, quoted, split_reason, typed, words
from app.commands.scale.request.plain import is_word
from app.commands.scale.request.size import SIZE
from app.commands.scale.request.tokens import Tokens, tokens_of
from app.commands.scale.request.vocabulary import ANY, JOINTS, LOOKS, NOISE, SAME
from app.commands.scale.request.when import begins_when
from app.commands.scale.verbs import catalogue
from app.commands.scale.verbs.look import ListAll, LookAt
from app.commands.scale.verbs.schedule import Schedule
from app.listeners.times.span import SPAN
from app.slack.messages.text import ticked

LONGEST, MOST_TOKENS, MOST_PLACES = 300, 24, 6
MOST_CORRECTED = 8
TWO_SCHEDULES = "That takes two schedules. This is the first; type the other like `/scale {group} 2 {when}`."
LEFT_OUT = "`/scale` does not know {word} there. Without it:"
PREFIX = "group:"
QUOTED_FIRST = re.compile(r"`([^`]+)`")
NAME_AND_SIZE = re.compile(r"(?P<name>[^\s=:]*[^\s0-9+\-\u2212x*%.,=:])(?P<size>[+\-\u2212]?[0-9]{1,4}%?)")
MARKED = re.compile(r"(?P<mark>[`*_~'\u2018])(?P<name>[^`*~'\u2018\u2019]+)[`*_~'\u2019](?=\s|$)")


@dataclass(frozen=True)
class Reading:
    """One way to read the words.

    is_sure   whether it may be done at once; else it is offered as a button
    is_whole  whether the group must have exactly this name: else the word means something else
    says      what is said of it where it is offered, '' for the question whether it is meant
    """

    request: Request
    is_sure: bool = True
    is_whole: bool = False
    says: str = ""


@dataclass(frozen=True)
class Readings:
    """The ways to read the words, and what is wrong with others, by the word that would be the group's name.

    parted  the words that are read
    """

    ways: tuple[Reading, ...]
    wrongs: tuple[tuple[str, Wrong], ...]
    parted: tuple[Tokens, ...] = ()
    reason: str = ""


def readings(text: str) -> Readings:
    """Raises Wrong if the reason is missing or too long."""
    found = _Found(text)
    found.take(text)
    if marked := MARKED.match(text):
        found.take(f'"{marked["name"]}"{text[marked.end() :]}')
    said, reason = split_reason(text)
    if len(said) > LONGEST:
        return found.all()
    parted = [tokens for tokens in tokens_of(said) if len(tokens.words) <= MOST_TOKENS]
    for tokens in parted:
        _read(tokens, reason, found)
    if not found.ways:
        for tokens in parted:
            _correct(tokens, reason, found)
    if not found.ways:
        for tokens in parted:
            _with_reason(tokens, found)
    if not found.ways:
        for tokens in parted:
            _leave_out(tokens, reason, found)
    return replace(found.all(), parted=tuple(parted), reason=reason)


@dataclass
class _Found:
    said: str
    ways: dict[Request, Reading] = field(default_factory=dict)
    wrongs: dict[str, Wrong] = field(default_factory=dict)
    plain_wrongs: dict[str, Wrong] = field(default_factory=dict)
    far_wrongs: dict[str, Wrong] = field(default_factory=dict)

    def take(self, text: str) -> None:
        """Read the text as it stands; raises Wrong for its reason only."""
        try:
            request = Request.parse(text)
        except Wrong as wrong:
            self.plain_wrongs.setdefault(next(iter(text.split()), ""), wrong)
        else:
            self.ways[request] = Reading(request, is_whole=is_word(request.group))

    def add(
        self, name: str, rest: Sequence[str], tokens: Tokens, reason: str, *, is_sure: bool, is_whole: bool = False
    ) -> None:
        """Read the words with this group."""
        guess = guessed(rest)
        try:
            request = Request.parse(" ".join([quoted(name), *guess.words]))
        except Wrong as wrong:
            if guess.only_looks and not is_word(name):
                look = Request(LookAt(), name)
                self.ways.setdefault(look, Reading(look, is_whole=is_whole))
            first = QUOTED_FIRST.match(str(wrong))
            is_typed = first is None or first[1].casefold() in self.said.casefold()
            (self.wrongs if is_typed else self.far_wrongs).setdefault(name, wrong)
            return
        request = replace(request, is_dry_run=tokens.is_dry_run, reason=request.reason or reason)
        is_sure = is_sure and tokens.is_sure and guess.is_sure and not guess.only_looks
        self.ways.setdefault(request, Reading(request, is_sure or not request.changes, is_whole or is_word(name)))

    def all(self) -> Readings:
        """What is wrong without the words that add nothing says more than what is wrong with them.

        But not what quotes a word that nobody typed.
        """
        wrongs = {**self.far_wrongs, **self.plain_wrongs, **self.wrongs}
        return Readings(tuple(self.ways.values()), tuple(wrongs.items()))


def _read(tokens: Tokens, reason: str, found: _Found) -> None:
    free = NOISE | LOOKS | JOINTS | SAME.keys() | words() | catalogue.arguments()  # what may stand before the group
    for name, before, after in _places(tokens):
        ends = not after or after[-1].casefold() not in JOINTS  # `web 1 at` was sent too early
        is_sure = ends and all(each.casefold() in free for each in before)
        for rest in dict.fromkeys(((*after, *before), (*before, *after))):
            found.add(name, rest, tokens, reason, is_sure=is_sure)
    alone = guessed(tokens.words)
    if not alone.words:
        found.ways.setdefault(Request(ListAll()), Reading(Request(ListAll())))
    elif alone.words and alone.words[0] in catalogue.alone() and (len(alone.words) == 1 or alone.words[0] == "help"):
        request = Request(catalogue.alone()[alone.words[0]])
        found.ways.setdefault(request, Reading(request))
    for name, before, after in _places(tokens):
        if glued := NAME_AND_SIZE.fullmatch(name):
            found.add(glued["name"], (glued["size"], *after, *before), tokens, reason, is_sure=False, is_whole=True)


def _places(tokens: Tokens) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Each word as the group's name, and the words before and after it."""
    for at, word in enumerate(tokens.words[:MOST_PLACES]):
        name = word[len(PREFIX) :] if word.casefold().startswith(PREFIX) else word
        if name and name.casefold() not in words():
            yield name, tokens.words[:at], tokens.words[at + 1 :]


def _correct(tokens: Tokens, reason: str, found: _Found) -> None:
    """With one word replaced by what it may mean."""
    for name, before, after in _places(tokens):
        rest = (*before, *after)
        for at, word in enumerate(rest[:MOST_CORRECTED]):
            for meant in meanings(word, rest[:at], is_last=at + 1 == len(rest)):
                found.add(name, (*rest[:at], *meant, *rest[at + 1 :]), tokens, reason, is_sure=False)
            if times := both_of(word):
                _take_two(name, [(*rest[:at], each, *rest[at + 1 :]) for each in times], tokens, reason, found)


def _take_two(name: str, two: Sequence[Sequence[str]], tokens: Tokens, reason: str, found: _Found) -> None:
    """`8 mon-fri 8am-6pm` are two schedules, and the size of the second is not said."""
    first, second = _Found(found.said), _Found(found.said)
    first.add(name, two[0], tokens, reason, is_sure=False)
    second.add(name, two[1], tokens, reason, is_sure=False)
    for request, other in zip(first.ways, second.ways, strict=False):
        if isinstance(request.intent, Schedule) and isinstance(other.intent, Schedule):
            says = TWO_SCHEDULES.format(group=typed(name), when=other.intent.when)
            found.ways.setdefault(request, replace(first.ways[request], says=says))


def _with_reason(tokens: Tokens, found: _Found) -> None:
    """With its last words as the reason, where they can't be anything else: `web 4 black friday`."""
    for at in range(2, len(tokens.words)):
        head = _Found(found.said)
        _read(replace(tokens, words=tokens.words[:at]), _reason(tokens.words[at:]), head)
        for request, way in head.ways.items():
            is_cut = tokens.words[at - 1].casefold() in JOINTS  # `for office hours`
            if request.changes and request.reason and tokens.words[at] not in NOISE and not is_cut:
                found.ways.setdefault(request, replace(way, is_sure=False))
        if found.ways:
            return


def _reason(said: Sequence[str]) -> str:
    """'' if that may be anything else."""
    mark = said[0].casefold()
    if mark in REASONS:
        told = [word for word in said[1:] if word.casefold() not in ("to", "of")]
        return " ".join(told) if mark not in ANY_TIME or all(map(_is_unknown, told)) else ""
    return " ".join(said) if len(said) > 1 and all(map(_is_unknown, said)) else ""


def _is_unknown(word: str) -> bool:
    is_known = word.casefold() in ANY | NOT | JOINTS | {"by"} or begins_when(word)
    return not (is_known or SIZE.fullmatch(word) or SPAN.fullmatch(word))


def _leave_out(tokens: Tokens, reason: str, found: _Found) -> None:
    """Without one word that means nothing here; not where that may turn the request around."""
    if NOT & {word.casefold() for word in tokens.words}:
        return
    for name, before, after in _places(tokens):
        rest = (*before, *after)
        for at, word in enumerate(rest[:MOST_CORRECTED]):
            without, is_number = _Found(found.said), SIZE.fullmatch(word)
            if is_number or (word.isalpha() and _is_unknown(word)):
                without.add(name, (*rest[:at], *rest[at + 1 :]), tokens, reason, is_sure=False)
            for request, way in without.ways.items():
                if request.changes and not is_number:
                    found.ways.setdefault(request, replace(way, says=LEFT_OUT.format(word=ticked(word))))
                elif is_number and not request.changes and request.intent != LookAt():  # `who set web to 4`
                    found.ways.setdefault(request, way)
