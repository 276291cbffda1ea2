"""What is asked for a group, in the grammar's words, from those that people type; and whether that is sure. No IO."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field
from itertools import pairwise

from app.base.values import dataclass
from app.commands.scale.request.size import SIZE
from app.commands.scale.request.vocabulary import (
    BOUNDS,
    DOWN,
    GUESSES,
    HEDGES,
    HOLD,
    JOINTS,
    LOOKS,
    NEED_A_NUMBER,
    NOISE,
    NUMBERS,
    SAME,
    SIZE_NAMES,
    UP,
)
from app.commands.scale.verbs import catalogue

RANGE = re.compile(r"(?P<low>[0-9]{1,9})(?:-|\.\.|\u2013)(?P<high>[0-9]{1,9})")
NAMED_SIZE = re.compile(r"(?P<name>[a-z]+)=(?P<size>.+)", re.IGNORECASE)
NUMBER = re.compile(r"[0-9]{1,9}")
STEP = re.compile(r"[+-][0-9]{1,9}")
AT_BOUNDS = {"least": "min", "most": "max"}
OF_PROCESSES = frozenset(("suspend", "resume"))


@dataclass
class Guess:
    """The words so far; `only_looks` if a word said so."""

    words: list[str] = field(default_factory=list)
    is_sure: bool = True
    only_looks: bool = False


def guessed(said: Sequence[str]) -> Guess:
    """The words in the grammar's own, with the verb first."""
    guess, left = Guess(), list(said)
    while left and left[-1].casefold() in JOINTS | NOISE:
        left.pop()
    while left:
        _take(left, guess, [word.casefold() for word in said])
    verbs = catalogue.parsers().keys() - {""}
    verb = next((word for word in guess.words if word.casefold() in verbs), "")
    if verb:
        guess.words.remove(verb)
        guess.words.insert(0, verb)
    if len(guess.words) > 1 and verb.casefold() == "schedule" and SIZE.fullmatch(guess.words[1]):
        guess.words.pop(0)  # of a size at a time
        guess.is_sure = False
    return guess


def _take(left: list[str], guess: Guess, said: Sequence[str]) -> None:
    """Take what comes next off the words."""
    word = left.pop(0)
    folded = word.casefold()
    if folded in HEDGES or _is_held(folded, left, said):
        guess.is_sure = False
    elif folded in catalogue.parsers():
        guess.words.append(word)
    elif folded in BOUNDS or (
        folded == "at" and len(left) > 1 and left[0].casefold() in AT_BOUNDS and _number(left[1])
    ):
        _bound(folded, left, guess)
    elif folded == "in" and _scales_in(left, guess):
        _step("down", left, guess, said)
    elif folded == "from" and "to" in said and left and _number(left[0]):
        left.pop(0)
        guess.is_sure = False
    elif folded in UP or folded in DOWN:
        _step(folded, left, guess, said)
    elif found := RANGE.fullmatch(word):
        _likely(guess, f"min={found['low']}", f"max={found['high']}")
    elif (found := NAMED_SIZE.fullmatch(word)) and found["name"].casefold() in SIZE_NAMES | BOUNDS.keys():
        name = BOUNDS.get(found["name"].casefold(), "")
        guess.words.append(f"{name}={found['size']}" if name else found["size"])
    elif folded == "all" and OF_PROCESSES & set(said):
        guess.words.append(word)
    elif folded in GUESSES:
        _likely(guess, *_guess_of(folded, said))
    elif folded in SAME:
        guess.words += SAME[folded]
    elif folded == "by" and left and _number(left[0]):
        sign = "-" if said[-1] == "in" or ("in", "by") in pairwise(said) else "+"
        _likely(guess, sign + _number(left.pop(0)))
    elif folded in LOOKS:
        guess.only_looks = True
    elif folded not in NOISE:
        guess.words.append(word)


def _bound(word: str, left: list[str], guess: Guess) -> None:
    """Of `max 8` and `at most 8` the bound; `max` alone is the size itself."""
    bound = BOUNDS[word] if word in BOUNDS else AT_BOUNDS[left.pop(0).casefold()]
    if left and _number(left[0]):
        _likely(guess, f"{bound}={_number(left.pop(0))}")
    else:
        guess.words.append(bound)


def _is_held(word: str, left: Sequence[str], said: Sequence[str]) -> bool:
    """Of `keep at 4`, the words beside the size."""
    if not HOLD & set(said) or not any(map(_number, said)):
        return False
    return word in HOLD or (word == "at" and bool(left) and bool(_number(left[0])))


def _step(word: str, left: list[str], guess: Guess, said: Sequence[str]) -> None:
    """`up 2` and `2 more` are steps, `up to 4` is a size, and `up` alone one more."""
    sign = "+" if word in UP else "-"
    if any(each == "to" and (_number(after) or after in BOUNDS) for each, after in pairwise(said)):
        guess.is_sure = False
    elif left and _number(left[0]):
        _likely(guess, sign + _number(left.pop(0)))
    elif guess.words and NUMBER.fullmatch(guess.words[-1]):
        guess.words[-1] = sign + guess.words[-1]
        guess.is_sure = False
    elif guess.words and STEP.fullmatch(guess.words[-1]) and guess.words[-1][0] == sign:
        guess.is_sure = False  # `add 2 more`
    elif left[:1] == ["by"] and len(left) > 1 and _number(left[1]):
        del left[0]
        _likely(guess, sign + _number(left.pop(0)))
    elif any(SIZE.fullmatch(each) or each.casefold() in NUMBERS for each in left):
        guess.is_sure = False
    else:
        _likely(guess, word if word in NEED_A_NUMBER else f"{sign}1")


def _scales_in(left: Sequence[str], guess: Guess) -> bool:
    """Whether `in 1` or `in by 1` is AWS's word for fewer instances: there is no other size, and no time."""
    number = left[1:] if left[:1] == ["by"] else left
    return len(number) == 1 and bool(_number(number[0])) and not any(map(SIZE.fullmatch, guess.words))


def _likely(guess: Guess, *words: str) -> None:
    guess.words += words
    guess.is_sure = False


def _guess_of(word: str, said: Sequence[str]) -> tuple[str, ...]:
    """Beside `refresh`, `stop` is about the refresh."""
    if "refresh" not in said:
        return GUESSES[word]
    meant = GUESSES["cancel"] if word in ("stop", "off", "kill") else GUESSES[word]
    return meant[1:] if meant[0] == "refresh" else meant


def _number(word: str) -> str:
    return NUMBERS.get(word.casefold(), word if NUMBER.fullmatch(word) else "")
