"""Who came when, of those who ask for one thing: what had to wait must not undo what was asked after it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from app.base.clock import Clock
from app.listeners.operation import Operation
from app.slack.interactions import Reply
from app.store.documents import Documents
from app.store.table import Changed, Document, Table

KEPT_DAYS = 30  # longer than a message can wait on a queue (14 days), and then among the dead letters (14 more)


@dataclass(frozen=True)
class Served:
    """How many have arrived, and the place of the last one that was carried out."""

    arrived: int = 0
    served: int = 0


@dataclass
class Turn:
    """An operation's place among those that act on the same: documents `topic#<group>`, written with the operation's.

    `read_again` comes before anybody decides by it, once the lease of the group is held.
    """

    operation: Operation
    group: str
    table: Table
    clock: Clock
    _document: Document = field(init=False)

    def arrive(self) -> int:
        """The operation's place behind all that came before; who comes again keeps the place of the first time.

        A queue of its own gives each group's jobs one after the other.
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
        """Whether somebody who came later has been served already."""
        return self._turns.served > (self.operation.place or 0)

    def finish(self, reply: Reply) -> None:
        """What was asked from this place holds now, and the operation knows what is to be told: in one write."""
        while True:
            served = replace(self._turns, served=max(self.operation.place or 0, self._turns.served))
            try:
                self.operation.finish(reply, beside=self._topics.write(self._document, served))
            except Changed:
                self.read_again()
            else:
                return

    @property
    def _turns(self) -> Served:
        return self._topics.read(self._document) or Served()

    @property
    def _topics(self) -> Documents[Served]:
        return Documents(self.table, self.clock, Served, "topic", KEPT_DAYS, "turns")
