"""Who pressed first: if several people press at the same moment, one acts and the others are told who."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.base.clock import Clock
from app.base.errors import BellhopError, Later, Wrong
from app.base.values import dataclass
from app.listeners.operation import Operation, TooLate
from app.slack.messages.error_text import mentioning
from app.slack.messages.text import who_has
from app.store.documents import Documents
from app.store.table import Table

ANSWERED = "{who} already answered that question."
PRESSED = "{who} already pressed this button. It works only once."

KEPT_DAYS = 90


@dataclass(frozen=True)
class Claim:
    """Who pressed; `mark` is of the operation that pressed, empty if nobody has."""

    mark: str
    user_id: str


@dataclass(frozen=True)
class Stored:
    """A claim as the table has it."""

    mark: str = ""
    user: str = ""


@dataclass(frozen=True)
class Claims:
    """Documents `claim#<name>`, one for each thing that can be done only once."""

    table: Table
    clock: Clock

    def first(self, name: str, claim: Claim) -> Claim:
        """The first claim with this name: this one, or an earlier one. The same mark again is the same claim."""
        mine = Stored(claim.mark, claim.user_id)
        stored = self._documents.change(name, lambda known: known if known.mark else mine)
        return Claim(stored.mark, stored.user)

    def take(self, name: str, user_id: str, operation: Operation, taken: str) -> None:
        """Be the first with this name; if somebody else was, raises Wrong, which says so by {who} in `taken`."""
        first = self.first(name, Claim(operation.mark, user_id))
        if first.mark != operation.mark:
            raise mentioning(Wrong, taken.format(who=who_has(first.user_id, user_id)))

    def find(self, name: str) -> Claim | None:
        stored = self._documents.find(name)
        return Claim(stored.mark, stored.user) if stored and stored.mark else None

    @contextmanager
    def given_back(self, name: str, operation: Operation) -> Iterator[None]:
        """Around a change: if it was refused, it was not made, so somebody else may press; '' claims nothing."""
        try:
            yield
        except (BellhopError, TooLate) as error:
            # After a change that was interrupted and isn't visible, only its beginning is in the table.
            is_undone = isinstance(error, TooLate) or not operation.has_begun_to_act
            if name and is_undone and not isinstance(error, Later):
                self.release(name, operation.mark)
            raise

    def release(self, name: str, mark: str) -> None:
        """What was claimed with this mark could not be done; somebody else may try."""
        self._documents.change(name, lambda known: Stored() if known.mark == mark else known)

    @property
    def _documents(self) -> Documents[Stored]:
        return Documents(self.table, self.clock, Stored, "claim", KEPT_DAYS)
