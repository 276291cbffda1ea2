"""What people ask of /scale, read from the words after the command; no IO.

    /scale [dry-run] GROUP [SIZES | VERB ...] [because REASON]

Only list, history, schedule and help stand alone; `group:NAME` names a group whose name is also a word, and quotes hold
a name with blanks, exactly as it stands there (`\\"` is a quote in it).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from app.base.errors import Wrong
from app.commands.scale.request.errors import plainly, too_many
from app.commands.scale.request.size import SIZE
from app.commands.scale.request.sizes import BOUND
from app.commands.scale.request.when import WHEN_WORDS
from app.commands.scale.verbs import catalogue
from app.commands.scale.verbs.look import LookAt
from app.commands.scale.verbs.verb import Intent, Typed

NO_GROUP = "Which group? Try `/scale {words}`. `/scale` lists the groups."
NO_NAME = "Which group? Put its name right after `group:`, as in `group:web`. `/scale` lists the groups."
NOT_ALONE = (
    "`{word}` goes alone or after a group. Try `/scale {group} {word}`. For a group with that name, type "
    "`group:{word}`."
)
GROUP_FIRST = "The group comes first. Try `/scale {words}`."
DRY_RUN_FIRST = "`dry-run` comes first. Try `/scale dry-run {words}`."
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
    """

    intent: Intent
    group: str = ""
    is_dry_run: bool = False
    reason: str = ""
    is_exact: bool = False
    arn: str = ""

    @staticmethod
    def parse(words: str) -> Request:
        """Parse the words; raises Wrong with what to type instead."""
        is_dry_run, said = _split_dry_run(words.strip())
        name, said = _split_quoted(said)
        said, reason = _split_reason(" ".join(said.split()))
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


def words() -> frozenset[str]:
    """The words that mean something else than a group."""
    return frozenset({*catalogue.alone(), *catalogue.parsers(), "dry-run", "dryrun", "because"} - {""})


def _split_quoted(said: str) -> tuple[str | None, str]:
    """A quoted name at the start, as it is, and what follows; None if there is none."""
    found = QUOTED.match(said)
    return (ESCAPED.sub(r"\1", found[1]), said[found.end() :]) if found else (None, said)


def _split_reason(said: str) -> tuple[str, str]:
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
    is_verb = bool(word) and word in catalogue.parsers()
    if word in alone and not rest:
        return Request(alone[word])
    if word in alone and (not is_verb or word == "help"):
        raise too_many(rest[0])
    if word in alone:
        group = "GROUP" if SIZE.fullmatch(rest[0]) else rest[0]
        raise Wrong(NOT_ALONE.format(word=word, group=plainly(group)))
    if is_verb:
        raise Wrong(NO_GROUP.format(words=plainly(*_with_group(word, rest))))
    return None


def _with_group(verb: str, rest: list[str]) -> list[str]:
    """The words in the right order: a verb's first word is a group if it is nothing else."""
    is_group = bool(rest) and rest[0].casefold() not in catalogue.arguments()
    group, more = (rest[0], rest[1:]) if is_group else ("GROUP", rest)
    return [group, verb, *more]


def _at_group(first: str, rest: list[str]) -> Request:
    group = _plain(first)
    if not group:
        raise Wrong(NO_NAME)
    if SIZE.fullmatch(first) and rest and not _may_follow(rest[0]):
        raise Wrong(GROUP_FIRST.format(words=plainly(rest[0], first, *rest[1:])))
    return Request(_intent(rest, quoted(group)), group)


def _may_follow(word: str) -> bool:
    """Whether a word can come right after a group."""
    is_word = word.casefold() in {*catalogue.parsers(), *WHEN_WORDS}
    return is_word or any(form.fullmatch(word) for form in (SIZE, BOUND, DRY_RUN))


def _intent(rest: list[str], group: str) -> Intent:
    """`group` as it can be typed, for examples."""
    if not rest:
        return LookAt()
    verb, more = rest[0].casefold(), rest[1:]
    others = [word for word in rest if not DRY_RUN.fullmatch(word)]
    if len(others) < len(rest) and verb != "schedule":
        raise Wrong(DRY_RUN_FIRST.format(words=plainly(group, *others)))
    parsers = catalogue.parsers()
    place = Typed(group, tuple(word for word in parsers if word and word != "help"))
    if verb in parsers:
        return parsers[verb](more, place)
    return parsers[""](rest, place)
