"""The ids of channels in the table, so that a cold start does not list a workspace's thousands again."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.base.clock import Clock
from app.base.values import dataclass
from app.store.documents import Documents
from app.store.table import Table

KEPT_DAYS = 30
# Somebody may rename the channel, and give its name to another one; posting to the first still works.
TRUSTED_FOR = timedelta(days=1)
# Somebody may create it, or invite Bellhop. Less than the wait of what waits for it, so that each retry looks.
MISSED_FOR = timedelta(seconds=50)


@dataclass(frozen=True)
class StoredChannel:
    """Its id; '' if Bellhop was in no channel of that name at `looked_at`, or if it has to be looked up."""

    id: str = ""
    looked_at: datetime | None = None


@dataclass(frozen=True)
class StoredChannels:
    """Documents `channel#<name>`."""

    table: Table
    clock: Clock

    def find(self, name: str) -> str | None:
        known = self._documents.find(name) or StoredChannel()
        counts_for = TRUSTED_FOR if known.id else MISSED_FOR
        is_recent = known.looked_at is not None and self.clock() - known.looked_at < counts_for
        return known.id if is_recent else None

    def last(self, name: str) -> str:
        return (self._documents.find(name) or StoredChannel()).id

    def keep(self, name: str, channel_id: str) -> None:
        found = StoredChannel(channel_id, self.clock())
        self._documents.change(name, lambda _: found)

    def forget(self, name: str) -> None:
        self._documents.change(name, lambda _: StoredChannel())

    @property
    def _documents(self) -> Documents[StoredChannel]:
        return Documents(self.table, self.clock, StoredChannel, "channel", KEPT_DAYS)
