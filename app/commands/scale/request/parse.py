"""The grammar of /scale: what is asked for, read from the words after the command; no IO.

    /scale [dry-run] GROUP [SIZES | VERB ...] [because REASON]

Only list, history, schedule and help stand alone; `group:NAME` names a group whose name is also a word, and quotes hold
a name with blanks, exactly as it stands there (`\\"` is a quote in it). What else people type: readings.py.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from app.aws.scaling import Capacity
from app.base.errors import Wrong
from app.base.values import dataclass
from app.commands.scale.request.errors import plainly
from app.commands.scale.verbs import catalogue
from app.commands.scale.verbs.look import LookAt
from app.commands.scale.verbs.verb import Intent, Typed

NO_GROUP = "Which group? Try `/scale GROUP {words}`. `/scale` lists the groups."
NO_NAME = "Which group? Put its name right after `group:`, as in `group:web`. `/scale` lists the groups."
NO_REASON = "The reason after `because` is missing."
LONG_REASON = "The reason is too long: {limit} characters at most."

# Phones type typographic quotes and dashes. A name itself may contain them, so only the word around it is normalized.
QUOTED = re.compile(r'(?:group:)?["“”„]((?:\\.|[^\\])*?)["“”„](?=\s|$)', re.IGNORECASE | re.DOTALL)
NEEDS_QUOTES = re.compile(r'\s|^["“”„]')
ESCAPED, TO_ESCAPE = re.compile(r'\\(["“”„\\])'), re.compile(r'(["“”„\\])')
DRY_RUN = re.compile(r"dry(?:[-\u2010-\u2014\u2212]|\s+)?run", re.IGNORECASE)
BECAUSE = re.compile(" because ", re.IGNORECASE)
REASON_LIMIT = 300  # a button carries it, and Slack allows 2000 characters there


@dataclass(frozen=True)
class Request:
    """What is asked for a group ('' for all), as a dry run or not, and why.

    is_exact  `group` is its whole name, as a button carries it, and `arn` the start of its ARN if that is known; else
              somebody typed the name or a part of it
    seen      from which sizes the person was shown that it goes, before they pressed
    """

    intent: Intent
    group: str = ""
    is_dry_run: bool = False
    reason: str = ""
    is_exact: bool = False
    arn: str = ""
    seen: Capacity | None = None

    @staticmethod
    def parse(words: str) -> Request:
        """Parse the words; raises Wrong with what to type instead."""
        is_dry_run, said = _split_dry_run(words.strip())
        name, said = _split_quoted(said)
        said, reason = split_reason(" ".join(said.split()))
        group, rest = _split_group(said) if name is None else (f"group:{name}", said.split())
        request = _stands_alone(group, rest) or _at_group(group, rest)
        return replace(request, is_dry_run=is_dry_run, reason=reason)

    @property
    def changes(self) -> bool:
        """Whether it changes a group; False if it only looks."""
        return not self.is_dry_run and catalogue.kind_for(self.intent) is not None

    def __str__(self) -> str:
        parts = ["dry-run" if self.is_dry_run else "", quoted(self.group), str(self.intent)]
        because = f"because {self.reason}" if self.reason else ""
        return " ".join(part for part in [*parts, because] if part)


def topic(group: str) -> str:
    """What a job about a group acts on."""
    return f"scale:{group}"


def typed(group: str) -> str:
    """The group's name as it can be typed, in an example in backticks."""
    return plainly(quoted(group))


def quoted(group: str) -> str:
    """The group's name as it can be typed: unchanged, unless it is also a command word or needs quotes."""
    if NEEDS_QUOTES.search(group):
        inside = TO_ESCAPE.sub(r"\\\1", group)
        return f'"{inside}"'
    is_word = group.casefold() in words() or group.casefold().startswith("group:") or DRY_RUN.fullmatch(group)
    return f"group:{group}" if is_word else group


@cache
def words() -> frozenset[str]:
    """The words that mean something else than a group."""
    return frozenset({*catalogue.alone(), *catalogue.parsers(), "dry-run", "dryrun", "because"} - {""})


def _split_quoted(said: str) -> tuple[str | None, str]:
    """A quoted name at the start, as it is, and what follows; None if there is none."""
    found = QUOTED.match(said)
    return (ESCAPED.sub(r"\1", found[1]), said[found.end() :]) if found else (None, said)


def split_reason(said: str) -> tuple[str, str]:
    """What is before and after `because`."""
    head, *found = BECAUSE.split(f" {said} ", maxsplit=1)
    if not found:
        return said, ""
    reason = found[0].strip()
    if not reason:
        raise Wrong(NO_REASON)
    if len(reason) > REASON_LIMIT:
        raise Wrong(LONG_REASON.format(limit=REASON_LIMIT))
    return head.strip(), reason


def _split_dry_run(said: str) -> tuple[bool, str]:
    found = DRY_RUN.match(said)
    is_word = found is not None and not said[found.end() : found.end() + 1].strip()
    return (True, said[found.end() :].lstrip()) if found and is_word else (False, said)


def _split_group(said: str) -> tuple[str, list[str]]:
    """The first word, which names the group unless it stands alone, and the others."""
    first, *rest = said.split() or [""]
    return first, rest


def _plain(word: str) -> str:
    return word[len("group:") :] if word.casefold().startswith("group:") else word


def _stands_alone(first: str, rest: list[str]) -> Request | None:
    """A request that names no group; raises Wrong for a verb that needs one."""
    word, alone = first.casefold(), catalogue.alone()
    if word in alone and not rest:
        return Request(alone[word])
    if word and (word in alone or word in catalogue.parsers()):
        raise Wrong(NO_GROUP.format(words=plainly(word, *rest)))
    return None


def _at_group(first: str, rest: list[str]) -> Request:
    group = _plain(first)
    if not group:
        raise Wrong(NO_NAME)
    return Request(_intent(rest, quoted(group)), group)


def _intent(rest: list[str], group: str) -> Intent:
    """`group` as it can be typed, for examples."""
    if not rest:
        return LookAt()
    verb, more = rest[0].casefold(), rest[1:]
    parsers = catalogue.parsers()
    place = Typed(group, tuple(word for word in parsers if word and word != "help"))
    if verb in parsers:
        return parsers[verb](more, place)
    return parsers[""](rest, place)
