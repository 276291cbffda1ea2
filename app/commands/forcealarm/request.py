"""What was typed after /forcealarm: every way to read the words. No IO."""

from __future__ import annotations

import re

from app.base.values import dataclass
from app.listeners.typed import ALARM_ARN, BECAUSE, ENDS, QUOTES
from app.slack.interactions import as_typed
from app.slack.messages.text import MARKUP

STATES = ("OK", "ALARM", "INSUFFICIENT_DATA")
# Twice as long as a name and a reason together, as CloudWatch takes them (SetAlarmState): with the markup of links.
LONGEST = 2 * (255 + 1023)
LONGEST_NAME = 2 * 255
MOST_EDGES = 20
LEAST_PREFIX = 2  # of a state; `a` begins a reason, and `in` adds nothing
# What a state is also called; a button asks for exactly the state.
LIKE_A_STATE = {
    **dict.fromkeys(("okay", "green", "clear", "resolve", "resolved", "reset", "fine"), "OK"),
    **dict.fromkeys(("alarming", "alert", "alarmed", "red", "fire", "firing", "trigger", "on"), "ALARM"),
    **dict.fromkeys(("insufficient-data", "insufficientdata", "nodata"), "INSUFFICIENT_DATA"),
}
NOISE = frozenset(
    (
        *("set", "force", "forcealarm", "/forcealarm", "please", "now", "to", "state", "in", "into"),
        *("=", "->", "\u2192", "=>", ":"),
    )
)
LISTS = frozenset(("list", "ls", "status", "all", "show", "alarms"))
DRY_RUN = re.compile(
    r"(?<!\S)[(\[\"'`*]*(?:-{0,2}|\u2014)dry(?:[-\u2010-\u2014\u2212]|\s+)?run[)\]\"'`*.,;:!?]*(?!\S)|(?<!\S)-n(?!\S)",
    re.IGNORECASE,
)
# What is no reason right behind a state, but asks for something else that Bellhop doesn't do.
TIMED = re.compile(
    r"(?:for|until|till|til|during|every|later|tomorrow|tonight)\b|(?:in|at|after)\s+\S*[0-9]", re.IGNORECASE
)
# A place that bellhop.toml doesn't name: the alarm of that name here is not the one that is meant.
PLACED = re.compile(r"in\s+\S+(?:\s+[a-z]{2,4}(?:-[a-z]+)+-[0-9]{1,2})?", re.IGNORECASE)
OTHERWISE = frozenset(
    ("?", "dry", "cancel", "undo", "stop", "off", "ack", "acknowledge", "mute", "unmute", "maybe", "no", "never")
)
GOES_ON = frozenset(("and", "or", "then", "not"))
TEST = re.compile(r"test\s+(?=\S)", re.IGNORECASE)
DRILL = re.compile(r"drills?(?:\s+|$)", re.IGNORECASE)
OTHER_HALF = re.compile(r"^data(?:\s+|$)", re.IGNORECASE)
NAMED = re.compile(r"alarm:(?=\S)", re.IGNORECASE)
PARTED = re.compile(r"(?P<name>.+?)(?:->|=>|\u2192|=|:)(?P<state>[A-Za-z_]+)")


@dataclass(frozen=True)
class Request:
    """One way to read the words; `state` is empty to look at the alarm, or mistyped if there is a `reason`.

    doubt  what stands behind the state and is no reason: nobody knows what is meant
    """

    alarm: str
    state: str = ""
    reason: str = ""
    doubt: str = ""

    @staticmethod
    def parse(words: str) -> tuple[Request, ...]:
        """All ways to read the words, the longest name first: alarm names may have spaces, and contain a state's name.

        `billing alarm OKAY` sets no alarm `billing` if there is a `billing alarm`: then OKAY is not a state.
        """
        requests = [Request(words)]
        for word in re.finditer(r"\S+", words):
            if word.start() > LONGEST_NAME:  # no alarm has such a name
                break
            name, rest = words[: word.start()].rstrip(), words[word.end() :].strip()
            if name and _is_state(word[0]):
                rest = OTHER_HALF.sub("", rest) if word[0].casefold() == "insufficient" else rest
                requests.insert(1, _setting(name, state_of(word[0]), rest))
                if rest and not _is_state(rest.split()[0]):
                    requests.insert(1, Request(words[: word.end()], reason=rest))
        return tuple(requests)

    def __str__(self) -> str:
        because = f"because {self.reason}" if self.reason else ""
        return " ".join(part for part in (self.alarm, self.state, because) if part)


def without_dry_run(words: str) -> str:
    """The words without `dry-run`, wherever before the reason it stands."""
    because = BECAUSE.search(words)
    end = because.start() if because else len(words)
    return f"{DRY_RUN.sub(' ', words[:end]).strip()}{words[end:]}".strip()


def _setting(alarm: str, state: str, rest: str) -> Request:
    """`rest` is the reason, unless it adds nothing (`please`), or means something else: another state, a time."""
    head, *reason = BECAUSE.split(rest, maxsplit=1)
    said = [word.strip(QUOTES + ENDS).casefold() for word in head.split()]
    if all(word in NOISE or not word for word in said):
        return Request(alarm, state, "".join(reason).strip())
    if _means_otherwise(said) or TIMED.match(head) or PLACED.fullmatch(head.strip()):
        return Request(alarm, state, "".join(reason).strip(), head.strip())
    return Request(alarm, state, without_because(rest))


def _means_otherwise(said: list[str]) -> bool:
    """`fire drill` is a reason, `fire` another word for the state."""
    is_other = len(said) == 1 and said[0] in OTHERWISE | LIKE_A_STATE.keys()
    return _is_state(said[0]) or said[0] in GOES_ON or is_other


def topic(request: Request) -> str:
    """What a job acts on: the same for all requests about one alarm, since it is of the shortest reading."""
    shortest = Request.parse(f"{request.alarm} {request.state}")[-1]
    return f"alarm:{shortest.alarm}" if request.state else ""


def only_named(words: str) -> str:
    """The words behind `alarm:`, which say that an alarm is meant and no word of the command; '' without it."""
    found = NAMED.match(words)
    return words[found.end() :] if found else ""


def topic_of(words: str) -> str:
    """The same for the words, before anybody knows which alarms there are."""
    if len(words) > LONGEST:
        return ""
    named = only_named(words)
    words = named or words
    of_test = "" if named else tested(words)
    own = topic(Request.parse(words)[-1]) or topic(Request.parse(cleaned(words))[-1])
    return own or (topic(Request(of_test, STATES[1])) if of_test else "")


def tested(words: str) -> str:
    """What follows `test`, which is an alarm to be tested; '' without it."""
    found = TEST.match(words)
    return words[found.end() :].strip() if found else ""


def drilled(words: str) -> str | None:
    """What follows `drill`, perhaps nothing; None without it."""
    found = DRILL.match(words)
    return words[found.end() :].strip() if found else None


def timed(words: str) -> tuple[str, str]:
    """What is before `for 5m`, `until 18:00` and the like, and that; '' for the latter if there is none."""
    for blank in re.finditer(r"\s+", words):
        if TIMED.match(words, blank.end()):
            return words[: blank.start()], words[blank.end() :]
    return words, ""


def spoken(words: str) -> tuple[str, ...]:
    """The words with ever less of what adds nothing: an alarm's name may have such words, too.

    Without quotes and markup; then without what stands around the name and the state; then without any of it.
    """
    said, reason = _said(words)
    leading = _leading(said)
    edges = (_without_edges(said, least) for least in range(max(0, leading - MOST_EDGES), leading + 1))
    return tuple(dict.fromkeys((_joined(said, reason), *(_joined(each, reason) for each in edges), cleaned(words))))


def cleaned(words: str) -> str:
    """The same without quotes, markup and words that add nothing, and with the state behind the name."""
    said, reason = _said(words)
    return _joined([word for word in _without_edges(said, _leading(said)) if word.casefold() not in NOISE], reason)


def _said(words: str) -> tuple[list[str], str]:
    """The words, without quotes and markup, and the reason."""
    text = MARKUP.sub(lambda found: found["words"] or found["id"], as_typed(words))
    text = ALARM_ARN.sub("", text)
    head, *reason = BECAUSE.split(text, maxsplit=1)
    said = [part for word in head.split() for part in _parted(word.strip(QUOTES).rstrip(ENDS).strip(QUOTES)) if part]
    return said, "".join(reason).strip()


def _leading(said: list[str]) -> int:
    """How many words at the beginning add nothing."""
    return next((at for at, word in enumerate(said) if word.casefold() not in NOISE), len(said))


def _without_edges(said: list[str], leading: int) -> list[str]:
    """Without so many at the beginning, and what adds nothing at the end and before the state, which comes last."""
    left = said[leading:]
    if len(left) > 1 and _is_state(left[0]) and not any(map(_is_state, left[1:])):
        left = [*left[1:], left[0]]
    left = _without_end(left)
    state = [left.pop()] if left and _is_state(left[-1]) else []
    return [*_without_end(left), *state]


def _without_end(said: list[str]) -> list[str]:
    left = list(said)
    while left and left[-1].casefold() in NOISE:
        left.pop()
    return left


def _joined(said: list[str], reason: str) -> str:
    return " ".join([*said, *([f"because {reason}"] if reason else [])])


def _parted(word: str) -> list[str]:
    """`web=ALARM` as two words."""
    found = PARTED.fullmatch(word)
    return [found["name"], found["state"]] if found and _is_state(found["state"]) else [word]


def without_because(rest: str) -> str:
    """A reason without the `because` that every command takes before a reason."""
    found = BECAUSE.match(rest)
    return rest[found.end() :].strip() if found else rest


def state_of(word: str) -> str:
    """The state that a word is the beginning of; '' if it is none's."""
    if len(word) < LEAST_PREFIX or word.casefold() in NOISE:
        return ""
    return next((state for state in STATES if state.startswith(word.upper())), "")


def _is_state(word: str) -> bool:
    return bool(state_of(word))
