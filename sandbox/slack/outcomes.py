"""What came of something a person did in the sandbox, and how to say that it could not be done."""

from dataclasses import dataclass

from sandbox.slack.core import Slack
from sandbox.slack.delivery import Reply
from sandbox.slack.errors import Json
from sandbox.slack.payloads import Scene
from sandbox.slack.people import User


class CannotAct(Exception):
    """This person cannot do that, as no such button, channel or modal is in front of them. The text says which."""


@dataclass(frozen=True)
class Outcome:
    """`status` is the app's HTTP status (200 over a socket), `response` its body, `error` Slack's word for a failure.

    All are None where there was nothing to tell the app.
    """

    status: int | None = None
    error: str | None = None
    response: Json | str | None = None

    def json(self) -> Json:
        body: Json = {"ok": self.error is None, "status": self.status}
        if self.error is not None:
            body["error"] = self.error
        if self.response is not None:
            body["response"] = self.response
        return body


def outcome_of(reply: Reply) -> Outcome:
    return Outcome(reply.status, reply.error, reply.body)


def person(slack: Slack, user_id: str) -> User:
    """One of the people here, or CannotAct."""
    user = slack.workspace.users.get(user_id)
    if user is None or user.is_bot:
        raise CannotAct(f"no such person: {user_id or '(none given)'}")
    return user


def scene_of(slack: Slack, user_id: str, channel: str) -> Scene:
    """This person in this channel (id or name), or CannotAct."""
    user = person(slack, user_id)
    is_own = channel == f"D{user.id[1:]}"  # the bot's messages with them, begun or not
    found = slack.workspace.direct_messages(user) if is_own else slack.workspace.find_channel(channel)
    if found is None or user.id not in found.members:
        raise CannotAct(f"{user.name} is in no such channel: {channel or '(none given)'}")
    return Scene(user, found)
