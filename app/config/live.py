"""BELLHOP_CONFIG while Bellhop runs: read at start, then every five minutes; what is wrong never replaces what works.

A file or `ssm:<parameter>`. While it can't be read, or something in it is wrong, the last good configuration goes on:
that of this process, else of an earlier one, if `kept` has it. Each failed reading is logged and counted, for an alarm.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import field
from typing import Generic, Protocol, TypeVar

from app.base.deadline import ending, seconds_from_now
from app.base.errors import BellhopError, Misconfigured
from app.base.metrics import Metric
from app.base.values import dataclass
from app.config.configuration import Configuration, configuration_text, parse_configuration

T = TypeVar("T")

KEPT_SECONDS = 300.0
# Whoever waits for a command waits for this too, once in five minutes.
READ_WITHIN = 2.0

NEVER_GOOD = "{problem} Bellhop can't start until that is corrected."

logger = logging.getLogger(__name__)


class Kept(Protocol):
    """Where the last good text outlives the process."""

    def last(self) -> str:
        """The last good text; '' if there is none."""

    def keep(self, text: str) -> None: ...


class NotKept:
    """For a file, which is at hand wherever Bellhop is."""

    def last(self) -> str:
        return ""

    def keep(self, text: str) -> None:
        pass


@dataclass
class LiveConfiguration:
    """`place` is a path or `ssm:<parameter>`; `fetch` reads the latter."""

    place: str
    fetch: Callable[[str], str]
    kept: Kept = field(default_factory=NotKept)
    monotonic: Callable[[], float] = time.monotonic
    _text: str = ""
    _good: Configuration | None = None
    _fresh_until: float = float("-inf")
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def current(self) -> Configuration:
        """The same object as long as nothing changed; raises Misconfigured if there never was a good one."""
        with self._lock:
            if self._good is None or self.monotonic() >= self._fresh_until:
                self._good = self._renewed()
                self._fresh_until = self.monotonic() + KEPT_SECONDS
            return self._good

    def _renewed(self) -> Configuration:
        try:
            with ending(seconds_from_now(READ_WITHIN)):
                text = configuration_text(self.place, self.fetch)
            if self._good is not None and text == self._text:
                return self._good
            found = parse_configuration(text, self.place)
        except (BellhopError, Misconfigured) as problem:
            last = self._last(problem)
            metrics = {Metric.CONFIGURATION_ERRORS: 1}
            logger.error("configuration not renewed", extra={"why": str(problem), "metrics": metrics})
            return last
        self._text = text
        self._keep(text)
        return found

    def _last(self, problem: BellhopError | Misconfigured) -> Configuration:
        if self._good is not None:
            return self._good
        try:
            return parse_configuration(self.kept.last(), self.place)
        except (BellhopError, Misconfigured):  # none, or of another version
            raise Misconfigured(NEVER_GOOD.format(problem=problem)) from problem

    def _keep(self, text: str) -> None:
        try:
            self.kept.keep(text)
        except BellhopError as problem:  # it is only for worse days
            logger.warning("configuration not kept", extra={"why": str(problem)})


@dataclass
class Following(Generic[T]):
    """What is built from the configuration, and built again when that has changed."""

    live: LiveConfiguration
    build: Callable[[Configuration], T]
    _of: Configuration | None = None
    _built: T | None = None
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def now(self) -> T:
        with self._lock:
            configuration = self.live.current()
            if self._built is None or configuration is not self._of:
                self._built, self._of = self.build(configuration), configuration
            return self._built
