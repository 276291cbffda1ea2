"""Reads the arguments of a Web API call: query, form, JSON, or JSON that turns out to be empty."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from sandbox.slack.errors import Json, SlackError


@dataclass(frozen=True)
class Arguments:
    """What a caller sent, by name, and the token it came with. A value is text, or what the JSON held."""

    values: Json = field(default_factory=dict)
    token: str = ""

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name)
        return default if value is None else str(value)

    def required(self, name: str) -> str:
        value = self.text(name)
        if not value:
            raise SlackError("invalid_arguments", (f"missing required field: {name}",))
        return value

    def flag(self, name: str) -> bool:
        return str(self.values.get(name, "")).lower() in {"1", "true"}

    def number(self, name: str, default: int) -> int:
        try:
            return int(self.text(name) or default)
        except ValueError:
            raise SlackError("invalid_arguments", (f"must provide a number: {name}",)) from None

    def structure(self, name: str, error: str) -> Any:
        """The value of an argument that is JSON: given as such, or as text in a form. Absent or empty text: None."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(error) from None


async def read_arguments(request: web.Request) -> Arguments:
    """Arguments of the body and the query together; the token is the header's, else the form's."""
    values: Json = dict(request.query)
    if request.content_type == "application/json":
        values.update(await _json_body(request))
    elif request.can_read_body:
        values.update({name: value for name, value in (await request.post()).items() if isinstance(value, str)})
    in_form = str(values.pop("token", ""))
    scheme, _, in_header = request.headers.get("Authorization", "").partition(" ")
    return Arguments(values, in_header.strip() if scheme.lower() == "bearer" else in_form)


async def _json_body(request: web.Request) -> Json:
    body = await request.read()
    if not body.strip():  # slack_sdk sends auth.test as JSON without a body, and Slack accepts it
        return {}
    try:
        values = json.loads(body)
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(values, dict):
        raise SlackError("json_not_object")
    return values
