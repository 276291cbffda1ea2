"""The alarm that somebody means: by the reading with the longest name that an alarm has, else by a part of a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.aws.cloudwatch import NAME_LIMIT
from app.base.errors import Wrong
from app.commands.forcealarm.request import (
    LIKE_A_STATE,
    LONGEST,
    PLACED,
    STATES,
    Request,
    drilled,
    spoken,
    state_of,
    tested,
    without_because,
    without_dry_run,
)
from app.listeners.alarm_search import NO_ALARM_BUT, WHICH, is_glob, like
from app.listeners.listener import TOO_LONG
from app.listeners.names import MOST_CHOICES, ONE_OF_THESE, all_with, is_sure, matches, more_than_shown, spellings
from app.slack.messages.text import shorten, similar, ticked

if TYPE_CHECKING:
    from app.aws.alarm import Alarm
    from app.aws.cloudwatch import CloudWatch

NO_SUCH_ALARM = "There is no alarm {name}. `/forcealarm` lists all alarms."
WHICH_TEST = "Which alarm? Try `/forcealarm test ALARM`."
NO_VERB = "There is no alarm {name}. Did you mean {line}?"
NOT_AMONG = "No alarm begins with {name}, and it is in none of the first names. Type its beginning, in the same case."
NOT_A_STATE = "{word} is not an alarm state. Use OK, ALARM or INSUFFICIENT_DATA."
NO_STATE_BUT = "{word} is not an alarm state. Did you mean this?"
NO_REASON = "{words} is not taken as a reason: a reason comes after `because`. Did you mean this?"
NO_PLACE = (
    "{words} is no place: bellhop.toml names {known}. A reason comes after `because`. Did you mean the alarm here?"
)

BEGIN, ALONE, LIKE_A_VERB = ("test", "drill"), ("help", "list"), 0.75
DOUBT_SHOWN = 40


class Unclear(Wrong):
    """It may have been one of these requests; each gets a button."""

    def __init__(self, sentence: str, requests: Iterable[Request]) -> None:
        super().__init__(sentence)
        self.requests = tuple(dict.fromkeys(requests))[:MOST_CHOICES]


class Tested(Exception):
    """The alarm that it names is to be tested."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class ToDrill(Exception):
    """A drill is meant, or the list of all if it names none."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class Several(Exception):
    """It is for all alarms that a glob matches."""

    def __init__(self, request: Request) -> None:
        super().__init__(str(request))
        self.request = request


def find(
    words: str, alarms: CloudWatch, takes_globs: bool = True, places: Callable[[], str] = str
) -> tuple[Request, Alarm]:
    """What is asked, and of which alarm; raises Unclear with what it may be, or Wrong if it can be nothing.

    `places` tells those that bellhop.toml names.

    Where no alarm has that name, raises Several if it is a glob, Tested if it begins with `test`, and ToDrill.
    """
    if len(words) > LONGEST:
        raise Wrong(TOO_LONG.format(most=LONGEST, count=len(words)))
    readings = _readings(words)
    asked = [name for request in readings for name in spellings(request.alarm) if 0 < len(name) <= NAME_LIMIT]
    known = {alarm.name: alarm for alarm in alarms.named(list(dict.fromkeys(asked)))} if asked else {}
    for request in readings:
        for name in spellings(request.alarm):
            if name in known:
                return _checked(request, name, places), known[name]
    if takes_globs and tested(words):
        raise Tested(tested(words))
    if takes_globs and (drill := drilled(words)) is not None:
        raise ToDrill(drill)
    globs = [request for request in readings if is_glob(request.alarm)] if takes_globs else []
    if globs:
        raise Several(next((request for request in reversed(globs) if request.state), globs[0]))
    found = like(alarms, asked)
    request = _meant(readings, list(found.alarms), found.has_more)
    return _checked(request, request.alarm, places), found.alarms[request.alarm]


def _readings(words: str) -> tuple[Request, ...]:
    """As the words stand, then without what adds nothing; a dry run only looks."""
    plain = without_dry_run(words)
    if plain == words:
        return tuple(dict.fromkeys(way for said in (words, *spoken(words)) for way in Request.parse(said)))
    named = [way for way in Request.parse(words) if without_dry_run(way.alarm) != way.alarm]  # it may be in the name
    looks = [Request(way.alarm) for said in (plain, *spoken(plain)) for way in Request.parse(said)]
    return tuple(dict.fromkeys((*named, *looks)))


def _meant(readings: Sequence[Request], names: Sequence[str], has_more: bool = False) -> Request:
    """The request for the one alarm that has its name in another case, or as a part of its own."""
    begun = _begun(readings, names)
    if begun:
        raise _no_state(*begun)
    found = [(request, matches(request.alarm, names)) for request in readings if _is_whole(request)]
    likely = [(request, meant) for request, meant in found if meant]
    if not likely:
        raise _unknown(readings, names, has_more)
    if len({(meant, request.state) for request, meant in likely}) > 1:
        raise Unclear(ONE_OF_THESE, [replace(request, alarm=meant[0], doubt="") for request, meant in likely])
    request, meant = likely[0]
    is_whole_search = not has_more or meant[0].startswith(request.alarm)  # else another one may have the part, too
    if request.state and not (is_sure(request.alarm, names) and is_whole_search):
        meant = all_with(request.alarm, names)
        if len(meant) == 1:
            raise Unclear(NO_ALARM_BUT.format(name=ticked(request.alarm)), [replace(request, alarm=meant[0], doubt="")])
    if len(meant) > 1:
        text = WHICH.format(word=ticked(request.alarm), count=len(meant)) + more_than_shown(len(meant))
        raise Unclear(text, [replace(request, alarm=name, doubt="") for name in meant])
    return replace(request, alarm=meant[0])


def _is_whole(request: Request) -> bool:
    """Not one whose state was mistyped."""
    return bool(request.state) or not request.reason


def _begun(readings: Sequence[Request], names: Sequence[str]) -> tuple[str, str] | None:
    """The longest name that the words begin with, and what follows it: no state, or it would have been found."""
    for said in dict.fromkeys(request.alarm for request in reversed(readings) if not request.state):
        begun = max((name for name in names if said.casefold().startswith(name.casefold() + " ")), key=len, default="")
        rest = said[len(begun) :].split()
        if begun and not state_of(rest[0]):
            return begun, said[len(begun) :].strip()
    return None


def _checked(request: Request, name: str, places: Callable[[], str]) -> Request:
    if not request.state and request.reason:
        raise _no_state(name, request.reason)
    if request.doubt:
        also = _like(request.doubt.split()[0]) if len(request.doubt.split()) == 1 else ()
        requests = [Request(name, state, request.reason) for state in (request.state, *also)]
        words = ticked(shorten(request.doubt, DOUBT_SHOWN))
        is_place = PLACED.fullmatch(request.doubt)
        said = NO_PLACE.format(words=words, known=places()) if is_place else NO_REASON.format(words=words)
        raise Unclear(said, requests)
    return request


def _no_state(name: str, rest: str) -> Wrong:
    """With a button for the state that the next word is like."""
    word, _, reason = rest.partition(" ")
    likely = [Request(name, state, without_because(reason)) for state in _like(word)]
    words = {"word": ticked(word)}
    return Unclear(NO_STATE_BUT.format(**words), likely) if likely else Wrong(NOT_A_STATE.format(**words))


def _like(word: str) -> tuple[str, ...]:
    """The states that a word is like."""
    meant = LIKE_A_STATE.get(word.casefold(), "")
    return (meant,) if meant else similar(word, STATES)


def _unknown(readings: Sequence[Request], names: Sequence[str], has_more: bool) -> Wrong:
    """No alarm is called like that; the same for those that almost are."""
    near = list(_near(readings, names))
    near = [request for request in near if request.state] or near  # a state was meant, or it would not be there
    said = next((request.alarm for request in readings if request.state), readings[-1].alarm)
    name = ticked(shorten(said, NAME_LIMIT))
    verb = _verb(said)
    is_of_verb = verb and all(verb.endswith(f" {each.alarm}") and not each.state for each in near)
    if near and not is_of_verb:
        return Unclear(NO_ALARM_BUT.format(name=name), near)
    if said.casefold() == "test":
        return Wrong(WHICH_TEST)
    if verb:
        return Wrong(NO_VERB.format(name=name, line=ticked(f"/forcealarm {verb}")))
    return Wrong((NOT_AMONG if has_more else NO_SUCH_ALARM).format(name=name))


def _verb(said: str) -> str:
    """The words with what the first one may be, mistyped; '' if it is like nothing that begins a command."""
    first, *rest = said.split() or [""]
    meant = similar(first, BEGIN if rest else ALONE, LIKE_A_VERB)
    return " ".join((meant[0], *rest)) if meant else ""


def _near(readings: Sequence[Request], names: Sequence[str]) -> Iterator[Request]:
    for request in readings:
        name, _, last = request.alarm.rpartition(" ")
        if not request.state and not request.reason and name:
            yield from (Request(meant, state) for state in _like(last) for meant in matches(name, names))
    for request in readings:
        if _is_whole(request):
            yield from (replace(request, alarm=name, doubt="") for name in similar(request.alarm[:NAME_LIMIT], names))
