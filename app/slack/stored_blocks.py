"""The types of blocks that Slack refused, in the table, so that not every process has to be refused."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from app.base.clock import Clock
from app.base.values import dataclass
from app.slack.messages.newer import NEWER
from app.store.documents import Documents
from app.store.table import Table

KEPT_DAYS = 30
REFUSED_FOR = timedelta(days=1)


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
