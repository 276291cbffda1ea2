"""Of what waits on a queue for its next try, one message is enough.

SQS may deliver a message twice, and once more if the function dies. Each delivery that is put off sends a new message:
where many wait for the same rate limit and try each minute, copies of copies would use it up.
"""

from __future__ import annotations

import logging
import math
from datetime import datetime, timedelta

from app.base.clock import Clock
from app.base.errors import Later
from app.base.values import dataclass
from app.store.documents import Documents
from app.store.table import Table

# What comes so soon may have begun by another machine's clock, and then it does not see what was changed since.
SOON = timedelta(seconds=1)
KEPT_DAYS = 1

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Waiting:
    """Whose next try waits, by the id of the message that put it off, and until when (epoch seconds)."""

    message: str = ""
    until: float = 0.0


@dataclass(frozen=True)
class PutOff:
    """Documents `put-off#<what>`."""

    table: Table
    clock: Clock

    def another_waits(self, what: str, message: str, due: datetime, error: Later) -> bool:
        """Whether a copy waits already, and comes no later than this one would; else this one is the one that waits.

        The message that put the copy off is on its queue until the copy is there, so neither is lost if somebody dies.
        False where waits grow with each try, as then copies stay few; and if the table can't tell: rather twice than
        never.
        """
        if error.eases == math.inf:
            return False
        soonest, own = (self.clock() + SOON).timestamp(), Waiting(message, due.timestamp())

        def waits(known: Waiting) -> Waiting:
            is_another = known.message != message and soonest < known.until <= own.until
            return known if is_another else own

        try:
            is_enough = self._documents.change(what, waits) != own
        except Later:
            return False
        if is_enough:
            logger.info("waits already", extra={"what": what})
        return is_enough

    @property
    def _documents(self) -> Documents[Waiting]:
        return Documents(self.table, self.clock, Waiting, "put-off", KEPT_DAYS)
