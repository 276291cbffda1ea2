"""What a body sent to the controls has in common: known keys, numbers above 0, and how an invalid one is answered."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web

UNKNOWN = "unknown key {name!r}; there are {keys}."
NOT_POSITIVE = "{name} is a number above 0."
FORGET_FAILURE = (None, False, "")


def check(body: Mapping[str, Any], keys: Sequence[str], positive: Sequence[str]) -> None:
    """A ValueError says which key there is not, or which of the `positive` ones is no number above 0."""
    if unknown := set(body) - set(keys):
        raise ValueError(UNKNOWN.format(name=min(unknown), keys=", ".join(keys)))
    for name in positive:
        given = body.get(name)
        if given is not None and (not isinstance(given, int | float) or given <= 0):
            raise ValueError(NOT_POSITIVE.format(name=name))


def bad_request(text: str) -> web.HTTPBadRequest:
    return web.HTTPBadRequest(text=json.dumps({"ok": False, "error": text}), content_type="application/json")
