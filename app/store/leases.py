"""A lease on a name, held by a conditional write; it expires after a while if its holder dies."""

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
# Another holder needs about one Slack call; waiting for it is cheaper than another round through the queue.
WAIT_SECONDS = 4.0
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
        """Hold `name` for the block, for `seconds` at most; raises Later if somebody else holds it."""
        holder = new_holder()
        if not any(self._take(name, holder, seconds) for _ in self.tries()):
            raise Later(TAKEN, wait=2)
        try:
            yield
        finally:
            amend(self.table, *lease_key(name), lambda lease: self.given_back(lease, holder))

    def tries(self) -> Iterator[None]:
        """Once, and again after each pause, as long as waiting is worth it."""
        left = WAIT_SECONDS
        yield
        while left > 0:
            self.sleep(PAUSE_SECONDS)
            left -= PAUSE_SECONDS
            yield

    def _take(self, name: str, holder: str, seconds: float) -> bool:
        def take(lease: Document) -> Document | None:
            return None if self.is_held(lease) else self.taken(lease, holder, seconds)

        return bool(amend(self.table, *lease_key(name), take).data["holder"] == holder)

    def is_held(self, lease: Document) -> bool:
        """Whether somebody holds a lease, according to its document."""
        return bool(lease.data.get("until", 0) > self.clock().timestamp())

    def taken(self, lease: Document, holder: str, seconds: float = HELD_SECONDS) -> Document:
        """A free lease that was read, now with this holder."""
        return self._with(lease, holder, self.clock().timestamp() + seconds)

    def given_back(self, lease: Document, holder: str) -> Document | None:
        """None if somebody else holds it by now."""
        return self._with(lease, "", 0) if lease.data.get("holder") == holder else None

    def passed(self, lease: Document) -> Document:
        """A lease taken and given back in one write: anyone who read it before comes too late."""
        return self._with(lease, "", 0)

    def _with(self, lease: Document, holder: str, until: float) -> Document:
        expires_at = int(self.clock().timestamp()) + 86400
        return replace(lease, data={"holder": holder, "until": until}, expires_at=expires_at)


def new_holder() -> str:
    return secrets.token_hex(8)


def lease_key(name: str) -> Key:
    return f"lease#{name}", "lease"
