"""What one can wish of /scale, read from the words after the command; no IO.

    /scale [dry-run] GROUP [WISH | VERB ...] [because REASON]

Only list, history, schedule and help stand alone; `group:NAME` names a group whose name is also a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import takewhile

from app.base.errors import Wrong
from app.commands.scale.deeds import (
    LOOKS,
    Deed,
    Help,
    History,
    List,
    Look,
    Refresh,
    Resize,
    Resume,
    ShowSchedule,
    Sizes,
    Suspend,
    Undo,
    Unschedule,
)
from app.commands.scale.size import DIGITS_LIMIT, SIZE, Size
from app.commands.scale.when import NOW, At, Every, For, In, When, parse_days, parse_span, parse_time
from app.slack.messages.text import code, near

USAGE = "[GROUP [N | +N | x2 | +50% | min=A max=B | undo | history | help]]"

HELP = """*What `/scale` does.* GROUP may be the beginning of a name, or a part that only one group has.
`/scale` lists the groups, `/scale GROUP` shows one
`/scale GROUP 4`, `+2`, `-1`, `x2`, `+50%`, `-25%`, `150%` sets how many instances it wants
`/scale GROUP min=2 max=12 6` sets its bounds too
`/scale GROUP 8 for 2h` sets it for a time, then it goes back by itself
`/scale GROUP 8 at 18:00`, `in 30m`, `every weekday 08:00` sets it later
`/scale schedule`, `/scale GROUP schedule` lists what is to come, `schedule delete NAME` deletes one
`/scale GROUP suspend Launch Terminate`, `resume Launch` stops and starts Auto Scaling's processes
`/scale GROUP refresh` shows the instance refresh; `refresh start`, `cancel`, `rollback`
`/scale GROUP undo` takes the last change back; `history` tells who did what
`/scale dry-run GROUP 4` only says what would happen
`… because REASON` says why, for the history. `group:NAME` names a group whose name is also a word."""

NO_GROUP = "Which group? Type `/scale {words}`; `/scale` lists the groups."
NO_NAME = "Which group? Its name goes right behind `group:`, such as `group:web`; `/scale` lists the groups."
NOT_ALONE = (
    "`{word}` stands alone or behind a group: type `/scale {group} {word}`. A group of that name is `group:{word}`."
)
GROUP_FIRST = "The group goes first: type `/scale {words}`."
DRY_RUN_FIRST = "`dry-run` goes first: type `/scale dry-run {words}`."
TOO_MANY_WORDS = "That is one word too many: {word}.{near} `/scale help` tells what can be typed."
MISSING = "There is something missing after `{verb}`. Type `/scale {group} {example}`."
TWICE = "{word} says it a second time. Say it once."
NOT_A_NUMBER = "{word} is not a number of instances. Type `{name}=2`."
NOT_A_STEP = "{word} is nothing that a refresh does.{near} Type `/scale {group} refresh start`, `cancel` or `rollback`."
NO_STEPS_LATER = (
    "{size} depends on how many there are at that time, which nobody knows now. "
    "Type a plain number: `/scale {group} 4 {when}`."
)
NOT_A_PROCESS = "{word} is no process of Auto Scaling.{near} They are {known}."
NO_REASON = "There is something missing after `because`: why?"
LONG_REASON = "The reason is too long: {limit} characters at most."

PROCESSES = (
    "Launch",
    "Terminate",
    "AddToLoadBalancer",
    "AlarmNotification",
    "AZRebalance",
    "HealthCheck",
    "InstanceRefresh",
    "ReplaceUnhealthy",
    "ScheduledActions",
)
STEPS = ("start", "cancel", "rollback")
ALONE = ("list", "history", "schedule", "help")
VERBS = ("suspend", "resume", "refresh", "undo", "history", "schedule")
WORDS = frozenset({*ALONE, *VERBS, "dry-run", "dryrun", "because"})
# Phones type typographic quotes and dashes; a name itself may hold them, so only the word around it is read so.
QUOTED = re.compile(r'group:["“”„](.*?)["“”„](?= |$)', re.IGNORECASE)
DRY_RUN = re.compile(r"dry[-\u2010-\u2014\u2212 ]?run", re.IGNORECASE)
BECAUSE = re.compile(" because ", re.IGNORECASE)
BOUND = re.compile(r"(?P<name>min|max)(?:=(?P<value>.*))?", re.IGNORECASE)
SPAN_PART = re.compile("[0-9]*[a-z]*", re.IGNORECASE)
REASON_LIMIT = 300  # a button carries it, and Slack takes 2000 characters there
EXAMPLES = {
    "suspend": "suspend Launch",
    "resume": "resume Launch",
    "schedule delete": "schedule delete NAME",
    "for": "4 for 2h",
    "in": "4 in 30m",
    "at": "4 at 18:00",
    "every": "4 every weekday 08:00",
}


@dataclass(frozen=True)
class Wish:
    """A deed, at a group ('' for all), really or only in words, and why."""

    deed: Deed
    group: str = ""
    is_dry_run: bool = False
    reason: str = ""

    @staticmethod
    def parse(words: str) -> Wish:
        """Read the words; raises Wrong with what to type instead."""
        is_dry_run, said = _split_dry_run(" ".join(words.split()))
        said, reason = _split_reason(said)
        group, rest = _split_group(said)
        wish = _stands_alone(group, rest) or _at_group(group, rest)
        return replace(wish, is_dry_run=is_dry_run, reason=reason)

    @property
    def changes(self) -> bool:
        """Whether it does anything to a group; False where it only looks."""
        if self.is_dry_run or isinstance(self.deed, LOOKS):
            return False
        return not isinstance(self.deed, Refresh) or bool(self.deed.step)

    def __str__(self) -> str:
        parts = ["dry-run" if self.is_dry_run else "", quoted(self.group), str(self.deed)]
        because = f"because {self.reason}" if self.reason else ""
        return " ".join(part for part in [*parts, because] if part)


def typed(group: str) -> str:
    """The group's name as it can be typed, to stand in an example within backticks."""
    return _plainly(quoted(group))


def quoted(group: str) -> str:
    """The group's name as it can be typed: as it is, unless it is a word too, or has spaces."""
    if " " in group:
        return f'group:"{group}"'
    is_word = group.casefold() in WORDS or group.casefold().startswith("group:") or DRY_RUN.fullmatch(group)
    return f"group:{group}" if is_word else group


def _split_reason(said: str) -> tuple[str, str]:
    """What stands before and after `because`, wherever that is no part of a quoted name."""
    quote = QUOTED.match(said)
    start = quote.end() if quote else 0
    head, *found = BECAUSE.split(f" {said[start:].lstrip()} ", maxsplit=1)
    if not found:
        return said, ""
    reason = found[0].strip()
    if not reason:
        raise Wrong(NO_REASON)
    if len(reason) > REASON_LIMIT:
        raise Wrong(LONG_REASON.format(limit=REASON_LIMIT))
    return said[:start] + head.rstrip(), reason


def _split_dry_run(said: str) -> tuple[bool, str]:
    found = DRY_RUN.match(said)
    is_word = found is not None and said[found.end() : found.end() + 1] in ("", " ")
    return (True, said[found.end() :].lstrip()) if found and is_word else (False, said)


def _split_group(said: str) -> tuple[str, list[str]]:
    """The first word, which names the group unless it stands alone, and the others."""
    quote = QUOTED.match(said)
    if quote:
        return f"group:{quote[1]}", said[quote.end() :].split()
    first, *rest = said.split() or [""]
    return first, rest


def _plain(word: str) -> str:
    return word[len("group:") :] if word.casefold().startswith("group:") else word


def _stands_alone(first: str, rest: list[str]) -> Wish | None:
    """A wish that names no group; raises Wrong for a verb that needs one."""
    word = first.casefold()
    alone: dict[str, Deed] = {
        "": List(),
        "list": List(),
        "history": History(),
        "schedule": ShowSchedule(),
        "help": Help(),
    }
    if word in alone and not rest:
        return Wish(alone[word])
    if word in alone and word in VERBS:
        group = "GROUP" if SIZE.fullmatch(rest[0]) else rest[0]
        raise Wrong(NOT_ALONE.format(word=word, group=_plainly(group)))
    if word in alone:
        raise _too_many(rest[0])
    if word in VERBS:
        raise Wrong(NO_GROUP.format(words=_plainly(*_with_group(word, rest))))
    return None


def _with_group(verb: str, rest: list[str]) -> list[str]:
    """The words as they should have stood: a verb's first word is a group where it is nothing else."""
    is_group = bool(rest) and rest[0].casefold() not in {*STEPS, "all", *map(str.casefold, PROCESSES)}
    group, more = (rest[0], rest[1:]) if is_group else ("GROUP", rest)
    return [group, verb, *more]


def _at_group(first: str, rest: list[str]) -> Wish:
    group = _plain(first)
    if not group:
        raise Wrong(NO_NAME)
    if SIZE.fullmatch(first) and rest and not _may_follow(rest[0]):
        raise Wrong(GROUP_FIRST.format(words=_plainly(rest[0], first, *rest[1:])))
    return Wish(_deed(rest, quoted(group)), group)


def _may_follow(word: str) -> bool:
    """Whether a word may stand right behind a group."""
    is_word = word.casefold() in {*_READERS, *_WHENS}
    return is_word or any(form.fullmatch(word) for form in (SIZE, BOUND, DRY_RUN))


def _deed(rest: list[str], group: str) -> Deed:
    """`group` as it can be typed, for examples."""
    if not rest:
        return Look()
    verb, more = rest[0].casefold(), rest[1:]
    others = [word for word in rest if not DRY_RUN.fullmatch(word)]
    if len(others) < len(rest) and verb != "schedule":
        raise Wrong(DRY_RUN_FIRST.format(words=_plainly(group, *others)))
    if verb in _READERS:
        return _READERS[verb](more, group)
    return _resize(rest, group)


def _nothing_more(deed: Deed) -> Callable[[list[str], str], Deed]:
    def read(more: list[str], group: str) -> Deed:
        if more:
            raise _too_many(more[0])
        return deed

    return read


def _schedule(more: list[str], group: str) -> Deed:
    if not more:
        return ShowSchedule()
    if more[0].casefold() not in ("delete", "remove"):
        raise _too_many(more[0], ["delete"])
    if len(more) == 1:
        raise _missing("schedule delete", group)
    return Unschedule(" ".join(more[1:]))


def _processes(verb: str) -> Callable[[list[str], str], Deed]:
    def read(more: list[str], group: str) -> Deed:
        names = [word for word in " ".join(more).replace(",", " ").split() if word]
        if not names:
            raise _missing(verb, group)
        everything = [word.casefold() for word in names] == ["all"]
        processes = PROCESSES if everything else tuple(dict.fromkeys(_process(word) for word in names))
        return Suspend(processes) if verb == "suspend" else Resume(processes)

    return read


def _process(word: str) -> str:
    known = {process.casefold(): process for process in PROCESSES}
    if word.casefold() not in known:
        words = {"near": near(word, PROCESSES), "known": ", ".join(PROCESSES)}
        raise Wrong(NOT_A_PROCESS.format(word=code(word), **words))
    return known[word.casefold()]


def _refresh(more: list[str], group: str) -> Deed:
    if not more:
        return Refresh()
    step = more[0].casefold()
    if step not in STEPS:
        words = {"near": near(step, STEPS), "group": code(group).strip("`")}
        raise Wrong(NOT_A_STEP.format(word=code(more[0]), **words))
    if len(more) > 1:
        raise _too_many(more[1])
    return Refresh(step)  # type: ignore[arg-type]  # one of STEPS


_READERS: dict[str, Callable[[list[str], str], Deed]] = {
    "undo": _nothing_more(Undo()),
    "history": _nothing_more(History()),
    "help": _nothing_more(Help()),
    "schedule": _schedule,
    "suspend": _processes("suspend"),
    "resume": _processes("resume"),
    "refresh": _refresh,
}


def _resize(rest: list[str], group: str) -> Deed:
    """`min=A max=B N` in any order, then `for`, `at`, `in` or `every`."""
    sizes, left = Sizes(), list(rest)
    while left and left[0].casefold() not in _WHENS:
        sizes = _with(sizes, left.pop(0), group)
    when = _when(left, group) if left else NOW
    if sizes == Sizes():
        raise _missing(rest[0].casefold(), group)
    if sizes.size and sizes.size.is_relative and isinstance(when, At | In | Every):
        words = {"size": code(str(sizes.size)), "group": code(group).strip("`"), "when": str(when)}
        raise Wrong(NO_STEPS_LATER.format(**words))
    return Resize(sizes, when)


def _with(sizes: Sizes, word: str, group: str) -> Sizes:
    """Sizes with what one more word says; each may be said once."""
    bound = BOUND.fullmatch(word)
    name = {"min": "minimum", "max": "maximum"}[bound["name"].casefold()] if bound else "size"
    if getattr(sizes, name) is not None:
        raise Wrong(TWICE.format(word=code(word))) if bound else _too_many(word, [*_WHENS, "because"])
    if bound:
        value: int | Size = _bound(word, bound["name"].casefold(), bound["value"] or "")
    else:
        value = Size.parse(word, group, VERBS)
    return replace(sizes, **{name: value})  # type: ignore[arg-type]  # a bound is a number, a size a Size


def _bound(word: str, name: str, value: str) -> int:
    if not (value.isascii() and value.isdecimal() and len(value) <= DIGITS_LIMIT):
        raise Wrong(NOT_A_NUMBER.format(word=code(word), name=name))
    return int(value)


def _when(words: list[str], group: str) -> When:
    verb = words[0].casefold()
    arguments = _joined(verb, words[1:])
    count = 2 if verb == "every" else 1
    if len(arguments) < count:
        raise _missing(verb, group)
    if len(arguments) > count:
        raise _too_many(arguments[count], ["because"])
    return _WHENS[verb](arguments, group)


def _joined(verb: str, words: list[str]) -> list[str]:
    """What belongs together as one word: `2 hours`, `mon, wed at 08:00`."""
    if verb in ("for", "in"):
        span = list(takewhile(SPAN_PART.fullmatch, words))
        return [" ".join(span), *words[len(span) :]] if span else words
    if verb == "every":
        days, *rest = " ".join(words).replace(", ", ",").split() or [""]
        return [days, *(rest[1:] if rest and rest[0].casefold() == "at" else rest)] if days else []
    return words


_WHENS: dict[str, Callable[[list[str], str], When]] = {
    "for": lambda words, group: For(parse_span(words[0], "for", group)),
    "in": lambda words, group: In(parse_span(words[0], "in", group)),
    "at": lambda words, group: At(parse_time(words[0], "at 18:00", group)),
    "every": lambda words, group: Every(
        parse_days(words[0], group), parse_time(words[1], f"every {words[0]} 08:00", group)
    ),
}


def _too_many(word: str, others: Iterable[str] = ()) -> Wrong:
    return Wrong(TOO_MANY_WORDS.format(word=code(word), near=near(word, others)))


def _plainly(*words: str) -> str:
    """Words to stand within an example's backticks."""
    return code(" ".join(words)).strip("`")


def _missing(verb: str, group: str) -> Wrong:
    return Wrong(MISSING.format(verb=verb, group=code(group).strip("`"), example=EXAMPLES[verb]))
