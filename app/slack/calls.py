"""Calls of Slack's Web API, with the bot's token.

Each is made once: repeating a POST whose answer was lost would post twice. Waiting and retrying is the queues' job.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.config.secrets import Secret
from app.slack.error_codes import EDITS
from app.slack.errors import BUSY, NO_SUCH_USER_GROUP, NOT_THERE, SlackError, Unanswered, answer_of
from app.slack.token import with_secret
from app.slack.wire import Answer, asked

# Methods that read take form parameters; those that write take JSON with nested blocks.
READS = ("conversations.", "users.", "usergroups.", "auth.teams.list", "files.list", "files.info", "files.getUploadURL")
# What an organization's token is told where it names no workspace (`team_id`).
TEAM_IS_MISSING = "missing_argument"

TS = re.compile(r"[0-9]{1,10}\.[0-9]{1,6}")
ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")  # what is in it is for Slack to say
USER = {
    "id": ID,
    "team_id": (ID,),
    "tz": (str,),
    **dict.fromkeys(("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger"), (bool,)),
    **dict.fromkeys(("profile", "enterprise_user"), (dict,)),
}
MESSAGE = {"ts": TS, "metadata": ({"event_payload": (dict,)},)}
# What a method's answer has, as docs.slack.dev describes it. An `ok` without that is not Slack's own word: the work may
# be done or not, and who somebody is must not be guessed. What is in parentheses may be missing.
SHAPES: Mapping[str, Any] = {
    "apps.connections.open": {"url": str},
    "auth.teams.list": {"teams": [{"id": ID}]},
    "auth.test": {
        "user_id": ID,
        "is_enterprise_install": (bool,),
        **dict.fromkeys(("team_id", "enterprise_id"), (ID,)),
        "url": (str,),
    },
    "chat.delete": {"ts": TS},
    "chat.postEphemeral": {"message_ts": TS},
    "chat.postMessage": {"ts": TS},
    "chat.update": {"ts": TS},
    "conversations.history": {"messages": [MESSAGE]},
    "conversations.info": {"channel": {"id": ID}},
    "conversations.open": {"channel": {"id": ID}},
    "conversations.replies": {"messages": [MESSAGE]},
    "files.completeUploadExternal": {"files": [{"id": str}]},
    "files.getUploadURLExternal": {"upload_url": str, "file_id": str},
    "files.info": {"file": {"id": str}},
    "files.list": {"files": [{"id": str}]},
    "usergroups.list": {"usergroups": [{"id": ID}]},
    "usergroups.users.list": {"users": [ID]},
    "users.conversations": {"channels": [{"id": ID, "name": str}]},
    "users.info": {"user": USER},
    "views.open": {"view": {"id": str}},
    "views.publish": {"view": {"id": str}},
    "views.update": {"view": {"id": str}},
}
INCOMPLETE = "an incomplete answer"


class Calls:
    """By the SDK's `client`; `lost` hears of a channel where the bot can't post any more."""

    def __init__(self, client: Any, token: Secret, timeout: int, lost: Callable[[str], None]) -> None:
        self.client = client
        self.token = token
        self.timeout = timeout
        self.date = ""  # of the last answer, by Slack's clock
        self._lost = lost

    def call(self, method: str, **arguments: Any) -> Mapping[str, Any]:
        return self.answer(method, **arguments).data

    def answer(self, method: str, **arguments: Any) -> Answer:
        try:
            answer: Answer = with_secret(self.token, lambda token: self._asked(method, token, arguments))
        except SlackError as problem:
            if problem.code in NOT_THERE:
                self._lost(arguments.get("channel", ""))
            raise
        self.date = next((value for name, value in answer.headers.items() if name.lower() == "date"), "")
        return answer

    def pages(self, method: str, arguments: dict[str, Any]) -> Iterator[Mapping[str, Any]]:
        cursor, passed = "", set[str]()
        while True:
            page = self.call(method, **arguments, **({"cursor": cursor} if cursor else {}))
            yield page
            more = page.get("response_metadata")
            cursor = str(more.get("next_cursor") or "") if isinstance(more, dict) else ""
            if not cursor:
                return
            if cursor in passed:  # the same pages would come for ever
                raise incomplete(method)
            passed.add(cursor)

    def everywhere(self, method: str, arguments: dict[str, Any]) -> Iterator[Mapping[str, Any]]:
        """The pages of a method, of each workspace where the token is an organization's and has to name one."""
        try:
            yield from self.pages(method, arguments)
        except SlackError as problem:
            if problem.code != TEAM_IS_MISSING:
                raise
        else:
            return
        teams = [team["id"] for page in self.pages("auth.teams.list", {"limit": 1000}) for team in page["teams"]]
        for team in teams:
            with _another_workspaces():
                yield from self.pages(method, {**arguments, "team_id": team})

    def socket_address(self, app_token: Secret) -> str:
        """Where Socket Mode connects to; each address works once."""
        method = "apps.connections.open"
        return str(with_secret(app_token, lambda token: self._asked(method, token, {})).data["url"])

    def _asked(self, method: str, token: str, arguments: Mapping[str, Any]) -> Answer:
        given: dict[str, Any] = {"params" if method.startswith(READS) else "json": dict(arguments)}
        headers = {"Authorization": f"Bearer {token}"}
        answer = answer_of(
            method, lambda: asked(lambda: self.client.api_call(method, headers=headers, **given)), self.timeout
        )
        # That an edit is done is said of the message that was edited; else it is the answer to another call.
        is_others = method in EDITS and answer.data.get("ts") != arguments["ts"]
        if is_others or not _fits(answer.data, SHAPES.get(method, {})):
            raise incomplete(method)
        return answer


def incomplete(method: str) -> Unanswered:
    return Unanswered(BUSY.format(method=method, said=INCOMPLETE), wait=2, maybe_done=True)


def _fits(value: Any, shape: Any) -> bool:
    """Whether a JSON value has what a shape names: a type, a pattern, a list of one shape, or an object's fields."""
    if isinstance(shape, tuple):
        return value in (None, "") or _fits(value, shape[0])
    if isinstance(shape, re.Pattern):
        return isinstance(value, str) and bool(shape.fullmatch(value))
    if isinstance(shape, type):
        return isinstance(value, shape) and value != ""
    if isinstance(shape, list):
        return isinstance(value, list) and all(_fits(each, shape[0]) for each in value)
    return isinstance(value, dict) and all(_fits(value.get(name), each) for name, each in shape.items())


@contextlib.contextmanager
def _another_workspaces() -> Iterator[None]:
    """A user group is in one of an organization's workspaces."""
    try:
        yield
    except SlackError as problem:
        if problem.code != NO_SUCH_USER_GROUP:
            raise
