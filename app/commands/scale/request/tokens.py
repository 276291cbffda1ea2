"""What people typed, word by word: without punctuation, quotes and markup, what belongs together as one. No IO."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from app.base.values import dataclass
from app.commands.scale.request.size import SIZE
from app.listeners.times.days import days_in, with_ranges
from app.slack.interactions import as_typed
from app.slack.messages.buttons import BEFORE_THE_NAME
from app.slack.messages.text import MARKUP

OTHER_DIGIT = re.compile(r"(?![0-9])\d")  # such as those of a Japanese or an Arabic keyboard
EMOJI = re.compile(r"(?<!\S):[a-z0-9_+'-]+:(?!\S)|[\u2600-\u27bf\ufe0f\U0001f300-\U0001faff]")
INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff]")  # they come with what is copied from a web page
QUOTES = "\"'`\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb()[]{}"
AROUND = "*_~"  # Slack's bold, italic and strike; a factor begins with the first of them, so they count in pairs
ENDS = ".,;!?\u2026"
SEPARATORS = re.compile(r"(?:=>|->|\u2192|\u21d2|:=|==?|:)+")
SEPARATED = re.compile(r"(?P<left>.*?[^=:<>-])(?:=>|->|\u2192|\u21d2|:=|==?|:)(?P<right>[^=:].*)")
CLOCK = re.compile(r".*[0-9]:[0-9]{2}.*")
BOUND = re.compile(r"(?:min|max)=.*", re.IGNORECASE)
DRY = ("dry-run", "--dry-run", "dryrun", "--dryrun", "-n")
SIGNS, TIMES = ("+", "-", "\u2212", "\u2013", "\u2014"), ("x", "*", "\u00d7", "times")
NUMBER = re.compile(r"[0-9]{1,9}%?")
_SO_MUCH = r"(?: (?:a lot|a ton|so much|in advance|all|team|guys))?"
_TIME = r"[0-9]{1,2}(?::[0-9]{2})?[ap]m|[0-9]{1,2}:[0-9]{2}"
# So that no half of a group is meant, and no size at a time that is none.
PHRASES = tuple(
    (re.compile(rf"(?<!\S){phrase}(?!\S)", re.IGNORECASE), meant)
    for phrase, meant in (
        (r"(?:an?|one|1) hour and (?:a )?half", "1h30m"),
        (r"([0-9]{1,3}) hours and (?:a )?half", r"\1h30m"),
        (r"half (?:an? )?hour", "30m"),
        (r"half (?:an? )?day", "12h"),
        (r"for (?:good|ever)", ""),
        (r"for ([0-9]{1,4}) more (\S+)", r"for \1 \2"),
        (r"for a couple (?:of )?(hours|days)", r"for 2 \1"),
        (r"what (?:happens |would happen )?if", "dry-run"),
        (r"shut (?:it )?down", "shutdown"),
        (r"max(?:ed)? out", "full"),
        (r"@ ?([0-9]\S*)", r"at \1"),
        (r"nightly|every (?:morning|afternoon|evening|night)", "every day"),
        (r"between ([0-9]{1,9}) and ([0-9]{1,9})", r"\1-\2"),
        (r"for (?:the )?(?:next|another|coming|about) ([0-9]+\S*|half|an?|one|two|three|four|five)", r"for \1"),
        (r"for (?:the )?(?:next|another) (hour|day|week)", r"for 1 \1"),
        # Parts of a day.
        (r"([0-9]{1,2}(?::[0-9]{2})?) ([ap]m)", r"\1\2"),
        (r"([0-9]{1,2}(?::[0-9]{2})?)(?:am)? in (?:the )?morning", r"\1am"),
        (r"([0-9]{1,2}(?::[0-9]{2})?)(?:pm)? (?:in (?:the )?(?:afternoon|evening)|at night)", r"\1pm"),
        (r"morning (?:at )?([0-9]{1,2}(?::[0-9]{2})?)(?:am)?", r"\1am"),
        (r"(?:afternoon|evening|night) (?:at )?([0-9]{1,2}(?::[0-9]{2})?)(?:pm)?", r"\1pm"),
        (rf"(?:from |between )?({_TIME}) ?(?:to|till?|until|and|[-\u2013\u2014]) ?({_TIME})", r"\1-\2"),
        # Politeness that ends a request; elsewhere it may be about something that is done.
        (rf"(?:many )?(?:thanks|thank (?:you|u)|thx|ty|cheers){_SO_MUCH}$", ""),
    )
)
LEAST_ASKED = 2  # words: `?` and `web ?` ask for help, `web 4 ?` about a change
FACTOR = re.compile(r"(?P<number>[0-9]{1,9}(?:\.[0-9]{1,3})?)[x\u00d7]", re.IGNORECASE)


@dataclass(frozen=True)
class Tokens:
    """The words, whether one of them said `dry-run`, and whether no other words may be meant."""

    words: tuple[str, ...]
    is_dry_run: bool = False
    is_sure: bool = True


def tokens_of(said: str) -> Iterator[Tokens]:
    """Each way to part the words: as they stand, then at `=`, `:` and arrows; a lone dash is a minus, or none.

    A question is no order, so nothing of it is sure.
    """
    plain = MARKUP.sub(lambda found: f" {found['words'] or found['id']} ", as_typed(said))
    plain = OTHER_DIGIT.sub(lambda found: str(int(found[0])), EMOJI.sub("", plain))
    typed = INVISIBLE.sub("", _unmarked(plain.strip())).split()
    is_question = bool(typed) and "?" in typed[-1][len(typed[-1].rstrip(QUOTES + ENDS)) :]
    if len(typed) > LEAST_ASKED and typed[-1] == "?":
        typed.pop()  # else it asks for help
    whole = _as_words(with_ranges([each for each in map(_stripped, typed) if each]))
    parted = [part for word in whole for part in _parted(word)]
    for tokens in dict.fromkeys((tuple(whole), tuple(parted))):
        found = _without_dry_run(tokens)
        yield from _with_dashes(replace(found, is_sure=not is_question))


def _stripped(word: str) -> str:
    """A word without quotes, pairs of Slack's marks, and punctuation at its end; of an ARN the group's name."""
    if word.startswith("arn:") and BEFORE_THE_NAME in word:
        return word.partition(BEFORE_THE_NAME)[2]
    while True:
        bare = word.strip(QUOTES)
        if len(bare) > 2 and bare[0] in AROUND and bare[-1] == bare[0]:
            bare = bare[1:-1]
        if len(bare) > 1 or bare in ENDS:
            bare = bare.rstrip(ENDS) if bare != "?" else bare
        bare = (
            re.sub(r"(?:[=:]|->|\u2192)+$", "", bare)
            if not bare.casefold().startswith(("group:", "min=", "max="))
            else bare
        )
        if bare == word:
            return "" if SEPARATORS.fullmatch(bare) else bare
        word = bare


def _as_words(words: list[str]) -> list[str]:
    """With the phrases below in the grammar's words."""
    text = " ".join(words)
    for phrase, meant in PHRASES:
        text = phrase.sub(meant, text)
    return text.split()


def _unmarked(text: str) -> str:
    """Without one pair of Slack's marks around all of it."""
    is_marked = len(text) > 2 and text[0] in AROUND and text[-1] == text[0] and text[0] not in text[1:-1]
    return text[1:-1] if is_marked else text


def _parted(word: str) -> list[str]:
    """`web=4` as two words; a time, a bound and `group:web` stay one."""
    found = SEPARATED.fullmatch(word)
    is_one = CLOCK.fullmatch(word) or BOUND.fullmatch(word) or word.casefold().startswith("group:")
    return [found["left"], *_parted(found["right"])] if found and not is_one else [word]


def _without_dry_run(words: tuple[str, ...]) -> Tokens:
    left: list[str] = []
    is_dry_run = False
    for word in words:
        folded = word.casefold()
        is_pair = folded == "run" and bool(left) and left[-1].casefold() == "dry"
        if is_pair:
            left.pop()
        if is_pair or folded.replace("\u2013", "-") in DRY:
            is_dry_run = True
        else:
            left.append(word)
    return Tokens(tuple(left), is_dry_run)


def _with_dashes(tokens: Tokens) -> Iterator[Tokens]:
    """`web - 1` is one less, or a dash: nobody knows, so neither is sure."""
    words = tokens.words
    lone = [at for at, word in enumerate(words[:-1]) if word in SIGNS[1:] and NUMBER.fullmatch(words[at + 1])]
    others = tuple(word for word in words if word not in SIGNS[1:])
    if not lone:
        yield replace(tokens, words=_joined(others))
    elif days_in(f"{words[lone[0] - 1]}") or len(lone) > 1:
        yield replace(tokens, words=_joined(others), is_sure=False)
    else:
        yield replace(tokens, words=_joined(words), is_sure=False)
        yield replace(tokens, words=_joined(others), is_sure=False)


def _joined(words: tuple[str, ...]) -> tuple[str, ...]:
    """`+ 1`, `50 %`, `x 2`, `2 x` and `2x` as sizes."""
    joined: list[str] = []
    for word in words:
        last = joined[-1] if joined else ""
        if NUMBER.fullmatch(word) and (last in SIGNS or last.casefold() in TIMES):
            joined[-1] = f"x{word}" if last.casefold() in TIMES else last + word
        elif word.casefold() in ("%", "percent", "pct") and SIZE.fullmatch(last):
            joined[-1] += "%"
        elif word.casefold() in TIMES and NUMBER.fullmatch(last):
            joined[-1] = f"x{last}"
        elif found := FACTOR.fullmatch(word):
            joined.append(f"x{found['number']}")
        else:
            joined.append(word)
    return tuple(joined)
