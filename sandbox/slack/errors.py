"""How the stand-in says no: one error that carries Slack's own code and messages."""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass
class SlackError(Exception):
    """`code` is Slack's word for it, `messages` become `response_metadata.messages` ("[ERROR] ...").

    `errors` stand in their place where a method lists objects.
    """

    code: str
    messages: tuple[str, ...] = ()
    status: int = 200
    retry_after: int | None = None
    errors: tuple[Json, ...] = ()

    def body(self) -> Json:
        """The JSON body that Slack sends with this error."""
        body: Json = {"ok": False, "error": self.code}
        if self.messages:
            body["errors"] = list(self.messages)
            body["response_metadata"] = {"messages": [f"[ERROR] {message}" for message in self.messages]}
        if self.errors:
            body["errors"] = list(self.errors)
        return body
