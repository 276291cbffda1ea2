"""Which of Slack's newer blocks the workspace takes: Slack brings them to one workspace after the other.

Nobody can ask for it; what Slack refused is remembered, and tried again after a while.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Protocol

REMEMBERED_SECONDS = 600.0  # by a process, of which there may be many

logger = logging.getLogger(__name__)


class Stored(Protocol):
    """What outlives a process (app/slack/stored_blocks.py)."""

    def refused(self) -> frozenset[str]:
        """The types that Slack refused not long ago."""

    def refuse(self, kinds: frozenset[str]) -> None: ...


class TakenBlocks:
    """What this process knows; without `stored` (a desk's doctor) it knows only what it was told itself."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._refused: frozenset[str] = frozenset()
        self._until = 0.0
        self.stored: Stored | None = None

    def refused(self) -> frozenset[str]:
        if self.stored and self._clock() >= self._until:
            self._remember(self.stored.refused())
        return self._refused

    def refuse(self, kinds: frozenset[str]) -> None:
        logger.warning("Slack takes no blocks of these types yet", extra={"types": sorted(kinds)})
        if self.stored:
            self.stored.refuse(kinds)
        self._remember(self._refused | kinds)

    def _remember(self, refused: frozenset[str]) -> None:
        self._refused, self._until = refused, self._clock() + REMEMBERED_SECONDS
