"""What one can wish of /scale, read from the words after the command; no IO.

    /scale [dry-run] GROUP [WISH | VERB ...] [because REASON]

Only list, history, schedule and help stand alone; `group:NAME` names a group whose name is also a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

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
from app.commands.scale.size import DIGITS_LIMIT, Size
from app.commands.scale.when import NOW, At, Every, For, In, When, parse_days, parse_span, parse_time
from app.errors import Wrong
from app.messages.text import code, near

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

NO_GROUP = "Which group? Type `/scale {group} {words}`; `/scale` lists the groups."
TOO_MANY_WORDS = "That is one word too many: {word}. `/scale help` tells what can be typed."
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
QUOTED = re.compile(r'group:"(.*?)"(?= |$)', re.IGNORECASE)
BOUND = re.compile(r"(?P<name>min|max)=(?P<value>.*)", re.IGNORECASE)
SMART_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "’": "'", "‘": "'"})
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
        is_dry_run, said = _split_dry_run(" ".join(words.translate(SMART_QUOTES).split()))
        said, reason = _split_reason(said)
        group, rest = _split_group(said)
        wish = _stands_alone(group, rest) or Wish(_deed(rest, _plain(group)), _plain(group))
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


def quoted(group: str) -> str:
    """The group's name as it can be typed: as it is, unless it is a word too, or has spaces."""
    if " " in group:
        return f'group:"{group}"'
    is_word = group.casefold() in WORDS or group.casefold().startswith("group:")
    return f"group:{group}" if is_word else group


def _split_reason(said: str) -> tuple[str, str]:
    """What stands before and after `because`, wherever that is no part of a quoted name."""
    quote = QUOTED.match(said)
    start = quote.end() if quote else 0
    head, found, reason = f" {said[start:].lstrip()} ".partition(" because ")
    if not found:
        return said, ""
    if not reason.strip():
        raise Wrong(NO_REASON)
    return said[:start] + head.rstrip(), reason.strip()


def _split_dry_run(said: str) -> tuple[bool, str]:
    first, _, rest = said.partition(" ")
    return (True, rest) if first.casefold() in ("dry-run", "dryrun") else (False, said)


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
    if word in alone:
        if rest:
            raise Wrong(TOO_MANY_WORDS.format(word=code(rest[0])))
        return Wish(alone[word])
    if word in VERBS:
        words = code(" ".join([first, *rest])).strip("`")
        raise Wrong(NO_GROUP.format(group="GROUP", words=words))
    return None


def _deed(rest: list[str], group: str) -> Deed:
    if not rest:
        return Look()
    verb, more = rest[0].casefold(), rest[1:]
    if verb in _READERS:
        return _READERS[verb](more, group)
    return _resize(rest, group)


def _nothing_more(deed: Deed) -> Callable[[list[str], str], Deed]:
    def read(more: list[str], group: str) -> Deed:
        if more:
            raise Wrong(TOO_MANY_WORDS.format(word=code(more[0])))
        return deed

    return read


def _schedule(more: list[str], group: str) -> Deed:
    if not more:
        return ShowSchedule()
    if more[0].casefold() not in ("delete", "remove"):
        raise Wrong(TOO_MANY_WORDS.format(word=code(more[0])))
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
        raise Wrong(TOO_MANY_WORDS.format(word=code(more[1])))
    return Refresh(step)  # type: ignore[arg-type]  # one of STEPS


_READERS: dict[str, Callable[[list[str], str], Deed]] = {
    "undo": _nothing_more(Undo()),
    "history": _nothing_more(History()),
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
        raise Wrong((TWICE if bound else TOO_MANY_WORDS).format(word=code(word)))
    value = _bound(word, bound["name"].casefold(), bound["value"]) if bound else Size.parse(word, group)
    return replace(sizes, **{name: value})  # type: ignore[arg-type]  # a bound is a number, a size a Size


def _bound(word: str, name: str, value: str) -> int:
    if not (value.isascii() and value.isdecimal() and len(value) <= DIGITS_LIMIT):
        raise Wrong(NOT_A_NUMBER.format(word=code(word), name=name))
    return int(value)


def _when(words: list[str], group: str) -> When:
    verb, arguments = words[0].casefold(), words[1:]
    count = 2 if verb == "every" else 1
    if len(arguments) < count:
        raise _missing(verb, group)
    if len(arguments) > count:
        raise Wrong(TOO_MANY_WORDS.format(word=code(arguments[count])))
    return _WHENS[verb](arguments, group)


_WHENS: dict[str, Callable[[list[str], str], When]] = {
    "for": lambda words, group: For(parse_span(words[0], "for", group)),
    "in": lambda words, group: In(parse_span(words[0], "in", group)),
    "at": lambda words, group: At(parse_time(words[0], "at 18:00", group)),
    "every": lambda words, group: Every(
        parse_days(words[0], group), parse_time(words[1], f"every {words[0]} 08:00", group)
    ),
}


def _missing(verb: str, group: str) -> Wrong:
    return Wrong(MISSING.format(verb=verb, group=code(group).strip("`"), example=EXAMPLES[verb]))
