"""One at a time: a lease on a name, held by a conditional write, free again after a while if its holder dies."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from app.base.clock import Clock
from app.base.errors import Later
from app.store.table import Document, Key, Table, amend

HELD_SECONDS = 45
# A neighbour needs about one Slack call; waiting for it is cheaper than another round through the queue.
PATIENCE_SECONDS = 4.0
PAUSE_SECONDS = 0.1

TAKEN = "Another worker has this in hand."


@dataclass(frozen=True)
class Leases:
    """Leases in the table, `lease#<name>`."""

    table: Table
    clock: Clock
    sleep: Callable[[float], None] = time.sleep

    @contextmanager
    def hold(self, name: str, seconds: float = HELD_SECONDS) -> Iterator[None]:
        """Hold `name` for the block, for `seconds` at most; raises Later when somebody else keeps it."""
        holder = secrets.token_hex(8)
        patience = PATIENCE_SECONDS
        while not self._take(name, holder, seconds):
            if patience <= 0:
                raise Later(TAKEN, wait=2)
            self.sleep(PAUSE_SECONDS)
            patience -= PAUSE_SECONDS
        try:
            yield
        finally:
            self._give_back(name, holder)

    def _take(self, name: str, holder: str, seconds: float) -> bool:
        now = self.clock().timestamp()

        def take(lease: Document) -> Document | None:
            if lease.data.get("until", 0) > now:
                return None
            data = {"holder": holder, "until": now + seconds}
            return replace(lease, data=data, expires_at=int(now) + 86400)

        return bool(amend(self.table, *lease_key(name), take).data["holder"] == holder)

    def passed(self, lease: Document) -> Document | None:
        """A lease that was read, taken and given back in one write; None where somebody holds it."""
        now = self.clock().timestamp()
        if lease.data.get("until", 0) > now:
            return None
        return replace(lease, data={"holder": "", "until": 0}, expires_at=int(now) + 86400)

    def _give_back(self, name: str, holder: str) -> None:
        def give_back(lease: Document) -> Document | None:
            return replace(lease, data={"holder": "", "until": 0}) if lease.data.get("holder") == holder else None

        amend(self.table, *lease_key(name), give_back)


def lease_key(name: str) -> Key:
    return f"lease#{name}", "lease"
