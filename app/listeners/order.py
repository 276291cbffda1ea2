"""The order of requests about one thing: a delayed one must not undo a later one."""

from __future__ import annotations

from dataclasses import field, replace
from datetime import datetime

from app.base.clock import Clock
from app.base.values import dataclass
from app.listeners.operation import Operation
from app.slack.interactions import Reply
from app.store.documents import Documents
from app.store.table import Changed, Document, Table

# Two requests of one moment may have been taken in by machines whose clocks differ.
SAME_MOMENT = 2.0  # seconds
KEPT_DAYS = 30  # longer than a message can wait on a queue (14 days), and then among the dead letters (14 more)


@dataclass(frozen=True)
class Served:
    """How many have arrived, and of those carried out the last place, and when the last was asked (epoch seconds)."""

    arrived: int = 0
    served: int = 0
    asked: float = 0.0


@dataclass
class Turn:
    """An operation's place among those that act on the same thing: documents `topic#<group>`.

    It is written together with the operation. Call `read_again` before deciding, once the lease of the group is held.
    """

    operation: Operation
    group: str
    table: Table
    clock: Clock
    asked_at: datetime
    _document: Document = field(init=False)

    def arrive(self) -> int:
        """The operation's place after all earlier ones; a second try keeps the first one's place.

        A FIFO queue delivers each group's jobs one after the other.
        """
        while self.operation.place is None:
            document = self.table.get(*self._topics.key(self.group))
            turns = self._topics.read(document) or Served()
            arrived = replace(turns, arrived=turns.arrived + 1)
            try:
                self.operation.take_place(arrived.arrived, beside=self._topics.write(document, arrived))
            except Changed:
                self.operation.know(self.table.get(*self.operation.key))
        return self.operation.place

    def read_again(self) -> None:
        """The operation and its group as they are now, in one call."""
        key = self._topics.key(self.group)
        found = self.table.get_many([self.operation.key, key])
        self.operation.know(found[self.operation.key])
        self._document = found[key]

    @property
    def is_overtaken(self) -> bool:
        """Whether a later one has been carried out already; one that the table did not take in has a late place."""
        is_later_served = self._turns.served > (self.operation.place or 0)
        return is_later_served or self._last_asked > self.asked_at.timestamp() + SAME_MOMENT

    def finish(self, reply: Reply) -> None:
        """The request from this place is in effect, and the operation knows its reply: in one write."""
        while True:
            place = max(self.operation.place or 0, self._turns.served)
            asked = max(self.asked_at.timestamp(), self._last_asked)
            served = replace(self._turns, served=place, asked=asked)
            try:
                self.operation.finish(reply, beside=self._topics.write(self._document, served), held=True)
            except Changed:
                self.read_again()
            else:
                return

    @property
    def _turns(self) -> Served:
        return self._topics.read(self._document) or Served()

    @property
    def _last_asked(self) -> float:
        """When the last one was asked; what is still to come is the time of a clock that was wrong."""
        asked = self._turns.asked
        return asked if asked <= self.clock().timestamp() + SAME_MOMENT else 0.0

    @property
    def _topics(self) -> Documents[Served]:
        return Documents(self.table, self.clock, Served, "topic", KEPT_DAYS, "turns")
