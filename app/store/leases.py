"""A lease on a name, held by a conditional write; it expires after a while if its holder dies."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from app.base.clock import Clock
from app.base.deadline import ending
from app.base.errors import Later
from app.base.values import dataclass
from app.store.table import Document, Key, Table, amend, expiry

HELD_SECONDS = 45
# Another holder needs about one Slack call; waiting for it is cheaper than another round through the queue.
WAIT_SECONDS = 4.0
PAUSE_SECONDS = 0.1
# Between the last that is done under a lease and its end: the clocks of two workers differ a little.
MARGIN_SECONDS = 2.0

# The second one for a lost answer: others would wait until the lease ends.
GIVE_BACK_TRIES = 2

TAKEN = "Another worker has this in hand."

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Leases:
    """Leases in the table, `lease#<name>`."""

    table: Table
    clock: Clock
    sleep: Callable[[float], None] = time.sleep

    @contextmanager
    def hold(self, name: str, seconds: float = HELD_SECONDS) -> Iterator[None]:
        """Hold `name` for the block, for `seconds` at most; raises Later if somebody else holds it.

        Once that time is over, nobody is asked for anything within the block any more: somebody else may hold it.
        """
        holder, until = new_holder(), self.clock().timestamp() + seconds
        taken = next(filter(None, (self._take(name, holder, seconds) for _ in self.tries())), None)
        if taken is None:
            raise Later(TAKEN, wait=2)
        try:
            with self.acting(until):
                yield
        finally:
            self._give_back(taken, holder)

    def tries(self) -> Iterator[None]:
        """Once, and again after each pause, as long as waiting is worth it."""
        left = WAIT_SECONDS
        yield
        while left > 0:
            self.sleep(PAUSE_SECONDS)
            left -= PAUSE_SECONDS
            yield

    @contextmanager
    def acting(self, until: float) -> Iterator[None]:
        """What is done under a lease that ends at `until` (epoch seconds) ends a little before."""
        with ending(lambda: until - self.clock().timestamp() - MARGIN_SECONDS):
            yield

    def _give_back(self, taken: Document, holder: str) -> None:
        """What was done under the lease is done, even if nobody hears of its end: it ends by itself."""
        for _ in range(GIVE_BACK_TRIES):
            try:
                amend(self.table, *taken.key, lambda lease: self.given_back(lease, holder), known=taken)
            except Later as error:
                logger.warning("lease not given back", extra={"lease": taken.pk, "why": str(error)})
            else:
                return

    def _take(self, name: str, holder: str, seconds: float) -> Document | None:
        """The lease's document as it is now; None if somebody else holds it."""

        def take(lease: Document) -> Document | None:
            return None if self.is_held(lease) else self.taken(lease, holder, seconds)

        found = amend(self.table, *lease_key(name), take)
        return found if found.data["holder"] == holder else None

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
        expires_at = expiry(self.clock(), days=1)
        return replace(lease, data={"holder": holder, "until": until}, expires_at=expires_at)


def new_holder() -> str:
    return secrets.token_hex(8)


def lease_key(name: str) -> Key:
    return f"lease#{name}", "lease"
