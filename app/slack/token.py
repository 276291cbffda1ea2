"""A call with a secret token or address: repeated once with the new one if it was rotated meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.base.errors import Misconfigured
from app.config.secrets import Secret
from app.slack.errors import LacksScope, NotLetIn, SlackLater


def with_secret(secret: Secret, call: Callable[[str], Any]) -> Any:
    """The call with `secret`'s value; repeated once if Slack rejects it and it has changed since."""
    value = _revealed(secret)
    try:
        return call(value)
    except LacksScope:
        raise
    except NotLetIn:
        if not secret.renew(value):
            raise
    return call(_revealed(secret))


def _revealed(secret: Secret) -> str:
    try:
        return secret.reveal()
    except Misconfigured as problem:  # as with a rejected token: it waits until somebody fixes it
        raise SlackLater(str(problem), wait=60, maybe_done=False) from problem
