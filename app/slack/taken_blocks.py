"""Which of Slack's newer blocks the workspace takes: Slack brings them to one workspace after the other.

Nobody can ask for it; what Slack refused is remembered in the table, and tried again after a while.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.base.clock import Clock
from app.slack.messages.newer import NEWER
from app.store.documents import Documents
from app.store.table import Table

KEPT_DAYS = 30
REFUSED_FOR = timedelta(days=1)
REMEMBERED_SECONDS = 600.0  # by a process, of which there may be many

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class BlockType:
    """When Slack last refused blocks of a type."""

    refused_at: datetime | None = None


@dataclass(frozen=True)
class StoredBlocks:
    """Documents `blocks#<type>`."""

    table: Table
    clock: Clock

    def refused(self) -> frozenset[str]:
        known = {kind: stored.refused_at for kind, stored in self._documents.find_many(NEWER).items()}
        return frozenset(kind for kind, at in known.items() if at and self.clock() - at < REFUSED_FOR)

    def refuse(self, kinds: Iterable[str]) -> None:
        refused = BlockType(self.clock())
        for kind in kinds:
            self._documents.change(kind, lambda _: refused)

    @property
    def _documents(self) -> Documents[BlockType]:
        return Documents(self.table, self.clock, BlockType, "blocks", KEPT_DAYS)


class TakenBlocks:
    """What this process knows; without `stored` (a desk's doctor) it knows only what it was told itself."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._refused: frozenset[str] = frozenset()
        self._until = 0.0
        self.stored: StoredBlocks | None = None

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
