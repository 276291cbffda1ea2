"""Secrets behind references: a literal, `kms:<base64>`, `ssm:<parameter>` or `secretsmanager:<id>[#key]`.

A value is fetched on first use and again when it is older than five minutes, so that a rotation needs no redeploy.
Errors name the setting, never the value.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from app.errors import BellhopError, Misconfigured

KEPT_SECONDS = 300.0

NOT_HAD = "{name}: {problem}"
EMPTY = "{name} is empty where it is kept ({where}). Put the secret there."

Fetch = Callable[[str], str]

logger = logging.getLogger(__name__)


@dataclass
class Secret:
    """One secret: `reveal()` gives its value; `fetch` resolves a reference (app/aws/secrets.py).

    Where a renewal fails, the value that is known goes on to serve.
    """

    name: str
    reference: str = field(repr=False)
    fetch: Fetch = field(repr=False)
    monotonic: Callable[[], float] = field(default=time.monotonic, repr=False)
    _value: str = field(default="", repr=False)
    _fetched_at: float = field(default=float("-inf"), repr=False)

    def reveal(self) -> str:
        """The secret itself; raises Misconfigured when it is empty and what `fetch` raises when it cannot be had."""
        if self.monotonic() - self._fetched_at >= KEPT_SECONDS:
            value = self._fetched() if is_reference(self.reference) else self.reference
            if not value:
                raise Misconfigured(EMPTY.format(name=self.name, where=self.reference.split(":", 1)[0]))
            self._value, self._fetched_at = value, self.monotonic()
        return self._value

    def _fetched(self) -> str:
        try:
            return self.fetch(self.reference)
        except (BellhopError, Misconfigured) as problem:
            if self._value:  # an old secret is right until it was changed; without one Bellhop is surely silent
                logger.warning("secret not renewed", extra={"secret": self.name, "why": str(problem)})
                return self._value
            if isinstance(problem, BellhopError):
                raise
            raise Misconfigured(NOT_HAD.format(name=self.name, problem=problem)) from problem


def is_reference(value: str) -> bool:
    return value.startswith(("kms:", "ssm:", "secretsmanager:"))
