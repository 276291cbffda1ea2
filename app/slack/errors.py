"""What Slack's errors mean for Bellhop: transient, waiting for a person, or permanent.

Sources: the errors that each method lists on docs.slack.dev, and `docs.slack.dev/apis/web-api/rate-limits`.
"""

from __future__ import annotations

import http.client
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from app.base.deadline import within
from app.base.errors import BellhopError, Later
from app.base.tls import certificate_refusal
from app.slack.error_codes import CODES, LIMITED, Meaning, meaning_of
from app.slack.wire import Answer

T = TypeVar("T")

BAD_BLOCKS = CODES[Meaning.BAD_BLOCKS]
UNKNOWN_BLOCKS = frozenset({"invalid_blocks"})
PICTURE_LOST = CODES[Meaning.PICTURE]
NOT_THERE = CODES[Meaning.NOT_THERE]
UNREACHABLE = CODES[Meaning.UNREACHABLE]
CARD_LOST = CODES[Meaning.CARD_LOST]
# The message still stands, as it was.
EDIT_REFUSED = frozenset({"edit_window_closed", "cant_update_message", "block_mismatch"})
NO_SUCH_USER_GROUP = "no_such_subteam"
# What was to be looked at is not as it should be (blocks.validate, apps.manifest.validate).
INVALID = frozenset({"invalid_blocks", "invalid_message", "invalid_view", "invalid_manifest"})

LONGEST_WAIT = 900.0  # seconds; as long as a queue can delay a message

ERROR_CODE = re.compile(r"[a-z0-9_]+")

BUSY = "Slack did not take {method} now ({said})."
SILENT = "Slack did not answer {method}."
NOT_TRUSTED = (
    "Slack's certificate was refused, so {method} was not sent: {why}. "
    "Check this machine's clock, SSL_CERT_FILE and any proxy in between."
)
SAID_NO = "Slack refused {method}: {said}."
PROBLEM = "{message} ({pointer})"
NOT_INVITED = "Bellhop cannot post in {channel}: it is not in that channel, may not post there, or it is archived."


class SlackError(BellhopError):
    """Slack refused a call; `code` is its error, such as `not_in_channel`, `problems` are its details."""

    def __init__(self, code: str, sentence: str, problems: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.code = code
        self.problems = problems


class SlackLater(Later):
    """Slack can't do it now; `maybe_done` if the call may have done its work although no answer came."""

    def __init__(self, sentence: str, wait: float, maybe_done: bool) -> None:
        super().__init__(sentence, wait)
        self.maybe_done = maybe_done


class Limited(SlackLater):
    """There were too many calls of this method; Slack counts them by the minute (docs.slack.dev, "Rate limits")."""

    eases = 60.0


class Unanswered(SlackLater):
    """No answer came, or none that is Slack's own word: nor would one to another call now."""


class NoSuchChannel(SlackLater):
    """There is no channel with that name, or Bellhop can't see it; somebody can create it or invite Bellhop."""


class NotLetIn(SlackLater):
    """Slack accepts nothing from us until somebody fixes a token or its scopes."""


class LacksScope(NotLetIn):
    """The Slack app lacks the scope for this one thing; the rest works."""


# Nothing can be said until somebody fixes it; the queue keeps what is to be said.
WAITING: Mapping[Meaning | None, type[SlackLater]] = {
    Meaning.TOKEN: NotLetIn,
    Meaning.SCOPE: LacksScope,
    Meaning.PEOPLE: SlackLater,
}


def translated(method: str, call: Callable[[], T], seconds: float) -> T:
    """Make a call, within so much time, and turn the network's errors into ours."""
    try:
        return within(seconds, call)
    except (OSError, http.client.HTTPException) as problem:  # URLError, timeouts and TLS errors are OSErrors
        refusal = certificate_refusal(problem)
        if refusal:
            said = NOT_TRUSTED.format(method=method, why=refusal)
            raise SlackLater(said, wait=60, maybe_done=False) from problem
        raise Unanswered(SILENT.format(method=method), wait=2, maybe_done=True) from problem


def answer_of(method: str, call: Callable[[], Answer], seconds: float) -> Answer:
    """The answer of a Web API method that Slack took; raises for every other one."""
    answer = translated(method, call, seconds)
    if answer.status == 200 and _is_ok(answer.data):
        return answer
    # Slack says so with 200; another status is that of something in between, whatever the body looks like.
    raise _refusal(method, answer, _error_in(answer.data) if answer.status == 200 else "")


def taken_by_hook(method: str, call: Callable[[], Answer], seconds: float) -> None:
    """As `answer_of`, for a webhook or a response_url: Slack says `ok`, or why not, in one word or in JSON."""
    answer = translated(method, call, seconds)
    if answer.status == 200 and (answer.word == "ok" or _is_ok(answer.data)):
        return
    raise _refusal(method, answer, _error_in(answer.data) if answer.data else answer.word)


def _is_ok(data: Mapping[str, Any]) -> bool:
    return data.get("ok") is True and not data.get("error")


def _error_in(data: Mapping[str, Any]) -> str:
    """'' where it says that it is ok, too: what is one of both is neither."""
    return "" if data.get("ok") else str(data.get("error") or "")


def _refusal(method: str, answer: Answer, code: str) -> BellhopError:
    """Only a code that Slack documents is its word; a page, or half an answer, says nothing of what was done."""
    wait = retry_after(answer.headers, default=2.0)
    if answer.status == 429:
        return Limited(BUSY.format(method=method, said="ratelimited"), wait, maybe_done=False)
    is_known = ERROR_CODE.fullmatch(code) and meaning_of(code, method)
    if not is_known or answer.status >= 500:
        said = code if ERROR_CODE.fullmatch(code) else answer.status
        return Unanswered(BUSY.format(method=method, said=said), wait=2, maybe_done=True)
    return _refused(method, code, answer.data, wait)


def _refused(method: str, code: str, data: Mapping[str, Any], wait: float) -> BellhopError:
    """By what the code means."""
    said = SAID_NO.format(method=method, said=code)
    meaning = meaning_of(code)
    if meaning is Meaning.PASSING:
        kind = Limited if code in LIMITED else SlackLater
        return kind(BUSY.format(method=method, said=code), wait, maybe_done=kind is SlackLater)
    if meaning in WAITING:
        return WAITING[meaning](said, wait=60, maybe_done=meaning is Meaning.PEOPLE)
    return SlackError(code, said, _problems(data))


def _problems(answer: Mapping[str, Any]) -> tuple[str, ...]:
    """The `errors` of an answer, one sentence each: sentences, or objects with `message` and `pointer`."""
    more = answer.get("response_metadata")
    listed = answer.get("errors") or (more.get("messages") if isinstance(more, dict) else None)
    return tuple(map(_problem, listed)) if isinstance(listed, list) else ()


def _problem(each: Any) -> str:
    is_object = isinstance(each, dict)
    return PROBLEM.format(message=each.get("message"), pointer=each.get("pointer")) if is_object else str(each)


def retry_after(headers: Mapping[str, str], default: float) -> float:
    """Seconds to wait, between one and fifteen minutes; `default` if Slack names none."""
    for name, value in headers.items():
        if name.lower() == "retry-after":
            try:
                return min(LONGEST_WAIT, max(1.0, float(value)))
            except ValueError:
                return default
    return default
