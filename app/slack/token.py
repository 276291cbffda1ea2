"""A call with a token or an address that is a secret: once more with the new one where it was rotated meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.base.errors import Misconfigured
from app.config.secrets import Secret
from app.slack.errors import LacksScope, NotLetIn, SlackLater


def with_secret(secret: Secret, call: Callable[[str], Any]) -> Any:
    """The call with what `secret` reveals; once more where Slack does not take that, and it has been changed since."""
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
    except Misconfigured as problem:  # as with a token that Slack refuses: it waits until somebody mends it
        raise SlackLater(str(problem), wait=60, maybe_done=False) from problem
