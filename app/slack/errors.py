"""What Slack's errors mean for Bellhop: transient, waiting for a person, or permanent.

Sources: the errors that each method lists on docs.slack.dev, and `docs.slack.dev/apis/web-api/rate-limits`.
"""

from __future__ import annotations

import http.client
import re
from collections.abc import Callable, Mapping
from typing import Any

from slack_sdk.errors import SlackApiError

from app.base.errors import BellhopError, Later
from app.base.tls import certificate_refusal

# Slack could not take the call now; nothing is wrong with the call.
PASSING = frozenset({"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable"})
MISSING_SCOPE = "missing_scope"
# The token is invalid, revoked or of another kind: it may have changed since it was read.
TOKEN_REFUSED = frozenset(
    {"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "not_allowed_token_type"}
)
# Nothing can be posted until somebody fixes the token or invites the bot; messages wait on the queue.
AWAITING_PEOPLE = TOKEN_REFUSED | {MISSING_SCOPE}
BAD_BLOCKS = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
# What was to be checked is invalid (blocks.validate, apps.manifest.validate).
INVALID = frozenset({"invalid_blocks", "invalid_message", "invalid_view", "invalid_manifest"})
NO_SUCH_USER_GROUP = "no_such_subteam"
# The bot can't post there: it isn't a member, the channel is archived, or only some people may post.
NOT_THERE = frozenset(
    {
        "channel_not_found",
        "not_in_channel",
        "is_archived",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "restricted_action_non_threadable_channel",
    }
)
# Somebody cannot be written to directly: the app has no Messages tab, or who it is can get no message of an app's.
UNREACHABLE = frozenset(
    {
        "messages_tab_disabled",
        "cannot_dm_bot",
        "user_not_found",
        "users_not_found",
        "user_not_visible",
        "user_disabled",
        "user_not_in_channel",
        "user_is_bot",
        "user_is_restricted",
        "users_list_not_supplied",
        "not_enough_users",
        "invalid_user_combination",
        "im_not_allowed",
        "method_not_supported_for_channel_type",
    }
)
CARD_LOST = frozenset({"message_not_found", "thread_not_found", "edit_window_closed", "cant_update_message"})

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


class NoSuchChannel(SlackLater):
    """There is no channel with that name, or Bellhop can't see it; somebody can create it or invite Bellhop."""


class NotLetIn(SlackLater):
    """Slack accepts nothing from us until somebody fixes a token or its scopes."""


class LacksScope(NotLetIn):
    """The Slack app lacks the scope for this one thing; the rest works."""


def translated(method: str, call: Callable[[], Any]) -> Any:
    """Make a call with the SDK and turn its errors, and the network's, into ours."""
    try:
        return call()
    except SlackApiError as problem:
        raise _translate(method, problem) from None  # its text may contain the whole answer
    except (OSError, http.client.HTTPException) as problem:  # URLError, timeouts and TLS errors are OSErrors
        refusal = certificate_refusal(problem)
        if refusal:
            said = NOT_TRUSTED.format(method=method, why=refusal)
            raise SlackLater(said, wait=60, maybe_done=False) from problem
        raise SlackLater(SILENT.format(method=method), wait=2, maybe_done=True) from problem


def _translate(method: str, problem: SlackApiError) -> BellhopError:
    answer = problem.response
    status = getattr(answer, "status_code", 0)
    data = getattr(answer, "data", None)
    code = str(data.get("error", "")) if isinstance(data, dict) else ""
    if not ERROR_CODE.fullmatch(code):  # for a page that isn't JSON, the SDK raises an error that contains the page
        code = ""
    if status == 429 or code in PASSING:
        said = code or str(status)
        wait = retry_after(getattr(answer, "headers", {}), default=2.0)
        return SlackLater(BUSY.format(method=method, said=said), wait, maybe_done=code == "internal_error")
    if status >= 500 or not code:
        return SlackLater(BUSY.format(method=method, said=status), wait=2, maybe_done=True)
    if code in AWAITING_PEOPLE:
        kind = LacksScope if code == MISSING_SCOPE else NotLetIn
        return kind(SAID_NO.format(method=method, said=code), wait=60, maybe_done=False)
    return SlackError(code, SAID_NO.format(method=method, said=code), _problems(data))


def _problems(answer: Any) -> tuple[str, ...]:
    """The `errors` of an answer that lists objects with `message` and `pointer`, one sentence each."""
    listed = answer.get("errors") if isinstance(answer, dict) else None
    found = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    return tuple(PROBLEM.format(message=each.get("message"), pointer=each.get("pointer")) for each in found)


def retry_after(headers: Mapping[str, Any], default: float) -> float:
    """Seconds to wait, between one and fifteen minutes; `default` if Slack names none."""
    for name, value in headers.items():
        if name.lower() == "retry-after":
            try:
                return min(LONGEST_WAIT, max(1.0, float(value[0] if isinstance(value, list) else value)))
            except ValueError:
                return default
    return default
