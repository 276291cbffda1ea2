"""Secrets behind references: a literal, `kms:<base64>`, `ssm:<parameter>` or `secretsmanager:<id>[#key]`.

A value is fetched on first use, again after five minutes, and when Slack rejects it (`renew`), so a rotation needs no
deployment. Errors name the setting, never the value.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable
from dataclasses import field

from app.base.errors import BellhopError, Later, Misconfigured
from app.base.values import dataclass

KEPT_SECONDS = 300.0
# A flood of forged requests, or of rejected calls, must not become a flood of reads.
DOUBTED_SECONDS = 30.0

NOT_HAD = "{name}: {problem}"
EMPTY = "{name} is empty where it is kept ({where}). Put the secret there."
UNREADABLE = "{name} holds other characters than a secret of Slack's has ({where}). Put the bare secret there."
SEVERAL = "{name} holds several words ({where}), and only one is expected. Put the bare secret there."

PRINTABLE = re.compile(r"[!-~]+")

Fetch = Callable[[str], str]

logger = logging.getLogger(__name__)


@dataclass
class Secret:
    """One secret: `reveal()` returns its value; `fetch` resolves a reference (app/aws/secrets.py).

    If a renewal fails, the known value stays in use.
    """

    name: str
    reference: str = field(repr=False)
    fetch: Fetch = field(repr=False)
    monotonic: Callable[[], float] = field(default=time.monotonic, repr=False)
    _words: tuple[str, ...] = field(default=(), repr=False)
    _fresh_until: float = field(default=float("-inf"), repr=False)
    _trusted_until: float = field(default=float("-inf"), repr=False)
    _problem: BellhopError | Misconfigured | None = field(default=None, repr=False)
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def reveal(self) -> str:
        """The secret; raises Misconfigured if it can't be used, and what `fetch` raises if it can't be read."""
        words = self.reveal_all()
        if len(words) > 1:
            raise Misconfigured(SEVERAL.format(name=self.name, where=self._kind()))
        return words[0]

    def reveal_all(self) -> tuple[str, ...]:
        """As `reveal`, where there may be two during a rotation, separated by white space."""
        with self._lock:
            if self.monotonic() >= self._fresh_until:
                self._renew_or_keep()
            if self._problem:
                raise self._problem.with_traceback(None)
            return self._words

    def renew(self, *refused: str) -> bool:
        """Whether the value is different from the rejected one: fetched again, at most once in 30 seconds.

        Sooner only where the last time had no answer.
        """
        with self._lock:
            if self._words and self._words != refused:  # somebody else has renewed it meanwhile
                return True
            if not is_reference(self.reference) or self.monotonic() < self._trusted_until:
                return False
            self._trusted_until = self.monotonic() + DOUBTED_SECONDS
            self._renew_or_keep()
            return self._problem is None and self._words != refused

    def _renew_or_keep(self) -> None:
        """Fetch it; an error becomes `_problem` only if no value is known, and isn't retried at once."""
        now = self.monotonic()
        try:
            self._words, self._problem = self._fetched(), None
            self._fresh_until = now + KEPT_SECONDS
        except (BellhopError, Misconfigured) as problem:
            if self._words:  # an old secret may still be valid; without one Bellhop can't work at all
                logger.warning("secret not renewed", extra={"secret": self.name, "why": str(problem)})
                self._fresh_until = now + KEPT_SECONDS
                if isinstance(problem, Later):
                    self._trusted_until = now + problem.wait
                return
            self._problem = problem
            self._fresh_until = now + (problem.wait if isinstance(problem, Later) else DOUBTED_SECONDS)

    def _fetched(self) -> tuple[str, ...]:
        value = self._asked() if is_reference(self.reference) else self.reference
        words = tuple(value.split())
        if not words:
            raise Misconfigured(EMPTY.format(name=self.name, where=self._kind()))
        if not all(PRINTABLE.fullmatch(word) for word in words):  # the header would quote it
            raise Misconfigured(UNREADABLE.format(name=self.name, where=self._kind()))
        return words

    def _asked(self) -> str:
        try:
            return self.fetch(self.reference)
        except Later as passing:
            raise Later(NOT_HAD.format(name=self.name, problem=passing), passing.wait) from passing
        except (BellhopError, Misconfigured) as problem:
            raise Misconfigured(NOT_HAD.format(name=self.name, problem=problem)) from problem

    def _kind(self) -> str:
        return self.reference.partition(":")[0] if is_reference(self.reference) else "the setting itself"


def is_reference(value: str) -> bool:
    return value.startswith(("kms:", "ssm:", "secretsmanager:"))
